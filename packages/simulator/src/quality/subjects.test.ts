import { leastInFlight, roundRobin } from '@llm-balancer/core'
import { callFacts } from '@llm-balancer/core/testing'
import { describe, expect, it, vi } from 'vitest'
import type { AttemptLog } from '../run/run-log.ts'
import { simulate } from '../run/simulate.ts'
import { plainRoundRobin } from '../rivals/round-robin.ts'
import type { ServerLimits } from '../scenario/server-limits.ts'
import type { Subject } from '../scenario/subject.ts'
import { scenarioOf } from '../test/scenario-of.ts'
import { worldOf } from '../test/world-of.ts'
import { equipped } from './subjects.ts'

const server = { answerMs: 500, spread: 0.5, failureRatio: 0.05 }
const traffic = [{ name: 'callers', arrivals: { fromMs: 0, toMs: 30_000, perSecond: 10 }, streaming: true }]

it('gives every strategy and router the same calls and the same luck: one request at one target takes the same time', async () => {
  const scenario = scenarioOf({ targets: ['a', 'b', 'c'].map((name) => ({ name, server })), traffic })
  const subjects: readonly Subject[] = [
    equipped(() => roundRobin()),
    equipped(() => leastInFlight()),
    plainRoundRobin.subject,
  ]
  const known = new Map<string, string>()
  let compared = 0
  for (const balancer of subjects) {
    const { log } = await simulate({ scenario, balancer, seed: 5 })
    const arrivedAt = new Set(log.runs.map((run) => run.arrivedAt.toFixed(3)))
    // First attempts begin when their run arrives.
    for (const attempt of log.attempts.filter(({ startedAt }) => arrivedAt.has(startedAt.toFixed(3)))) {
      const key = `${attempt.target} ${attempt.startedAt.toFixed(3)}`
      if (known.has(key)) compared += 1
      expect(known.get(key) ?? luckOf(attempt)).toBe(luckOf(attempt))
      known.set(key, luckOf(attempt))
    }
  }
  expect(compared).toBeGreaterThan(150)
})

it('equips each target with a circuit, and with the limits that are known', async () => {
  const limits = { requestsPerMinute: 60, burst: 0.1, countsRefused: true }
  const steady = { answerMs: 500, spread: 0.5 }
  const targets = [
    { name: 'limited', server: steady, limits },
    { name: 'broken', server: { down: { status: 503 } as const } },
    { name: 'other', server: steady },
  ]
  const { perTarget, succeeded, requests } = await simulate({
    scenario: scenarioOf({ targets, traffic }),
    balancer: equipped(() => roundRobin()),
  })
  expect(perTarget['limited']?.rejections429).toBeLessThan(5)
  expect(perTarget['broken']?.attempts).toBeLessThan(30)
  expect(succeeded).toBe(requests)
})

describe('the balancer', () => {
  const limits = { requestsPerMinute: 60, tokensPerMinute: 9000 }
  const world = worldOf([
    { name: 'open', server },
    { name: 'limited', server, limits },
    { name: 'hidden', server, limits: { ...limits, known: false } },
  ])
  const targetsOf = (...ids: readonly string[]) =>
    ids.map((id) => ({ id, client: world.servers.get(id) ?? expect.unreachable(`there is no ${id}`) }))
  const guardsOf = (id: string) => equipped(() => roundRobin())(targetsOf(id), world).targets[0]?.guards ?? []

  it('has the strategy that is made for its world, and the settings of the umbrella', () => {
    const strategy = roundRobin()
    const makeStrategy = vi.fn(() => strategy)
    const [target] = targetsOf('open')
    expect(equipped(makeStrategy)(targetsOf('open'), world)).toMatchObject({
      strategy,
      retry: { maxAttempts: 3 },
      timeouts: { firstContentMs: 15_000 },
      whenUnavailable: { maxWaitMs: 5000 },
      targets: [{ ...target }],
    })
    expect(makeStrategy).toHaveBeenCalledExactlyOnceWith(world)
  })

  it('lets runs wait for as long as it is told', () => {
    const options = equipped(() => roundRobin(), { maxWaitMs: 70 })(targetsOf('open'), world)
    expect(options.whenUnavailable).toEqual({ maxWaitMs: 70 })
  })

  it('has a circuit before a target of which nothing is known', () => {
    const targets = targetsOf('limited').map((target) => ({ ...target, id: 'unknown' }))
    const options = equipped(() => roundRobin())(targets, world)
    expect(options.targets.map(({ guards = [] }) => guards.map(({ name }) => name))).toEqual([
      ['circuit-open'],
    ])
  })

  it('has circuits that let a target rest for about 10 s of the time of its world', () => {
    const [circuit] = guardsOf('open')
    const now = world.clock.now()
    const call = callFacts()
    const failure = { type: 'failure', kind: 'server', scope: 'target', durationMs: 1 } as const
    for (let place = 0; place < 50; place += 1) circuit?.acquire(now, call)?.release(failure, now)
    const restMs = (circuit?.availableAt(now, call) ?? NaN) - now
    expect(restMs).toBeGreaterThan(7000)
    expect(restMs).toBeLessThan(13_000)
  })

  it('has a circuit before each target, and a limiter where there are limits, which knows those it is told', () => {
    const headroomOf = (id: string): unknown =>
      guardsOf(id).map((guard) => guard.headroom?.(world.clock.now()).map(({ limit }) => limit) ?? [])
    expect(headroomOf('open')).toEqual([[]])
    expect(headroomOf('limited')).toEqual([[], [60, 9000]])
    expect(headroomOf('hidden')).toEqual([[], []])
    expect(guardsOf('limited').map(({ name }) => name)).toEqual(['circuit-open', 'rate-limit'])
  })
})

it('keeps to limits that it is told, and learns the others where answers name them', async () => {
  const refusalsWith = async (own: ServerLimits): Promise<number> => {
    const limits = { requestsPerMinute: 60, burst: 0.1, retryAfter: false, ...own }
    const targets = [
      { name: 'limited', server: { answerMs: 100 }, limits },
      { name: 'other', server: { answerMs: 100 } },
    ]
    const scenario = scenarioOf({ targets, traffic })
    return (await simulate({ scenario, balancer: equipped(() => roundRobin()) })).rejections429
  }
  const [untold, told, learnt] = [
    await refusalsWith({ headers: false, known: false }),
    await refusalsWith({ headers: false }),
    await refusalsWith({ known: false }),
  ]
  expect(untold).toBeGreaterThan(10)
  expect(told).toBeLessThan(5)
  expect(learnt).toBeLessThan(5)
})

function luckOf({ startedAt, endedAt, end, status }: AttemptLog): string {
  return `${end} ${status ?? ''} ${(endedAt - startedAt).toFixed(6)}`
}
