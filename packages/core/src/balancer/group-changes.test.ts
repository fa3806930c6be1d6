import { afterEach, describe, expect, it } from 'vitest'
import type { Attempt } from '../contracts/call.ts'
import { over } from './test/groups.ts'
import { first } from './test/first.ts'
import { leftovers, scene, type Scene } from './test/scene.ts'
import type { TestVendor } from './test/vendor.ts'
import { statusError } from '../testing/scripted-client.ts'

const call = (vendor: TestVendor, attempt: Attempt) => vendor.call(attempt)

/** A guard whose block the test lifts, and which says so. */
function switchable() {
  const listeners = new Set<() => void>()
  const guard = {
    name: 'switch',
    isOn: true,
    asked: 0,
    availableAt: () => ((guard.asked += 1), guard.isOn ? 0 : Infinity),
    acquire: () => (guard.isOn ? { release() {} } : null),
    onChange(listener: () => void) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    turn(on: boolean) {
      guard.isOn = on
      for (const listener of listeners) listener()
    },
    listeners,
  }
  return guard
}

function nested() {
  const inner = scene({ a: [], b: [] }, { strategy: first })
  const guard = switchable()
  for (const id of ['a', 'b']) inner.balancer.updateTarget(id, { guards: [guard] })
  const spare = scene(
    { c: [] },
    { strategy: { ...first } },
    { clock: inner.clock, served: inner.served as string[] },
  )
  return { inner, spare, guard }
}

const outerOf = (
  { clock }: Scene<string>,
  groups: Parameters<typeof over>[1],
  options: Parameters<typeof over>[2] = {},
) => over(clock, groups, { strategy: { ...first }, ...options })

afterEach(() => {
  expect(leftovers()).toEqual([])
})

describe('a group inside a balancer', () => {
  it('is passed over while none of its targets is available, and taken again when one is', async () => {
    const { inner, spare, guard } = nested()
    const outer = outerOf(inner, { inner, spare })
    guard.turn(false)
    await expect(outer.run(call)).resolves.toBe('c')
    guard.turn(true)
    await expect(outer.run(call)).resolves.toBe('a')
  })

  it('wakes the runs that wait for it outside, without being asked again and again', async () => {
    const { inner, guard } = nested()
    const held = scene({ e: [] }, { strategy: { ...first } }, { clock: inner.clock, served: [] })
    guard.turn(false)
    held.guards.e.blockedUntil = inner.clock.now() + 30_000
    const outer = outerOf(inner, { inner, held }, { whenUnavailable: { maxWaitMs: 60_000 } })
    const woken = outer.run(call)
    await inner.clock.settle()
    const { asked } = guard
    await inner.clock.advance(10_000)
    expect(guard.asked).toBe(asked)
    guard.turn(true)
    await expect(woken).resolves.toBe('a')
    expect(inner.clock.pending).toBe(0)
  })

  it.each(['fail', 'wait'] as const)(
    'is asked again at every pick while a guard inside it blocks silently (%s)',
    async (whenUnavailable) => {
      const inner = scene({ a: [] }, { strategy: first })
      const outer = outerOf(inner, { inner }, { whenUnavailable })
      inner.guards.a.blockedUntil = Infinity
      await expect(outer.run(call)).rejects.toMatchObject({ code: 'no-target-available' })
      inner.guards.a.blockedUntil = 0
      const run = outer.run(call)
      await inner.clock.settle()
      expect(inner.served).toEqual(['a'])
      await expect(run).resolves.toBe('a')
    },
  )

  it('notices a target that is added to it, removed from it, drained or reinstated', async () => {
    const { inner, spare, guard } = nested()
    const outer = outerOf(inner, { inner, spare })
    guard.turn(false)
    const state = () => outer.snapshot().targets[0]?.state
    expect(state()).toBe('blocked')
    inner.balancer.addTarget({ id: 'free', client: inner.vendors.a })
    expect(state()).toBe('ready')
    await expect(outer.run(call)).resolves.toBe('a')
    inner.balancer.updateTarget('free', { weight: 0 })
    await expect(outer.run(call)).resolves.toBe('c')
    inner.balancer.updateTarget('free', { weight: 1 })
    await expect(outer.run(call)).resolves.toBe('a')
    await inner.balancer.removeTarget('free')
    await expect(outer.run(call)).resolves.toBe('c')
  })

  it('is available again when the time of the first of its targets has come', async () => {
    const inner = scene(
      { a: [{ answer: statusError(429, { headers: { 'retry-after-ms': '3000' } }) }] },
      { strategy: first },
    )
    const outer = outerOf(inner, { inner }, { whenUnavailable: 'wait' })
    await outer.run(call, { maxAttempts: 1 }).catch(() => {})
    const waiting = outer.run(call)
    await inner.clock.advance(2999)
    expect(inner.served).toEqual(['a'])
    await inner.clock.advance(1)
    await expect(waiting).resolves.toBe('a')
  })

  it('is called by a run that may not wait when only the windows of its targets are full', async () => {
    const steps = [{ answer: { afterMs: 1000, give: 'late' } }, { answer: statusError(503) }]
    const inner = scene({ a: steps }, { strategy: first })
    const outer = outerOf(inner, { inner })
    const running = inner.balancer.run(call)
    await inner.balancer.run(call, { maxAttempts: 1 }).catch(() => {})
    expect(inner.balancer.snapshot().targets[0]).toMatchObject({ window: 1, inFlight: 1 })
    await expect(outer.run(call)).resolves.toBe('a')
    await inner.clock.advance(1000)
    await running
  })

  it('is listened to no longer once it is removed or replaced', async () => {
    const { inner, spare, guard } = nested()
    const outer = outerOf(inner, { inner, spare })
    const { events } = inner
    outer.updateTarget('inner', { client: spare.balancer })
    guard.turn(false)
    await expect(outer.run(call)).resolves.toBe('c')
    await outer.removeTarget('inner')
    await outer.removeTarget('spare')
    expect(events.some(({ type }) => type === 'listener-failed')).toBe(false)
    await expect(inner.balancer.close()).resolves.toBeUndefined()
  })

  it('that is closed is passed over', async () => {
    const { inner, spare } = nested()
    const outer = outerOf(inner, { inner, spare })
    await inner.balancer.close()
    await expect(outer.run(call)).resolves.toBe('c')
  })
})
