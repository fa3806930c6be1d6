import { mixBits } from '../draws/keyed-draws.ts'
import type { Scenario } from '../scenario/scenario.ts'
import type { ServerChange, ServerConditions } from '../scenario/server-conditions.ts'
import type { ServerLimits } from '../scenario/server-limits.ts'
import type { SimulatedTarget } from '../scenario/simulated-target.ts'
import type { Traffic } from '../scenario/traffic.ts'

/** Some answers of every vendor take five times as long, and some calls fail. */
const usual = {
  tail: { ratio: 0.015, factor: 5 },
  promptTokensPerSecond: 8000,
  failureRatio: 0.003,
} as const

/**
 * Models of different speed. Medians and spreads are in the range of what a public table of pings (modelstats.ai) showed over a day:
 * half of the first tokens after 0.3–1.6 s, one in a hundred after 2–20 times as long.
 */
const models = {
  flash: { ...usual, answerMs: 480, spread: 0.3, tokensPerSecond: 140 },
  mini: { ...usual, answerMs: 540, spread: 0.32, tokensPerSecond: 100 },
  large: { ...usual, answerMs: 940, spread: 0.6, tokensPerSecond: 75 },
  largest: { ...usual, answerMs: 1630, spread: 0.25, tokensPerSecond: 55 },
  key: { ...usual, answerMs: 600, spread: 0.4, tokensPerSecond: 90 },
} satisfies Record<string, ServerConditions>

/** A quarter of a minute's requests may be used at once. */
const quarter = { burst: 0.25 } as const
const fifth = { burst: 0.2 } as const

/** The scenarios that a balancer's choices are measured in. No strategy can serve every run within the goal: the oracle shows what is possible. */
export const qualityScenarios: readonly Scenario[] = [
  scenario('different-speeds', { seconds: 360, perSecond: 20 }, [
    target('mini', models.mini, { requestsPerMinute: 3000, tokensPerMinute: 8e6, ...quarter }),
    target('large', models.large, { requestsPerMinute: 3000, tokensPerMinute: 8e6, ...quarter }),
    target('largest', models.largest, { requestsPerMinute: 3000, tokensPerMinute: 8e6, ...quarter }),
    target('flash', models.flash, { requestsPerMinute: 900, tokensPerMinute: 2.4e6, ...quarter }),
  ]),
  scenario('one-slow-key', { seconds: 360, perSecond: 15 }, [
    ...keys(5, 1200).map((each, place) =>
      place === 2 ? { ...each, changes: [change(60, 240, { slowness: 8 })] } : each,
    ),
  ]),
  scenario('one-failing-key', { seconds: 300, perSecond: 15 }, [
    ...keys(4, 1500).map((each, place) =>
      place === 0 ? { ...each, changes: [change(60, 180, { down: failing(50) })] } : each,
    ),
  ]),
  scenario('one-hanging-key', { seconds: 300, perSecond: 15 }, [
    ...keys(4, 1500).map((each, place) =>
      place === 0 ? { ...each, changes: [change(60, 180, { down: 'hanging' })] } : each,
    ),
  ]),
  scenario('uneven-quotas', { seconds: 360, perSecond: 20, burstiness: 2 }, unevenKeys()),
  scenario(
    'more-than-the-quotas',
    { seconds: 360, perSecond: 30, burstiness: 2, goalMs: 5000, deadlineMs: 20_000 },
    unevenKeys((place) => ({ countsRefused: place % 2 === 0 })),
  ),
  scenario(
    'fixed-minutes',
    { seconds: 360, perSecond: 9, burstiness: 2, goalMs: 3000, input: { median: 1100, spread: 1 } },
    [4e5, 4e5, 2e5, 2e5].map((tokensPerMinute, place) =>
      target(`key-${place + 1}`, models.key, {
        tokensPerMinute,
        requestsPerMinute: 2000,
        window: 'fixed-minute',
        known: place % 2 === 0,
      }),
    ),
  ),
  scenario(
    'own-servers',
    {
      seconds: 300,
      perSecond: 22,
      goalMs: 1500,
      input: { median: 250, spread: 0.8 },
      output: { median: 130, spread: 0.9 },
      sessions: { systemTokens: 1500, continueRatio: 0.85, active: 60 },
    },
    [24, 24, 24, 16, 16, 8].map((knee, place) => ({
      name: `replica-${place + 1}`,
      server: {
        ...usual,
        answerMs: 220,
        spread: 0.3,
        tokensPerSecond: 60,
        knee,
        promptTokensPerSecond: 6000,
      },
      cost: { inputPerMTok: 0, outputPerMTok: 0 },
    })),
  ),
  scenario('three-prices', { seconds: 360, perSecond: 15, goalMs: 3000 }, [
    {
      ...target('cheap', { ...models.large, spread: 0.4 }, { requestsPerMinute: 600, ...fifth }),
      cost: { inputPerMTok: 0.15, outputPerMTok: 0.6 },
    },
    {
      ...target('middle', models.key, { requestsPerMinute: 900, ...fifth }),
      cost: { inputPerMTok: 1, outputPerMTok: 4 },
    },
    {
      ...target('dear', models.mini, { requestsPerMinute: 3000, ...fifth }),
      cost: { inputPerMTok: 3, outputPerMTok: 15 },
    },
  ]),
  scenario(
    'flapping-keys',
    { seconds: 360, perSecond: 15 },
    keys(5, 1200).map((each, place) => {
      if (place === 1) {
        const sheds = {
          ...change(60, 300, { sheddingRatio: 0.6 }),
          repeat: { forMs: 10_000, everyMs: 20_000 },
        }
        return { ...each, limits: { ...each.limits, retryAfter: false }, changes: [sheds] }
      }
      return place === 3 ? { ...each, changes: [change(120, 300, { failureRatio: 0.3 })] } : each
    }),
  ),
  scenario('hundred-targets', { seconds: 180, perSecond: 150 }, hundredTargets()),
  scenario('four-processes', { seconds: 360, perSecond: 20, burstiness: 2, processes: 4 }, unevenKeys()),
  scenario(
    'cached-prompts',
    {
      seconds: 300,
      perSecond: 10,
      input: { median: 300, spread: 0.8 },
      output: { median: 180, spread: 0.9 },
      sessions: { systemTokens: 4000, continueRatio: 0.88, active: 80 },
    },
    [0, 1, 2, 3].map((place) => ({
      ...target(
        `key-${place + 1}`,
        {
          ...models.key,
          answerMs: place < 2 ? 600 : 750,
          tokensPerSecond: 80,
          promptTokensPerSecond: 20_000,
        },
        { requestsPerMinute: 900, tokensPerMinute: 6e6, ...quarter },
      ),
      cost: { inputPerMTok: 3, outputPerMTok: 15, cacheReadPerMTok: 0.3 },
    })),
  ),
  scenario(
    'all-down',
    { seconds: 240, perSecond: 12, goalMs: 5000 },
    keys(3, 1500).map((each) => ({ ...each, changes: [change(120, 150, { down: failing(50) })] })),
  ),
  scenario('five-hundred-per-second', { seconds: 24, perSecond: 500 }, [
    target('mini', models.mini),
    target('large', models.large),
    target('largest', models.largest),
  ]),
]

/** What differs between scenarios in who calls and what is expected. */
interface Callers extends Pick<Traffic, 'sessions'> {
  readonly seconds: number
  readonly perSecond: number
  readonly burstiness?: number
  readonly goalMs?: number
  readonly deadlineMs?: number
  readonly processes?: number
  readonly input?: { readonly median: number; readonly spread: number }
  readonly output?: { readonly median: number; readonly spread: number }
}

/** Conversations of about a thousand tokens in and 150 out, in bursts, as in Azure's public trace of 2023 and in BurstGPT. */
function scenario(name: string, callers: Callers, targets: readonly SimulatedTarget[]): Scenario {
  const { seconds, perSecond, burstiness = 1.5, goalMs = 2000, deadlineMs = 30_000 } = callers
  const { input = { median: 1000, spread: 1.1 }, output = { median: 150, spread: 0.9 } } = callers
  const { sessions, processes = 1 } = callers
  const durationMs = seconds * 1000
  const traffic: Traffic = {
    name: 'callers',
    arrivals: { fromMs: 0, toMs: durationMs, perSecond, burstiness },
    tokens: {
      input: { ...input, least: 30, most: 32_000 },
      output: { ...output, least: 4, most: 2000 },
    },
    ...(sessions === undefined ? {} : { sessions }),
    streaming: true,
    call: { deadlineMs },
  }
  return { name, targets, traffic: [traffic], goalMs, processes, durationMs }
}

function target(name: string, server: ServerConditions, limits?: ServerLimits): SimulatedTarget {
  const cost = { inputPerMTok: 1, outputPerMTok: 4 }
  return limits === undefined ? { name, server, cost } : { name, server, limits, cost }
}

/** Keys of one vendor with the same quota. */
function keys(count: number, requestsPerMinute: number): SimulatedTarget[] {
  return Array.from({ length: count }, (_, place) =>
    target(`key-${place + 1}`, models.key, { requestsPerMinute, ...quarter }),
  )
}

/** Keys of one vendor, of which some may do ten times as much as others. */
function unevenKeys(own?: (place: number) => ServerLimits): SimulatedTarget[] {
  return [600, 600, 120, 120, 60].map((requestsPerMinute, place) =>
    target(`key-${place + 1}`, models.key, { requestsPerMinute, ...fifth, ...own?.(place) }),
  )
}

/** Five at a time become slow for 36 s, one five after the other; twenty of one vendor are down for a while. */
function hundredTargets(): SimulatedTarget[] {
  return Array.from({ length: 100 }, (_, place) => {
    const start = 9 * Math.floor(place / 5)
    const outage = change(60, 120, { down: place % 2 === 1 ? failing(80) : 'hanging' })
    const server = { ...usual, answerMs: 450 + 500 * part(place, 1), spread: 0.3 + 0.3 * part(place, 2) }
    const limits = { requestsPerMinute: 120 + Math.floor(240 * part(place, 3)), ...quarter }
    return {
      ...target(`target-${place + 1}`, { ...server, tokensPerSecond: 90 }, limits),
      changes: [change(start, start + 36, { slowness: 6 }), ...(place >= 80 ? [outage] : [])],
    }
  })
}

function change(fromSeconds: number, toSeconds: number, to: Partial<ServerConditions>): ServerChange {
  return { fromMs: fromSeconds * 1000, toMs: toSeconds * 1000, to }
}

function failing(afterMs: number): NonNullable<ServerConditions['down']> {
  return { status: 503, afterMs }
}

/** A number within [0, 1) that belongs to a place. */
function part(place: number, purpose: number): number {
  return mixBits(place * 8 + purpose) / 4_294_967_296
}
