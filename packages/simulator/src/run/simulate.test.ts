import { adaptive } from '@llm-balancer/core'
import { describe, expect, it } from 'vitest'
import type { Subject } from '../scenario/subject.ts'
import { scenarioOf, umbrellaSubject } from '../test/scenario-of.ts'
import { simulate } from './simulate.ts'

const incident = { fromMs: 5000, toMs: 10_000 }
const failing = scenarioOf({
  targets: [
    {
      name: 'a',
      server: { capacity: { perSecond: 100 } },
      changes: [{ ...incident, to: { down: 'hanging' } }],
    },
    {
      name: 'b',
      server: { capacity: { perSecond: 100 } },
      changes: [{ ...incident, to: { capacity: { perSecond: 2 } } }],
    },
  ],
})
const core: Subject = {
  type: 'core',
  options: { timeouts: { deadlineMs: 10_000 } },
  circuitBreaker: { failureThreshold: 5 },
}
const subjects = [['createLLMBalancer', umbrellaSubject] as const, ['createBalancer', core] as const]

describe.each(subjects)('a simulation of %s', (_name, balancer) => {
  const options = { scenario: failing, balancer }

  it('gives the same log for the same seed, and another one for another seed', async () => {
    const first = await simulate({ ...options, seed: 7 })
    expect(await simulate({ ...options, seed: 7 })).toEqual(first)
    expect(await simulate({ ...options, seed: 8 })).not.toEqual(first)
  })

  it('follows every run to its end, and leaves no timer', async () => {
    const { runs, attempts, timersLeft } = (await simulate(options)).log
    expect(runs.length).toBeGreaterThan(500)
    expect(runs.filter(({ end, endedAt }) => end === 'none' || endedAt === Infinity)).toEqual([])
    expect(attempts.filter(({ end }) => end === 'none')).toEqual([])
    expect(timersLeft).toBe(0)
  })

  it('calls the servers: every served run was answered by one', async () => {
    const { runs, attempts } = (await simulate(options)).log
    const served = runs.filter(({ end }) => end === 'served')
    expect(served.length).toBeGreaterThan(100)
    expect(attempts.filter(({ end }) => end === 'answered')).toHaveLength(served.length)
    expect(new Set(attempts.map(({ target }) => target))).toEqual(new Set(['a', 'b']))
  })
})

it('says why a run failed', async () => {
  const down = { down: { status: 503, afterMs: 0 } } as const
  const targets = [{ name: 'a', server: { capacity: { perSecond: 1 }, ...down } }]
  const balancer: Subject = {
    type: 'llm-balancer',
    options: { whenUnavailable: 'fail', retry: { maxAttempts: 1 } },
  }
  const { runs } = (await simulate({ scenario: scenarioOf({ targets }), balancer })).log
  expect(new Set(runs.map(({ reason }) => reason))).toEqual(
    new Set(['provider-failed', 'no-target-available']),
  )
})

it('gives each kind of traffic its own limits', async () => {
  const targets = [{ name: 'a', server: { capacity: { perSecond: 1000 } } }]
  const traffic = [
    { name: 'patient', arrivals: { fromMs: 0, calls: 1, times: 20, everyMs: 1000 } },
    { name: 'hasty', arrivals: { fromMs: 500, calls: 1 }, call: { deadlineMs: 50 } },
  ]
  const scenario = scenarioOf({ targets, traffic })
  const { runs } = (await simulate({ scenario, balancer: umbrellaSubject })).log
  expect(runs.filter(({ end }) => end === 'failed')).toEqual([
    {
      traffic: 'hasty',
      arrivedAt: 500,
      firstContentAt: Infinity,
      endedAt: 550,
      end: 'failed',
      reason: 'deadline-exceeded',
    },
  ])
})

it('shows the state of the balancer after every second', async () => {
  const seen: number[] = []
  await simulate({
    scenario: scenarioOf(),
    balancer: umbrellaSubject,
    onSecond: (timeMs, { targets }) => {
      expect(targets.map(({ id }) => id)).toEqual(['a', 'b', 'c'])
      seen.push(timeMs)
    },
  })
  expect(seen).toEqual(Array.from({ length: 30 }, (_, second) => (second + 1) * 1000))
})

it('takes settings from a function, for balancers that each have a strategy of their own', async () => {
  const scenario = scenarioOf({ processes: 2 })
  const made = adaptive({ objective: 'cost' })
  await expect(
    simulate({ scenario, balancer: { type: 'llm-balancer', options: { strategy: made } } }),
  ).rejects.toThrow('this strategy belongs to a balancer already')
  const options = () => ({ strategy: adaptive({ objective: 'cost' }) })
  const balancer: Subject = { type: 'llm-balancer', options }
  const { succeeded, requests } = await simulate({ scenario, balancer })
  expect(succeeded).toBe(requests)
  expect(await simulate({ scenario, balancer })).toMatchObject({ requests })
})

it.each<[string, () => Subject, string]>([
  [
    'createBalancer',
    () =>
      (targets, { clock }) => ({ targets, clock }),
    'simulate: "balancer().clock" is set by the simulator: leave it out',
  ],
  ['createBalancer', () => () => undefined as never, 'simulate: "balancer()" must be an object'],
  [
    'createLLMBalancer',
    () => ({ type: 'llm-balancer', options: (): object => ({ fetch }) }),
    'simulate: "balancer.options().fetch" is set by the simulator: leave it out',
  ],
  [
    'createLLMBalancer',
    () => ({ type: 'llm-balancer', options: (): object => Promise.resolve({ strategy: 'failover' }) }),
    'simulate: "balancer.options()" must be an object at once, got a promise',
  ],
  [
    'createBalancer',
    () => (targets) => Promise.resolve({ targets }) as never,
    'simulate: "balancer()" must be an object at once, got a promise',
  ],
])(
  'refuses what a function gives in place of options of %s, and options that the simulator sets',
  async (_name, make, message) => {
    await expect(simulate({ scenario: scenarioOf(), balancer: make() })).rejects.toThrow(message)
  },
)

it('passes on what the balancer says about bad options', async () => {
  const balancer = { type: 'llm-balancer', options: { strategy: 'unknown' } } as unknown as Subject
  await expect(simulate({ scenario: scenarioOf(), balancer })).rejects.toThrow(
    '"strategy": there is no "unknown"',
  )
})

it('refuses options that it does not know, before anything is called', async () => {
  const usual = { scenario: scenarioOf(), balancer: umbrellaSubject }
  await expect(simulate({ ...usual, sede: 1 } as typeof usual)).rejects.toThrow(
    'simulate: unknown option "sede", did you mean "seed"?',
  )
})

it.each<[option: string, value: unknown, message: string]>([
  ['scenario', undefined, 'simulate: "scenario" is missing'],
  ['scenario', scenarioOf({ durationMs: -1 }), 'simulate: "scenario.durationMs" must be within'],
  ['balancer', undefined, 'simulate: "balancer" is missing'],
  ['balancer', { type: 'own' }, 'simulate: "balancer.type" must be one of'],
  ['seed', -1, 'simulate: "seed" must be within [0, ∞), got -1'],
  ['onSecond', 1, 'simulate: "onSecond" must be a function'],
])('refuses the option %s: %o', async (option, value, message) => {
  const options = { scenario: scenarioOf(), balancer: umbrellaSubject, [option]: value }
  await expect(simulate(options)).rejects.toThrow(message)
})
