import { afterEach, describe, expect, it } from 'vitest'
import type { Attempt } from '../contracts/call.ts'
import { statusError } from '../testing/scripted-client.ts'
import { leftovers, scene, WatchedSignal } from './test/scene.ts'
import { deaf, hang, type Piece, type TestVendor, type VendorStep } from './test/vendor.ts'

afterEach(() => {
  expect(leftovers()).toEqual([])
})

const call = (vendor: TestVendor, attempt: Attempt) => vendor.call(attempt)
const reason = new Error('the user went away')
const broken: VendorStep = { answer: statusError(500) }

/** How a promise ended, without a rejection that is not handled. */
const ending = (promise: Promise<unknown>) =>
  promise.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  )

describe('a run whose caller aborts', () => {
  it('before it begins calls no target and listens to nothing', async () => {
    const caller = new WatchedSignal()
    caller.abort(reason)
    const { balancer, served } = scene({ a: [], b: [] })
    expect(await ending(balancer.run(call, { signal: caller.signal }))).toEqual({ error: reason })
    expect(served).toEqual([])
    expect(caller.listeners.size).toBe(0)
    expect(balancer.snapshot().runs).toMatchObject({ started: 1, cancelled: 1, failed: 0 })
  })

  it('before it begins does not enter the waiting queue either', async () => {
    const caller = new WatchedSignal()
    caller.abort(reason)
    const { balancer, clock, guards } = scene({ a: [] }, { whenUnavailable: 'wait' })
    guards.a.blockedUntil = clock.now() + 1000
    expect(await ending(balancer.run(call, { signal: caller.signal }))).toEqual({ error: reason })
  })

  it('while it waits in the queue leaves the queue to those behind it', async () => {
    const caller = new WatchedSignal()
    const { balancer, clock, guards, served } = scene({ a: [] }, { whenUnavailable: 'wait' })
    guards.a.blockedUntil = clock.now() + 1000
    const first = ending(balancer.run(call, { signal: caller.signal }))
    const second = ending(balancer.run(call))
    await clock.advance(500)
    expect(balancer.snapshot().runs.waiting).toBe(2)
    caller.abort(reason)
    expect(await first).toEqual({ error: reason })
    expect(balancer.snapshot().runs.waiting).toBe(1)
    await clock.advance(500)
    expect(await second).toEqual({ value: 'a' })
    expect(served).toEqual(['a'])
    expect(guards.a.acquired).toBe(1)
  })

  it('in the moment in which it leaves the queue calls no target', async () => {
    const caller = new WatchedSignal()
    const { balancer, clock, guards, served } = scene({ a: [] }, { whenUnavailable: 'wait' })
    guards.a.blockedUntil = clock.now() + 1000
    const run = ending(balancer.run(call, { signal: caller.signal }))
    await clock.settle()
    guards.a.blockedUntil = 0
    balancer.updateTarget('a', { weight: 2 })
    caller.abort(reason)
    expect(await run).toEqual({ error: reason })
    expect(served).toEqual([])
    expect(guards.a.acquired).toBe(0)
  })

  it.each([
    ['that hears it', hang],
    ['that ignores it', deaf],
  ] satisfies [string, Piece][])(
    'during an attempt %s ends at once, neutral, and asks no other target',
    async (_, answer) => {
      const caller = new WatchedSignal()
      const { balancer, clock, events, guards, served, vendors } = scene({ a: [{ answer }], b: [] })
      const run = ending(balancer.run(call, { signal: caller.signal }))
      await clock.advance(20)
      expect(caller.listeners.size).toBe(1)
      caller.abort(reason)
      expect(await run).toEqual({ error: reason })
      expect(served).toEqual(['a'])
      expect(vendors.a.attempts[0]?.signal.reason).toBe(reason)
      expect(guards.a.released).toEqual([{ type: 'neutral', durationMs: 20 }])
      expect(balancer.snapshot()).toMatchObject({ runs: { cancelled: 1 }, targets: [{ neutral: 1 }, {}] })
      expect(events.slice(-2).map(({ type }) => type)).toEqual(['attempt-neutral', 'run-cancelled'])
      expect(events.at(-2)).not.toHaveProperty('error')
    },
  )

  it('during the second attempt keeps the verdict on the first', async () => {
    const caller = new WatchedSignal()
    const { balancer, clock, guards, served } = scene({ a: [broken], b: [{ answer: hang }], c: [] })
    const run = ending(balancer.run(call, { signal: caller.signal }))
    await clock.settle()
    caller.abort(reason)
    expect(await run).toEqual({ error: reason })
    expect(served).toEqual(['a', 'b'])
    expect(guards.a.released).toMatchObject([{ type: 'failure', kind: 'server' }])
    expect(guards.b.released).toMatchObject([{ type: 'neutral' }])
  })

  it('during a backoff wakes at once and calls no target', async () => {
    const caller = new WatchedSignal()
    const { balancer, clock, served } = scene({ a: [broken] }, { retry: { backoff: () => 700 } })
    const run = ending(balancer.run(call, { signal: caller.signal }))
    await clock.advance(699)
    expect(balancer.snapshot().runs.waiting).toBe(1)
    caller.abort(reason)
    expect(await run).toEqual({ error: reason })
    await clock.advance(5000)
    expect(served).toEqual(['a'])
  })

  it('during the backoff between two attempts on one target wakes as well', async () => {
    const caller = new WatchedSignal()
    const retry = { attemptsPerTarget: 2, backoff: () => 700 }
    const { balancer, clock, served } = scene({ a: [broken], b: [] }, { retry })
    const run = ending(balancer.run(call, { signal: caller.signal }))
    await clock.advance(100)
    caller.abort(reason)
    expect(await run).toEqual({ error: reason })
    expect(served).toEqual(['a'])
  })

  it('from within its own operation ends with the reason, whatever the operation gives', async () => {
    const caller = new WatchedSignal()
    const { balancer, served } = scene({ a: [], b: [] })
    const operation = (vendor: TestVendor, attempt: Attempt) => {
      caller.abort(reason)
      return vendor.call(attempt)
    }
    expect(await ending(balancer.run(operation, { signal: caller.signal }))).toEqual({ error: reason })
    expect(served).toEqual(['a'])
  })

  it('after it succeeded or failed changes nothing', async () => {
    const caller = new WatchedSignal()
    const { balancer, vendors } = scene({ a: [{ answer: 'x' }, broken] })
    expect(await balancer.run(call, { signal: caller.signal })).toBe('x')
    const failed = await ending(balancer.run(call, { signal: caller.signal, maxAttempts: 1 }))
    expect(failed).toMatchObject({ error: { status: 500 } })
    expect(caller.listeners.size).toBe(0)
    caller.abort(reason)
    expect(balancer.snapshot().runs).toMatchObject({ succeeded: 1, failed: 1, cancelled: 0 })
    expect(vendors.a.attempts[0]?.signal.aborted).toBe(false)
  })

  it('ends every run that shares the signal, and no other', async () => {
    const caller = new WatchedSignal()
    const { balancer, clock } = scene({
      a: [{ answer: hang }, { answer: hang }, { answer: { afterMs: 100, give: 'x' } }],
    })
    const shared = [1, 2].map(() => ending(balancer.run(call, { signal: caller.signal })))
    const other = ending(balancer.run(call))
    await clock.settle()
    expect(caller.listeners.size).toBe(2)
    caller.abort(reason)
    expect(await Promise.all(shared)).toEqual([{ error: reason }, { error: reason }])
    await clock.advance(100)
    expect(await other).toEqual({ value: 'x' })
  })

  it('throws the reason even when it is no error', async () => {
    for (const given of [undefined, null, 'enough', 0]) {
      const caller = new WatchedSignal()
      const { balancer, clock } = scene({ a: [{ answer: hang }] })
      const run = ending(balancer.run(call, { signal: caller.signal }))
      await clock.settle()
      caller.abort(given)
      expect(await run).toEqual({ error: caller.signal.reason as unknown })
    }
  })
})

describe("an attempt's signal", () => {
  it('tells an abort, a clock and the deadline apart by its reason', async () => {
    const caller = new WatchedSignal()
    const { balancer, clock, vendors } = scene(
      { a: [{ answer: hang }, { answer: hang }, { answer: hang }] },
      { timeouts: { attemptMs: 300 } },
    )
    const runs = [
      ending(balancer.run(call, { signal: caller.signal })),
      ending(balancer.run(call, { maxAttempts: 1 })),
      ending(balancer.run(call, { deadlineMs: 200 })),
    ]
    await clock.settle()
    caller.abort(reason)
    await clock.advance(300)
    await Promise.all(runs)
    expect(vendors.a.attempts.map(({ signal }): unknown => signal.reason)).toEqual([
      reason,
      expect.objectContaining({ kind: 'timeout', message: 'a: no answer within 300 ms' }),
      expect.objectContaining({ code: 'deadline-exceeded', deadlineMs: 200 }),
    ])
  })

  it('aborts for an attempt that failed too, so that its work ends, but not for the next one', async () => {
    const { balancer, vendors } = scene({ a: [broken], b: [] })
    await balancer.run(call)
    expect(vendors.a.attempts[0]?.signal.aborted).toBe(true)
    expect(vendors.b.attempts[0]?.signal.aborted).toBe(false)
  })

  it("is never the caller's own: listeners of the operation are gone with the attempt", async () => {
    const caller = new WatchedSignal()
    const { balancer, vendors } = scene({ a: [] })
    await balancer.run(call, { signal: caller.signal })
    expect(vendors.a.attempts[0]?.signal).not.toBe(caller.signal)
  })
})

describe('thousands of runs on one signal', () => {
  it('leave no listener and no timer', async () => {
    const caller = new WatchedSignal()
    const { balancer, clock } = scene({ a: [] }, { timeouts: { deadlineMs: 10_000 } })
    await Promise.all(
      Array.from({ length: 2000 }, () => balancer.run(call, { signal: caller.signal, deadlineMs: 5000 })),
    )
    expect(caller.listeners.size).toBe(0)
    expect(clock.pending).toBe(0)
  })
})
