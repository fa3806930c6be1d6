import { checkNumber } from '@llm-balancer/core/options'
import type { Scenario } from '../scenario/scenario.ts'
import type { Sessions, TokenSizes, Traffic } from '../scenario/traffic.ts'
import { Draws, round } from './draws.ts'
import { randomKeys, randomReplicas, usualTokens } from './random-targets.ts'

const durationMs = 120_000
/** No scenario has more calls than this per second, so that hundreds can be simulated. */
const mostPerSecond = 40

/**
 * A scenario drawn at random, always the same for one seed: 2 to 12 targets (keys of vendors that differ in speed, price and the style
 * of their limits, or a quarter of the time servers of one's own), bursts, conversations, one to four processes, a load of 30 to 110 % of
 * what the targets allow, and incidents at a third of them. Plain data, for measuring what no one has tuned for.
 *
 * @throws RangeError when the seed is no whole number ≥ 0
 */
export function randomScenario(seed: number): Scenario {
  checkNumber('seed', seed, { min: 0, max: Number.MAX_SAFE_INTEGER, integer: true }, 'randomScenario')
  const draws = new Draws(seed)
  const isOwn = draws.happens(0.25)
  const count = draws.whole(2, 12)
  const { targets, perSecond } = (isOwn ? randomReplicas : randomKeys)(draws, { count, durationMs })
  const load = draws.between(0.3, 1.1)
  return {
    name: `random-${seed}`,
    targets,
    traffic: [randomTraffic(draws, Math.min(mostPerSecond, load * perSecond))],
    goalMs: draws.whole(2, 10) * 500,
    processes: draws.oneOf([1, 1, 1, 2, 4]),
    durationMs,
  }
}

function randomTraffic(draws: Draws, perSecond: number): Traffic {
  const sessions: Sessions = {
    systemTokens: Math.round(draws.scale(200, 6000)),
    continueRatio: round(draws.between(0.5, 0.9)),
    active: draws.whole(10, 100),
  }
  return {
    name: 'callers',
    arrivals: {
      fromMs: 0,
      toMs: durationMs,
      perSecond: round(perSecond),
      burstiness: round(draws.between(1, 2.5)),
    },
    tokens: randomSizes(draws),
    ...(draws.happens(0.35) ? { sessions } : {}),
    streaming: draws.happens(0.85),
    call: { deadlineMs: draws.whole(15, 60) * 1000 },
  }
}

function randomSizes(draws: Draws): TokenSizes {
  const output = draws.scale(50, 400)
  const input = { median: Math.round(draws.scale(200, usualTokens)), spread: round(draws.between(0.4, 1.2)) }
  return {
    input: { ...input, least: 30, most: 32_000 },
    output: { median: Math.round(output), spread: round(draws.between(0.4, 1)), least: 4, most: 2000 },
  }
}
