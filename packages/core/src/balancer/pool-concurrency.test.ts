import { afterEach, describe, expect, it } from 'vitest'
import type { Balancer } from '../contracts/balancer.ts'
import type { Guard } from '../contracts/guard.ts'
import { balanced } from './test/open-scene.ts'
import { leftovers } from './test/scene.ts'

afterEach(() => {
  expect(leftovers()).toEqual([])
})

describe('the concurrency of a pool', () => {
  const pool = 'account'
  const pools = { account: { concurrency: 3 } }

  it('bounds the calls of all its targets together, and of no other', async () => {
    const { balancer, calls, clock, start, drain } = balanced(
      { a: { pool, concurrency: 2 }, b: { pool }, c: { pool: 'other', concurrency: 1 } },
      { pools },
    )
    const runs = start(6)
    await clock.settle()
    expect(calls.begun).toEqual(['a', 'a', 'b', 'c'])
    expect(balancer.snapshot()).toMatchObject({
      runs: { waiting: 2 },
      targets: [
        { id: 'a', reason: 'concurrency of its pool reached' },
        { id: 'b', reason: 'concurrency of its pool reached' },
        { id: 'c', reason: 'concurrency reached' },
      ],
      pools: [
        { pool, inFlight: 3, concurrency: 3 },
        { pool: 'other', inFlight: 1 },
      ],
    })
    // A place of one target is a place for another.
    calls.end('a')
    await clock.settle()
    expect(calls.begun).toEqual(['a', 'a', 'b', 'c', 'a'])
    calls.end('b')
    await clock.settle()
    expect(calls.begun).toEqual(['a', 'a', 'b', 'c', 'a', 'b'])
    await drain()
    await Promise.all(runs)
  })

  it('makes a run wait whose only target has nothing in flight itself', async () => {
    const { balancer, calls, clock, start, drain } = balanced(
      { a: { pool }, b: { pool } },
      { pools: { [pool]: { concurrency: 1 } } },
    )
    const [first] = start(1)
    await clock.settle()
    const pinned = balancer.run(calls.call, { pin: 'b' })
    await clock.settle()
    expect(balancer.snapshot().runs.waiting).toBe(1)
    calls.end('a')
    await clock.settle()
    expect(calls.running('b')).toBe(1)
    await drain()
    expect([await first, await pinned]).toEqual(['a', 'b'])
  })

  it('is not exceeded by a trial', async () => {
    let trials = 0
    const circuit: Guard = {
      name: 'circuit-open',
      availableAt: () => Infinity,
      acquire: () => null,
      trial() {
        trials += 1
        return { release: () => {} }
      },
      onChange: () => () => {},
    }
    const { balancer, calls, clock, start, drain } = balanced(
      { a: { pool }, b: { pool, guards: [circuit] } },
      { pools: { [pool]: { concurrency: 1 } } },
    )
    const [first] = start(1)
    await clock.settle()
    const pinned = balancer.run(calls.call, { pin: 'b' })
    await clock.advance(2000)
    expect([trials, calls.running('b')]).toEqual([0, 0])
    calls.end('a')
    await clock.advance(1000)
    expect([trials, calls.running('b')]).toEqual([1, 1])
    await drain()
    expect([await first, await pinned]).toEqual(['a', 'b'])
  })

  it.each<[string, (balancer: Balancer<string>) => void]>([
    ['updatePool', (balancer) => balancer.updatePool(pool, { concurrency: 2 })],
    ['updateSettings', (balancer) => balancer.updateSettings({ pools: { [pool]: { concurrency: 2 } } })],
  ])('lets a trial begin at once when it is raised by %s', async (_, raise) => {
    const circuit: Guard = {
      name: 'circuit-open',
      availableAt: () => Infinity,
      acquire: () => null,
      trial: () => ({ release: () => {} }),
      onChange: () => () => {},
    }
    const { balancer, calls, clock, start, drain } = balanced(
      { a: { pool, concurrency: 1 }, b: { pool, guards: [circuit] } },
      { pools: { [pool]: { concurrency: 1 } } },
    )
    const [first] = start(1)
    await clock.settle()
    const pinned = balancer.run(calls.call, { pin: 'b' })
    await clock.settle()
    expect(calls.running('b')).toBe(0)
    raise(balancer)
    await clock.settle()
    expect(calls.running('b')).toBe(1)
    await drain()
    expect([await first, await pinned]).toEqual(['a', 'b'])
  })

  it('can be changed while calls run, and waits for none of them', async () => {
    const { balancer, calls, clock, start, drain } = balanced(
      { a: { pool }, b: { pool } },
      { pools: { [pool]: { concurrency: 1 } } },
    )
    const runs = start(6)
    await clock.settle()
    balancer.updatePool(pool, { concurrency: 4 })
    await clock.settle()
    expect(calls.running()).toBe(4)
    balancer.updatePool(pool, {})
    balancer.updatePool(pool, { concurrency: 2 })
    calls.end('a')
    await clock.settle()
    expect(calls.running()).toBe(3)
    expect(balancer.snapshot().pools).toEqual([{ pool, inFlight: 3, concurrency: 2 }])
    balancer.updatePool(pool, { concurrency: Infinity })
    await clock.settle()
    expect(calls.running()).toBe(5)
    await drain()
    await Promise.all(runs)
    expect(balancer.snapshot().pools).toEqual([{ pool, inFlight: 0 }])
  })

  it('counts calls where they began, also after their target has moved, or is gone', async () => {
    const { balancer, calls, clock, start, drain } = balanced(
      { a: { pool }, b: { pool: 'other' } },
      { pools: { [pool]: { concurrency: 1 }, other: { concurrency: 2 } } },
    )
    const runs = start(2)
    await clock.settle()
    balancer.updateTarget('a', { pool: 'other' })
    expect(balancer.snapshot().pools).toEqual([
      { pool, inFlight: 1, concurrency: 1 },
      { pool: 'other', inFlight: 1, concurrency: 2 },
    ])
    // No target is left in it, but a call is: another target finds no place there.
    balancer.addTarget({ id: 'c', client: 'c', pool })
    const late = balancer.run(calls.call, { pin: 'c' })
    await clock.settle()
    expect(calls.running('c')).toBe(0)
    const removed = balancer.removeTarget('a')
    calls.end('a')
    await removed
    await clock.settle()
    expect(calls.running('c')).toBe(1)
    await drain()
    expect(await late).toBe('c')
    await Promise.all(runs)
    await balancer.removeTarget('c')
    expect(balancer.snapshot().pools).toEqual([{ pool: 'other', inFlight: 0, concurrency: 2 }])
  })

  it('is opened to its other targets, however its calls end each other', async () => {
    const { balancer, calls, clock, start, drain } = balanced(
      { a: { pool }, b: { pool } },
      { pools: { [pool]: { concurrency: 2 } } },
    )
    const stop = new AbortController()
    const runs = start(1)
    const aborted = balancer.run(calls.call, { signal: stop.signal }).catch(() => 'aborted')
    await clock.settle()
    const pinned = balancer.run(calls.call, { pin: 'b' })
    await clock.settle()
    const end = balancer.on('attempt-succeeded', () => {
      stop.abort()
    })
    calls.end('a')
    await clock.settle()
    end()
    expect(calls.running('b')).toBe(1)
    await drain()
    expect(await Promise.all([...runs, aborted, pinned])).toEqual(['a', 'aborted', 'b'])
  })

  it('must be a bound of a pool that there is', () => {
    const { balancer } = balanced({ a: { pool } }, { pools })
    expect(() => {
      balancer.updatePool('acount', { concurrency: 1 })
    }).toThrow(new RangeError('there is no pool "acount", did you mean "account"? known pools are account'))
    expect(() => {
      balancer.updatePool(pool, { concurrency: 0 })
    }).toThrow('updatePool: "concurrency" must be a whole number within [1, ∞], got 0')
    expect(() => balanced({ a: {} }, { pools: { x: { concurrency: 0 } } })).toThrow(
      'createBalancer: "pools.x.concurrency" must be a whole number within [1, ∞], got 0',
    )
    expect(() => balanced({ a: {} }, { pools: [] as never })).toThrow(
      'createBalancer: "pools" must be an object, got an array',
    )
  })
})
