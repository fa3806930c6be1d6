import { createBalancer } from './create-balancer.ts'
import { afterEach, describe, expect, it } from 'vitest'
import type { Balancer } from '../contracts/balancer.ts'
import type { Attempt } from '../contracts/call.ts'
import { NoTargetAvailableError } from '../errors/run-errors.ts'
import { failover } from '../strategies/failover.ts'
import { weightedRoundRobin } from '../strategies/weighted-round-robin.ts'
import { createFakeClock } from '../testing/fake-clock.ts'
import { statusError } from '../testing/scripted-client.ts'
import { grouped, over } from './test/groups.ts'
import { leftovers, scene } from './test/scene.ts'
import type { TestVendor, VendorStep } from './test/vendor.ts'

afterEach(() => {
  expect(leftovers()).toEqual([])
})

const call = (vendor: TestVendor, attempt: Attempt) => vendor.call(attempt)
const broken: VendorStep = { answer: statusError(500) }
const limited: VendorStep = { answer: statusError(429, { headers: { 'retry-after': '30' } }) }

const trailOf = (
  attempts: Awaited<ReturnType<Balancer<TestVendor>['runWithTrail']>>['attempts'],
): unknown[] =>
  attempts.map(({ targetId, outcome, group }) => [
    targetId,
    outcome?.type,
    ...(group === undefined ? [] : [trailOf(group)]),
  ])

it('a balancer is never its own target, however deep', () => {
  const inner = createBalancer<string>({ targets: [{ id: 'a', client: 'a' }] })
  const outer = createBalancer<string>({ targets: [{ id: 'inner', client: inner }] })
  const message = 'target "outer" is a group that contains this balancer itself'
  expect(() => {
    inner.addTarget({ id: 'outer', client: outer })
  }).toThrow(message)
  expect(() => {
    inner.addTarget({ id: 'outer', client: inner })
  }).toThrow(message)
  expect(() => {
    inner.updateTarget('a', { client: outer })
  }).toThrow('target "a" is a group that contains this balancer itself')
})

describe('a balancer as a target', () => {
  it('serves by one of its own targets, chosen by its own strategy', async () => {
    const { outer, served } = grouped({ east: { a: [], b: [] } }, {}, { strategy: weightedRoundRobin() })
    for (let run = 0; run < 4; run += 1) await outer.run(call)
    expect(served.toSorted()).toEqual(['a', 'a', 'b', 'b'])
  })

  it('fails over inside first, then to the next group, and writes all of it in the trail', async () => {
    const { outer, served } = grouped({ east: { a: [broken], b: [broken] }, west: { c: [broken], d: [] } })
    const { value, target, attempts } = await outer.runWithTrail(call)
    expect(value).toBe('d')
    expect(target.id).toBe('west')
    expect(served).toEqual(['a', 'b', 'c', 'd'])
    expect(trailOf(attempts)).toEqual([
      [
        'east/b',
        'failure',
        [
          ['a', 'failure'],
          ['b', 'failure'],
        ],
      ],
      [
        'west/d',
        'success',
        [
          ['c', 'failure'],
          ['d', 'success'],
        ],
      ],
    ])
    expect(attempts[0]?.group?.map(({ number }) => number)).toEqual([1, 2])
    expect(attempts[0]?.outcome).toMatchObject({ kind: 'server', scope: 'target' })
  })

  it('joins the ids of every level, the outermost first', async () => {
    const clock = createFakeClock()
    const shared = { clock, served: [] as string[] }
    const rack = scene({ gpu0: [broken], gpu1: [] }, {}, shared)
    const site = { balancer: over(clock, { rack }) }
    const outer = over(clock, { site })
    const { attempts, value } = await outer.runWithTrail(call)
    expect(value).toBe('gpu1')
    expect(shared.served).toEqual(['gpu0', 'gpu1'])
    expect(trailOf(attempts)).toEqual([
      [
        'site/rack/gpu1',
        'success',
        [
          [
            'rack/gpu1',
            'success',
            [
              ['gpu0', 'failure'],
              ['gpu1', 'success'],
            ],
          ],
        ],
      ],
    ])
  })

  it("takes its share of the outer balancer's weights", async () => {
    const { outer, served } = grouped(
      { east: { a: [] }, west: { b: [] } },
      { strategy: weightedRoundRobin() },
    )
    outer.updateTarget('west', { weight: 3 })
    for (let run = 0; run < 8; run += 1) await outer.run(call)
    expect(served.filter((id) => id === 'b')).toHaveLength(6)
  })

  it('reports outside what is reported inside: tokens count on both levels', async () => {
    const { inner, outer } = grouped({ east: { a: [broken], b: [] } })
    const limits = [{ unit: 'requests', remaining: 3 }] as const
    await outer.run((vendor, attempt) => {
      if (vendor.id === 'b') attempt.report({ usage: { inputTokens: 7 }, limits })
      return vendor.call(attempt)
    })
    const tokensOf = (balancer: Balancer<TestVendor>) =>
      balancer.snapshot().targets.map(({ usage }) => usage.inputTokens)
    expect(tokensOf(outer)).toEqual([7])
    expect(tokensOf(inner.east.balancer)).toEqual([0, 7])
  })

  it('hears the affinity key and the size of the call, but not the outer filters, pins and attempts', async () => {
    const seen: unknown[] = []
    const strategy = failover()
    const spying: typeof strategy = {
      name: 'spy',
      pick: (candidates, facts, now) => {
        seen.push(facts.affinityKey, facts.inputTokens, facts.outputTokens)
        return strategy.pick(candidates, facts, now)
      },
    }
    const { outer, served } = grouped(
      { east: { a: [broken], b: [] }, west: { c: [] } },
      {},
      { strategy: spying },
    )
    await outer.run(call, {
      affinityKey: 'session',
      expectedTokens: { input: 5, output: 6 },
      pin: 'east',
      only: 'east',
      exclude: 'west',
      maxAttempts: 1,
    })
    expect(seen.slice(0, 3)).toEqual(['session', 5, 6])
    expect(served).toEqual(['a', 'b'])
  })
})

describe('a group that cannot serve', () => {
  it('as a whole is passed over without an attempt, and returns with its first target', async () => {
    const { clock, outer, served } = grouped({ east: { a: [limited], b: [limited] }, west: { c: [] } })
    expect(await outer.run(call)).toBe('c')
    expect(served).toEqual(['a', 'b', 'c'])
    const { attempts } = await outer.runWithTrail(call)
    expect(trailOf(attempts)).toEqual([['west/c', 'success', [['c', 'success']]]])
    expect(attempts[0]?.picked?.excluded).toEqual([
      { id: 'east', reason: 'group unavailable', availableAt: clock.now() + 30_000 },
    ])
    expect(outer.snapshot().targets[0]).toMatchObject({
      state: 'blocked',
      reason: 'group unavailable',
      attempts: 1,
    })
    await clock.advance(30_000)
    expect(await outer.run(call)).toBe('a')
  })

  it('except with its last available target is still asked', async () => {
    const { outer, served } = grouped({ east: { a: [limited], b: [] }, west: { c: [] } })
    await outer.run(call)
    await outer.run(call)
    expect(served).toEqual(['a', 'b', 'b'])
  })

  it('is blocked until its earliest target is available, as the error says', async () => {
    const { clock, inner, outer } = grouped({ east: { a: [], b: [] } })
    const { guards } = inner.east
    for (const [id, ms] of [
      ['a', 900],
      ['b', 400],
    ] as const) {
      const guard = guards[id]
      if (guard !== undefined) guard.blockedUntil = clock.now() + ms
    }
    const error: unknown = await outer.run(call).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(NoTargetAvailableError)
    expect(error).toMatchObject({
      retryAfterMs: 400,
      considered: [{ id: 'east', reason: 'group unavailable' }],
    })
  })

  it('is waited for by an outer balancer that waits', async () => {
    const { clock, inner, outer, served } = grouped({ east: { a: [] } }, { whenUnavailable: 'wait' })
    const guard = inner.east.guards['a']
    if (guard !== undefined) guard.blockedUntil = clock.now() + 400
    const run = outer.run(call)
    await clock.advance(399)
    expect(served).toEqual([])
    await clock.advance(1)
    expect(await run).toBe('a')
  })

  it('because its targets are too small for the call is passed over', async () => {
    const { inner, outer, served } = grouped({ east: { a: [], b: [] }, west: { c: [] } })
    for (const id of ['a', 'b']) inner.east.balancer.updateTarget(id, { contextWindow: 100 })
    await outer.run(call, { expectedTokens: { input: 90, output: 20 } })
    await outer.run(call, { expectedTokens: { input: 90 } })
    expect(served).toEqual(['c', 'a'])
    expect(outer.snapshot().targets[0]).toMatchObject({ attempts: 1 })
  })

  it('although it counted as available is one failed attempt, and the next group serves', async () => {
    const { inner, outer, served } = grouped({ east: { a: [] }, west: { c: [] } })
    const guard = inner.east.guards['a']
    if (guard !== undefined) guard.refuses = true
    const { attempts } = await outer.runWithTrail(call)
    expect(trailOf(attempts)).toEqual([
      ['east', 'failure', []],
      ['west/c', 'success', [['c', 'success']]],
    ])
    expect(attempts[0]?.outcome).toMatchObject({ kind: 'overloaded' })
    expect(served).toEqual(['c'])
  })

  it('is never cooled or quarantined itself for what its targets did', async () => {
    const refused: VendorStep = { answer: statusError(401) }
    const { outer, served, clock } = grouped(
      { east: { a: [refused], b: [broken] } },
      { retry: { maxAttempts: 1 } },
    )
    await expect(outer.run(call)).rejects.toMatchObject({ code: 'all-targets-failed' })
    expect(outer.snapshot().targets[0]).toMatchObject({ state: 'ready', failures: 1 })
    await clock.settle()
    expect(await outer.run(call)).toBe('b')
    expect(served).toEqual(['a', 'b', 'b'])
  })

  it('because it is closed is passed over, and its running work ends as usual', async () => {
    const slow: VendorStep = { answer: { afterMs: 300, give: 'slow' } }
    const { clock, inner, outer, served } = grouped({ east: { a: [slow] }, west: { c: [] } })
    const running = outer.run(call)
    await clock.settle()
    const closed = inner.east.balancer.close()
    expect(await outer.run(call)).toBe('c')
    await clock.advance(300)
    expect(await running).toBe('slow')
    await closed
    expect(served).toEqual(['a', 'c'])
    expect(outer.snapshot().targets[0]?.attempts).toBe(1)
  })

  it("because of the caller's own fault ends the outer run as well", async () => {
    const fault = statusError(400, { code: 'unsupported_value' })
    const { outer, served } = grouped({ east: { a: [{ answer: fault }], b: [] }, west: { c: [] } })
    await expect(outer.run(call)).rejects.toBe(fault)
    expect(served).toEqual(['a'])
    expect(outer.snapshot().targets[0]).toMatchObject({ neutral: 1, failures: 0 })
  })
})

describe('one group in two balancers', () => {
  it('shares its state: a target that one has blocked, the other passes over', async () => {
    const { clock, inner, outer, served } = grouped({ east: { a: [limited] }, west: { c: [] } })
    const second = over(clock, inner)
    await outer.run(call)
    expect(await second.run(call)).toBe('c')
    expect(served).toEqual(['a', 'c', 'c'])
  })

  it('counts the attempts of both, each of them only its own', async () => {
    const { clock, inner, outer } = grouped({ east: { a: [] } })
    const second = over(clock, inner)
    await outer.run(call)
    await second.run(call)
    expect(inner.east.balancer.snapshot().targets[0]?.attempts).toBe(2)
    expect(outer.snapshot().targets[0]?.attempts).toBe(1)
    expect(second.snapshot().targets[0]?.attempts).toBe(1)
  })
})
