import { describe, expect, it } from 'vitest'
import { simulate, type Simulation } from '../run/simulate.ts'
import type { Scenario } from '../scenario/scenario.ts'
import type { SimulatedTarget } from '../scenario/simulated-target.ts'
import { rivals } from './rivals.ts'

const target = (name: string, own: Partial<SimulatedTarget> = {}): SimulatedTarget => ({
  name,
  server: { answerMs: 300, spread: 0.2, tokensPerSecond: 100 },
  ...own,
})
const three = ['a', 'b', 'c'].map((name) => target(name))
const scenarioOf = (targets: readonly SimulatedTarget[], own: Partial<Scenario> = {}): Scenario => ({
  name: 'a-test',
  targets,
  traffic: [
    {
      name: 'callers',
      arrivals: { fromMs: 0, toMs: 60_000, perSecond: 10 },
      tokens: { input: { median: 100 }, output: { median: 100, spread: 0.5 } },
      streaming: true,
      call: { deadlineMs: 30_000 },
    },
  ],
  durationMs: 60_000,
  ...own,
})
async function run(name: string, scenario: Scenario, seed = 1): Promise<Simulation> {
  const rival = rivals.find((each) => each.name === name)
  if (rival === undefined) throw new Error(`there is no rival ${name}`)
  return simulate({ scenario, balancer: rival.subject, seed })
}
const sharesOf = ({ perTarget, attempts }: Simulation): Record<string, number> =>
  Object.fromEntries(Object.entries(perTarget).map(([name, each]) => [name, each.attempts / attempts]))
const callsOf = ({ log }: Simulation, name: string, fromMs: number, toMs: number): number =>
  log.attempts.filter(({ target: of, startedAt }) => of === name && startedAt >= fromMs && startedAt < toMs)
    .length

describe.each(rivals)('$name', ({ name, source, subject }) => {
  it('serves every call while nothing is wrong, from more than one target unless it prefers one', async () => {
    const { succeeded, requests, attempts, perTarget, log } = await run(name, scenarioOf(three))
    expect(succeeded).toBe(requests)
    expect(attempts).toBe(requests)
    expect(log.timersLeft).toBe(0)
    const used = Object.values(perTarget).filter((each) => each.attempts > 0)
    expect(used.length).toBeGreaterThan(1)
  })

  it('does the same again with the same seed', async () => {
    const scenario = scenarioOf([target('a', { server: { failureRatio: 0.2 } }), ...three.slice(1)])
    const { log } = await run(name, scenario, 3)
    expect((await run(name, scenario, 3)).log).toEqual(log)
    expect((await run(name, scenario, 4)).log).not.toEqual(log)
  })

  it('says what it is a model of', () => {
    expect(source.length).toBeGreaterThan(40)
    expect(subject.type).toBe('router')
  })
})

it('round-robin: equal shares, and no second attempt', async () => {
  const result = await run(
    'round-robin',
    scenarioOf([target('a', { server: { failureRatio: 0.5 } }), ...three.slice(1)]),
  )
  for (const share of Object.values(sharesOf(result))) expect(share).toBeCloseTo(1 / 3, 1)
  expect(result.attempts).toBe(result.requests)
  expect(result.succeeded / result.requests).toBeCloseTo(5 / 6, 1)
})

it('nginx-weighted: shares by limits, and ten seconds without a peer that failed', async () => {
  const limited = [100, 200, 300].map((requestsPerMinute, place) =>
    target(`t${place}`, { limits: { requestsPerMinute: requestsPerMinute * 100 } }),
  )
  const { t0 = 0, t1 = 0, t2 = 0 } = sharesOf(await run('nginx-weighted', scenarioOf(limited)))
  expect([t0, t1, t2].map((share) => Math.round(share * 6))).toEqual([1, 2, 3])
  const down = { fromMs: 20_000, toMs: 21_000, to: { down: { status: 503 } } } as const
  const failed = await run(
    'nginx-weighted',
    scenarioOf([target('a', { changes: [down] }), ...three.slice(1)]),
  )
  expect(failed.succeeded).toBe(failed.requests)
  expect(callsOf(failed, 'a', 21_000, 30_000)).toBe(0)
  expect(callsOf(failed, 'a', 32_000, 40_000)).toBeGreaterThan(10)
})

it('litellm-shuffle: shares by requests per minute, and five seconds of cooldown after a 429 that says nothing', async () => {
  const limited = [1000, 3000].map((requestsPerMinute, place) =>
    target(`t${place}`, { limits: { requestsPerMinute } }),
  )
  expect(sharesOf(await run('litellm-shuffle', scenarioOf(limited)))['t1']).toBeCloseTo(0.75, 1)
  const shedding = { fromMs: 20_000, toMs: 20_500, to: { sheddingRatio: 1 } }
  const limits = { retryAfter: false }
  const shed = await run(
    'litellm-shuffle',
    scenarioOf([target('a', { changes: [shedding], limits }), ...three.slice(1)]),
  )
  expect(shed.rejections429).toBeGreaterThan(0)
  expect(callsOf(shed, 'a', 21_000, 24_900)).toBe(0)
  expect(callsOf(shed, 'a', 26_000, 36_000)).toBeGreaterThan(10)
})

it('litellm-latency: everything to the fastest, and what is configured per minute to each', async () => {
  const fast = target('fast', { server: { answerMs: 100, tokensPerSecond: 100 } })
  expect(sharesOf(await run('litellm-latency', scenarioOf([...three, fast])))['fast']).toBeGreaterThan(0.9)
  const small = { ...fast, limits: { requestsPerMinute: 60 } }
  const result = await run('litellm-latency', scenarioOf([...three, small]))
  expect(result.perTarget['fast']?.attempts).toBeLessThan(130)
})

it('bifrost-adaptive: less to a slow target than to others, and never nothing', async () => {
  const slow = target('slow', { server: { answerMs: 3000, tokensPerSecond: 100 } })
  const { slow: share = 0 } = sharesOf(await run('bifrost-adaptive', scenarioOf([...three.slice(1), slow])))
  expect(share).toBeGreaterThan(0.08)
  expect(share).toBeLessThan(0.3)
})

it('envoy-least-request: fewer calls to the slower, and thirty seconds without a host after five failures', async () => {
  const slow = target('slow', { server: { answerMs: 3000, tokensPerSecond: 20 } })
  expect(
    sharesOf(await run('envoy-least-request', scenarioOf([...three.slice(1), slow])))['slow'],
  ).toBeLessThan(0.25)
  const down = { fromMs: 10_000, toMs: 12_000, to: { down: { status: 503 } } } as const
  const failed = await run(
    'envoy-least-request',
    scenarioOf([target('a', { changes: [down] }), ...three.slice(1)]),
  )
  expect(callsOf(failed, 'a', 10_000, 12_000)).toBeGreaterThanOrEqual(5)
  expect(callsOf(failed, 'a', 13_000, 39_000)).toBe(0)
  expect(callsOf(failed, 'a', 42_000, 60_000)).toBeGreaterThan(10)
})

it('tower-peak-ewma: takes a target that fails at once for a fast one', async () => {
  const broken = target('broken', { server: { down: { status: 503, afterMs: 5 } } })
  const { broken: share = 0 } = sharesOf(
    await run('tower-peak-ewma', scenarioOf([...three.slice(1), broken])),
  )
  expect(share).toBeGreaterThan(0.3)
})

it('helicone: takes out what fails, which it looks at every five seconds', async () => {
  const broken = target('broken', { server: { down: { status: 503, afterMs: 5 } } })
  const result = await run('helicone', scenarioOf([...three.slice(1), broken]))
  expect(callsOf(result, 'broken', 0, 6000)).toBeGreaterThan(20)
  expect(callsOf(result, 'broken', 11_000, 50_000)).toBe(0)
})

it('prequal: the fastest of those that are not the busiest', async () => {
  const slow = target('slow', { server: { answerMs: 3000, tokensPerSecond: 100 } })
  expect(sharesOf(await run('prequal', scenarioOf([...three, slow])))['slow']).toBeLessThan(0.12)
})

it('llmgateway: the cheapest as long as it works, and the same one for an hour', async () => {
  const priced = [1, 1, 3].map((inputPerMTok, place) =>
    target(`t${place}`, { cost: { inputPerMTok, outputPerMTok: 4 * inputPerMTok } }),
  )
  const shares = Object.values(sharesOf(await run('llmgateway', scenarioOf(priced)))).toSorted(
    (a, b) => b - a,
  )
  expect(shares[0]).toBeGreaterThan(0.95)
  const cheap = target('cheap', { cost: { inputPerMTok: 0.1, outputPerMTok: 0.4 } })
  const down = { fromMs: 20_000, toMs: 60_000, to: { down: { status: 503 } } } as const
  const failed = await run('llmgateway', scenarioOf([...priced, { ...cheap, changes: [down] }]))
  expect(sharesOf(await run('llmgateway', scenarioOf([...priced, cheap])))['cheap']).toBeGreaterThan(0.95)
  expect(callsOf(failed, 'cheap', 40_000, 60_000)).toBeLessThan(20)
})
