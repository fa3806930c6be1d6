import { afterEach, describe, expect, it } from 'vitest'
import type { Attempt } from '../contracts/call.ts'
import { seededRandom } from '../time/random.ts'
import { failover } from '../strategies/failover.ts'
import { createFakeClock } from '../testing/fake-clock.ts'
import { statusError } from '../testing/scripted-client.ts'
import { createBalancer } from './create-balancer.ts'
import type { BalancerOptions } from './options.ts'
import { chunkRules, GuardLog, leftovers, read, scene, watched, WatchedSignal } from './test/scene.ts'
import { deaf, hang, type Piece, type TestVendor, type VendorStep } from './test/vendor.ts'

afterEach(() => {
  expect(leftovers()).toEqual([])
})

const stream = (vendor: TestVendor, attempt: Attempt) => vendor.stream(attempt)
const broken = statusError(500)

/** Two groups of two targets each, east (a, b) before west (c, d). */
function grouped(
  scripts: Partial<Record<'a' | 'b' | 'c' | 'd', readonly VendorStep[]>>,
  options: Partial<BalancerOptions<TestVendor>> = {},
) {
  const { a = [], b = [], c = [], d = [] } = scripts
  const shared = { clock: createFakeClock(), served: [] as string[] }
  const east = scene({ a, b }, {}, shared)
  const west = scene({ c, d }, {}, shared)
  const guard = new GuardLog('outer')
  const outer = watched(
    createBalancer<TestVendor>({
      clock: shared.clock,
      random: seededRandom(7),
      strategy: failover(),
      targets: [
        { id: 'east', client: east.balancer, guards: [guard] },
        { id: 'west', client: west.balancer },
      ],
      ...options,
    }),
  )
  return { ...shared, east, west, guard, outer, vendors: { ...east.vendors, ...west.vendors } }
}

describe('a stream through a group', () => {
  it('comes from one inner target, and is reported on both levels', async () => {
    const { outer, east, guard, served } = grouped({ a: [{ stream: ['~role', 'x', '~out 3', '.'] }] })
    const chunks = outer.stream(stream, chunkRules)
    expect(await read(chunks)).toEqual({ chunks: ['~role', 'x', '~out 3', '.'], error: undefined })
    expect(served).toEqual(['a'])
    expect(chunks.target?.id).toBe('east')
    expect(chunks.attempts).toMatchObject([
      {
        targetId: 'east/a',
        outcome: { type: 'success' },
        group: [{ targetId: 'a', outcome: { type: 'success' } }],
      },
    ])
    for (const { released } of [guard, east.guards.a])
      expect(released).toMatchObject([{ type: 'success', usage: { outputTokens: 3 } }])
    expect(east.balancer.snapshot().runs).toMatchObject({ succeeded: 1 })
  })

  it('fails over inside, then outside, unnoticed before the first content', async () => {
    const { outer, served } = grouped({
      a: [{ stream: ['~from a', broken] }],
      b: [{ stream: ['~from b'] }],
      c: [{ answer: broken }],
      d: [{ stream: ['~from d', 'x', '.'] }],
    })
    const chunks = outer.stream(stream, chunkRules)
    expect((await read(chunks)).chunks).toEqual(['~from d', 'x', '.'])
    expect(served).toEqual(['a', 'b', 'c', 'd'])
    expect(
      chunks.attempts.map(({ targetId, group }) => [targetId, group?.map((one) => one.targetId)]),
    ).toEqual([
      ['east/b', ['a', 'b']],
      ['west/d', ['c', 'd']],
    ])
  })

  it('measures the time to first content outside as inside', async () => {
    const { clock, outer, guard, east } = grouped({
      a: [
        {
          stream: [
            { afterMs: 100, give: '~role' },
            { afterMs: 200, give: 'x' },
            { afterMs: 400, give: '.' },
          ],
        },
      ],
    })
    const reading = read(outer.stream(stream, chunkRules))
    await clock.advance(700)
    await reading
    for (const { released } of [guard, east.guards.a])
      expect(released).toMatchObject([{ firstContentMs: 300, durationMs: 700 }])
  })

  it('pulls one chunk at a time through all levels', async () => {
    const { clock, outer, vendors } = grouped({ a: [{ stream: ['~role', 'x', 'y', 'z', '.'] }] })
    const pulls: number[] = []
    for await (const _ of outer.stream(stream, chunkRules)) {
      await clock.settle()
      pulls.push(vendors.a.pulls)
    }
    expect(pulls).toEqual([2, 2, 3, 4, 5])
  })

  it('that breaks after its first content throws on the outside what the caller has', async () => {
    const { outer, served, guard, east } = grouped({ a: [{ stream: ['x', 'y', broken] }] })
    const { chunks, error } = await read(outer.stream(stream, chunkRules))
    expect(chunks).toEqual(['x', 'y'])
    expect(error).toMatchObject({
      code: 'stream-interrupted',
      targetId: 'east',
      kind: 'server',
      partial: ['x', 'y'],
      cause: { code: 'stream-interrupted', targetId: 'a', cause: broken },
    })
    expect(served).toEqual(['a'])
    for (const { released } of [guard, east.guards.a]) expect(released).toMatchObject([{ kind: 'server' }])
  })

  it('restarts in another group, and the inner one never by itself', async () => {
    const { outer, served, east } = grouped({ a: [{ stream: ['x', broken] }] })
    const chunks = outer.stream(stream, { ...chunkRules, onInterrupted: 'restart' })
    expect(await read(chunks)).toEqual({
      chunks: ['x', { type: 'restart', targetId: 'east', kind: 'server' }, 'c', '.'],
      error: undefined,
    })
    expect(served).toEqual(['a', 'c'])
    expect(east.events.filter(({ type }) => type === 'stream-restarted')).toEqual([])
  })

  it('keeps the outer filters, pins, attempts and signals outside', async () => {
    const caller = new WatchedSignal()
    const { outer, served } = grouped({ a: [{ stream: [broken] }] })
    const reading = read(
      outer.stream(stream, {
        ...chunkRules,
        pin: 'east',
        only: 'east',
        exclude: 'west',
        maxAttempts: 1,
        signal: caller.signal,
        deadlineMs: 5000,
      }),
    )
    expect((await reading).chunks).toEqual(['b', '.'])
    expect(served).toEqual(['a', 'b'])
  })

  it.each<Piece>([hang, deaf])('that is aborted ends on every level', async (piece) => {
    const caller = new WatchedSignal()
    const { clock, outer, vendors, guard, east } = grouped({ a: [{ stream: ['x', piece] }] })
    const reading = read(outer.stream(stream, { ...chunkRules, signal: caller.signal }))
    await clock.settle()
    expect(caller.listeners.size).toBe(1)
    caller.abort('enough')
    expect(await reading).toEqual({ chunks: ['x'], error: 'enough' })
    await clock.settle()
    expect(vendors.a.closed).toBe(1)
    for (const { released } of [guard, east.guards.a]) expect(released).toMatchObject([{ type: 'neutral' }])
    expect(east.balancer.snapshot().runs).toMatchObject({ cancelled: 1 })
  })

  it('that is left between two chunks ends on every level at once', async () => {
    const { outer, vendors, guard, east } = grouped({ a: [{ stream: ['x', 'y', '.'] }] })
    for await (const _ of outer.stream(stream, chunkRules)) break
    expect(vendors.a).toMatchObject({ closed: 1, pulls: 1 })
    for (const { released } of [guard, east.guards.a]) expect(released).toMatchObject([{ type: 'neutral' }])
  })

  it('that is left after its final chunk is a success on every level', async () => {
    const { outer, vendors, guard, east } = grouped({ a: [{ stream: ['x', '.', '~out 3'] }] })
    for await (const chunk of outer.stream(stream, chunkRules)) if (chunk === '.') break
    expect(vendors.a.closed).toBe(1)
    for (const { released } of [guard, east.guards.a]) expect(released).toMatchObject([{ type: 'success' }])
  })

  it('ends with the deadline on every level', async () => {
    const { clock, outer, vendors, guard } = grouped({ a: [{ stream: ['x', hang] }] })
    const reading = read(outer.stream(stream, { ...chunkRules, deadlineMs: 500 }))
    await clock.advance(500)
    expect((await reading).error).toMatchObject({ kind: 'timeout', targetId: 'east', partial: ['x'] })
    expect(vendors.a.closed).toBe(1)
    expect(guard.released).toMatchObject([{ type: 'neutral' }])
  })

  it('obeys the idle clock that the call brings along: no target is charged', async () => {
    const { clock, outer, guard, east } = grouped({ a: [{ stream: ['x', hang] }] })
    const reading = read(outer.stream(stream, { ...chunkRules, timeouts: { idleMs: 100 } }))
    await clock.advance(100)
    expect((await reading).error).toMatchObject({ kind: 'timeout' })
    for (const { released } of [guard, east.guards.a]) expect(released).toMatchObject([{ type: 'neutral' }])
  })
})
