import { expect, it } from 'vitest'
import { simulate, type Simulation } from '../run/simulate.ts'
import type { SimulatedTarget } from '../scenario/simulated-target.ts'
import { scenarioOf } from '../test/scenario-of.ts'
import { oracle } from './oracle.ts'

const traffic = [
  {
    name: 'callers',
    arrivals: { fromMs: 0, toMs: 30_000, perSecond: 10 },
    tokens: { input: { median: 100 }, output: { median: 100 } },
    streaming: true,
  },
]
const run = (targets: readonly SimulatedTarget[], own: object = {}): Promise<Simulation> =>
  simulate({ scenario: scenarioOf({ targets, traffic, ...own }), balancer: oracle })
const callsOf = ({ log }: Simulation, name: string, fromMs: number, toMs: number): number =>
  log.attempts.filter(({ target, startedAt }) => target === name && startedAt >= fromMs && startedAt < toMs)
    .length

it('leaves a target the moment it becomes slow, and is back the moment it is not', async () => {
  const slow = { fromMs: 10_000, toMs: 20_000, to: { slowness: 9 } }
  const result = await run([
    { name: 'fast', server: { answerMs: 200 }, changes: [slow] },
    { name: 'other', server: { answerMs: 400 } },
  ])
  expect(callsOf(result, 'other', 0, 10_000)).toBe(0)
  expect(callsOf(result, 'fast', 10_000, 20_000)).toBe(0)
  expect(callsOf(result, 'other', 20_000, 30_000)).toBe(0)
})

it('calls no target that is down, and waits where all are', async () => {
  const down = { fromMs: 10_000, toMs: 12_000, to: { down: { status: 503 } } } as const
  const result = await run([{ name: 'only', server: { answerMs: 200 }, changes: [down] }])
  expect(result.failures).toBe(0)
  expect(result.succeeded).toBe(result.requests)
})

it('never meets a limit, in one process or in several', async () => {
  const limits = { requestsPerMinute: 240, burst: 0.05 }
  const targets = ['a', 'b', 'c'].map((name) => ({ name, server: { answerMs: 200 }, limits }))
  for (const processes of [1, 3]) {
    const { rejections429, succeeded } = await run(targets, { processes })
    expect(rejections429).toBeLessThanOrEqual(processes - 1)
    expect(succeeded).toBeGreaterThan(200)
  }
})

it('goes by the whole answer for callers that wait for it', async () => {
  const targets = [
    { name: 'eager', server: { answerMs: 100, tokensPerSecond: 20 } },
    { name: 'quick', server: { answerMs: 600, tokensPerSecond: 200 } },
  ]
  const whole = await run(targets, { traffic: traffic.map((kind) => ({ ...kind, streaming: false })) })
  expect(callsOf(whole, 'eager', 0, 30_000)).toBe(0)
  expect(callsOf(await run(targets), 'quick', 0, 30_000)).toBe(0)
})

it('goes back to where a prompt is cached when that is faster', async () => {
  const server = { answerMs: 200, promptTokensPerSecond: 2000 }
  const sessions = { systemTokens: 3000, continueRatio: 0.9, active: 10 }
  const { cacheHitRatio } = await run(
    ['a', 'b', 'c'].map((name) => ({ name, server })),
    { traffic: traffic.map((kind) => ({ ...kind, sessions })) },
  )
  expect(cacheHitRatio).toBeGreaterThan(0.7)
})
