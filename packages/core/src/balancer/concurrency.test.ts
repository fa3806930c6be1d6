import { afterEach, describe, expect, it } from 'vitest'
import type { Guard } from '../contracts/guard.ts'
import { createFakeClock } from '../testing/fake-clock.ts'
import { statusError } from '../testing/scripted-client.ts'
import { balanced, stateOf } from './test/open-scene.ts'
import { OpenCalls } from './test/open-calls.ts'
import { leftovers } from './test/scene.ts'

afterEach(() => {
  expect(leftovers()).toEqual([])
})

describe('the concurrency of a target', () => {
  it('bounds its calls; the others wait in the order in which they came, and one begins when one ends', async () => {
    const { balancer, calls, clock, drain } = balanced({ a: { concurrency: 2 } })
    const order: number[] = []
    const runs = [1, 2, 3, 4, 5].map((number) =>
      balancer.run((target, attempt) => {
        order.push(number)
        return calls.call(target, attempt)
      }),
    )
    await clock.settle()
    expect(order).toEqual([1, 2])
    expect(balancer.snapshot()).toMatchObject({
      runs: { waiting: 3 },
      targets: [{ state: 'blocked', reason: 'concurrency reached', inFlight: 2, concurrency: 2, window: 2 }],
    })
    calls.end('a')
    await clock.settle()
    expect(order).toEqual([1, 2, 3])
    expect(calls.running('a')).toBe(2)
    await drain()
    expect(await Promise.all(runs)).toEqual(['a', 'a', 'a', 'a', 'a'])
    expect(stateOf(balancer, 'a')).toMatchObject({ state: 'ready', inFlight: 0 })
  })

  it('sends what is too much to the next target', async () => {
    const { calls, start, drain, clock } = balanced({ a: { concurrency: 2 }, b: { concurrency: 1 }, c: {} })
    const runs = start(5)
    await clock.settle()
    expect(calls.begun).toEqual(['a', 'a', 'b', 'c', 'c'])
    await drain()
    expect(await Promise.all(runs)).toEqual(['a', 'a', 'b', 'c', 'c'])
  })

  it('tells no listener that it is reached, since it is load and no fault', async () => {
    const { balancer, start, drain } = balanced({ a: { concurrency: 1 } })
    const told: string[] = []
    balancer.on('*', ({ type }) => told.push(type))
    const runs = start(3)
    await drain()
    await Promise.all(runs)
    expect(told.filter((type) => type === 'target-blocked' || type === 'target-available')).toEqual([])
  })

  it.each(['fail', 'least-bad'] as const)(
    'is not exceeded by runs that may not wait (%s), while a window that was learnt is',
    async (whenUnavailable) => {
      const { balancer, calls, clock, start, drain } = balanced(
        { a: { concurrency: 3 } },
        { whenUnavailable, retry: { maxAttempts: 1 } },
      )
      const [refused] = start(1)
      await clock.settle()
      calls.end('a', statusError(503))
      await refused
      expect(stateOf(balancer, 'a')).toMatchObject({ window: 1, concurrency: 3 })
      const runs = start(5)
      await clock.settle()
      expect(calls.running('a')).toBe(3)
      await drain()
      const failed = 'NoTargetAvailableError'
      expect(await Promise.all(runs)).toEqual(['a', 'a', 'a', failed, failed])
    },
  )

  it('sends the least bad call to a target that has room, however long that one is blocked', async () => {
    const blocked: Guard = { name: 'closed', availableAt: () => Infinity, acquire: () => null }
    const { calls, clock, start, drain } = balanced(
      { full: { concurrency: 1 }, closed: { guards: [blocked] } },
      { whenUnavailable: 'least-bad' },
    )
    const runs = start(3)
    await clock.settle()
    expect(calls.begun).toEqual(['full', 'closed', 'closed'])
    await drain()
    await Promise.all(runs)
  })

  it('holds for a hedge, too', async () => {
    const { calls, clock, start, drain } = balanced(
      { a: {}, b: { concurrency: 1 } },
      { hedge: { afterMs: 100, budgetRatio: 1 } },
    )
    const runs = start(2)
    await clock.advance(100)
    expect(calls.begun).toEqual(['a', 'a', 'b'])
    await clock.advance(1000)
    expect(calls.running('b')).toBe(1)
    await drain()
    await Promise.all(runs)
  })

  it('holds a retry back until there is room, without a charge to the budget', async () => {
    const { balancer, calls, clock, start, drain } = balanced({ a: { concurrency: 1 }, b: {} })
    const [first, second] = start(2)
    await clock.settle()
    expect(calls.begun).toEqual(['a', 'b'])
    calls.end('b', statusError(500))
    await clock.settle()
    expect(balancer.snapshot().runs.waiting).toBe(1)
    calls.end('a')
    await clock.settle()
    expect(calls.begun).toEqual(['a', 'b', 'a'])
    await drain()
    expect([await first, await second]).toEqual(['a', 'a'])
  })

  it('counts a stream until it has been read to its end, or is left', async () => {
    const { balancer, clock } = balanced({ a: { concurrency: 1 } })
    const open = (target: string) =>
      (async function* chunks() {
        yield await Promise.resolve(`${target} 1`)
        yield `${target} 2`
      })()
    const first = balancer.stream(open)
    await first.next()
    const second = balancer.stream(open)
    const waits = second.next()
    await clock.settle()
    expect(balancer.snapshot().runs.waiting).toBe(1)
    await first.return()
    expect(await waits).toEqual({ done: false, value: 'a 1' })
    const third = balancer.stream(open).next()
    await second.next()
    await second.next()
    expect(await third).toEqual({ done: false, value: 'a 1' })
    await balancer.close({ graceMs: 0 })
  })

  it('can be raised, lifted and lowered while calls run', async () => {
    const { balancer, calls, clock, start, drain } = balanced({ a: { concurrency: 1 } })
    const runs = start(6)
    await clock.settle()
    expect(calls.running('a')).toBe(1)
    balancer.updateTarget('a', { concurrency: 3 })
    await clock.settle()
    expect(calls.running('a')).toBe(3)
    balancer.updateTarget('a', { weight: 2 })
    balancer.updateTarget('a', { concurrency: 2 })
    expect(stateOf(balancer, 'a')).toMatchObject({ inFlight: 3, concurrency: 2, window: 2 })
    calls.end('a')
    await clock.settle()
    expect(calls.running('a')).toBe(2)
    calls.end('a')
    await clock.settle()
    expect(calls.running('a')).toBe(2)
    balancer.updateTarget('a', { concurrency: Infinity })
    await clock.settle()
    expect(calls.running('a')).toBe(4)
    expect(JSON.parse(JSON.stringify(balancer.snapshot().targets[0]))).not.toHaveProperty('concurrency')
    await drain()
    await Promise.all(runs)
  })

  it('is taken back when it is removed and added again', async () => {
    const { balancer, calls, clock, start, drain } = balanced({ a: { concurrency: 1 } })
    const runs = start(1)
    await clock.settle()
    const removed = balancer.removeTarget('a')
    balancer.addTarget({ id: 'a', client: 'a', concurrency: 1 })
    runs.push(...start(2))
    await clock.settle()
    expect(calls.running('a')).toBe(2)
    await drain()
    await Promise.all([...runs, removed])
  })

  it.each([0, -1, 1.5, Number.NaN, '3'])('cannot be %s', (concurrency) => {
    expect(() => balanced({ a: { concurrency: concurrency as number } })).toThrow(
      'target "a": "concurrency" must be a whole number within [1, ∞], got',
    )
  })

  it('is not exceeded by a guard that begins a run of its own while it is asked', async () => {
    const nested: Promise<string>[] = []
    let begun = 0
    const guard: Guard = {
      name: 'busy',
      availableAt: () => 0,
      acquire() {
        begun += 1
        if (begun <= 2) nested.push(...start(1))
        return { release: () => {} }
      },
    }
    const { calls, clock, start, drain } = balanced({ a: { concurrency: 1, guards: [guard] } })
    const runs = start(1)
    await clock.settle()
    expect(calls.running('a')).toBe(1)
    await drain()
    expect(await Promise.all([...runs, ...nested])).toEqual(['a', 'a', 'a'])
  })
})

describe('the concurrency of a group', () => {
  it('bounds the calls of all that is in it, and that of its own targets holds as well', async () => {
    const place = { clock: createFakeClock(), calls: new OpenCalls() }
    const { balancer: inner } = balanced({ a: { concurrency: 1 }, b: { concurrency: 5 } }, {}, place)
    const { balancer, calls, clock, start, drain } = balanced(
      { group: { concurrency: 3 }, spare: {} },
      {},
      place,
    )
    balancer.updateTarget('group', { client: inner })
    const runs = start(5)
    await clock.settle()
    expect(calls.begun).toEqual(['a', 'b', 'b', 'spare', 'spare'])
    expect(stateOf(balancer, 'group')).toMatchObject({ reason: 'concurrency reached', inFlight: 3 })
    await drain()
    await Promise.all(runs)
  })

  it.each(['fail', 'wait'] as const)(
    'inside which every target is full takes no call, also from runs that may not wait (%s)',
    async (whenUnavailable) => {
      const place = { clock: createFakeClock(), calls: new OpenCalls() }
      const { balancer: inner } = balanced({ a: { concurrency: 1 } }, {}, place)
      const { balancer, calls, clock, start, drain } = balanced({ group: {} }, { whenUnavailable }, place)
      balancer.updateTarget('group', { client: inner })
      const runs = start(2)
      await clock.settle()
      expect(calls.running('a')).toBe(1)
      await drain()
      const second = whenUnavailable === 'wait' ? 'a' : 'NoTargetAvailableError'
      expect(await Promise.all(runs)).toEqual(['a', second])
    },
  )
})
