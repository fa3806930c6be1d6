import { afterEach, describe, expect, it } from 'vitest'
import type { Attempt } from '../contracts/call.ts'
import { statusError } from '../testing/scripted-client.ts'
import { chunkRules, leftovers, read, scene, WatchedSignal } from './test/scene.ts'
import { deaf, hang, type Piece, type TestVendor, type VendorStep } from './test/vendor.ts'

afterEach(() => {
  expect(leftovers()).toEqual([])
})

const stream = (vendor: TestVendor, attempt: Attempt) => vendor.stream(attempt)
const reason = new Error('the user went away')

/** A stream that listens to a signal. The first of two targets follows the script. */
function listening(...script: VendorStep[]) {
  const caller = new WatchedSignal()
  const test = scene({ a: script, b: [] }, { whenUnavailable: 'wait', retry: { backoff: () => 700 } })
  return { ...test, caller, chunks: test.balancer.stream(stream, { ...chunkRules, signal: caller.signal }) }
}

describe('a stream whose caller aborts', () => {
  it('before it is read listens to nothing and calls no target', async () => {
    const { caller, chunks, served, balancer } = listening()
    caller.abort(reason)
    expect(caller.listeners.size).toBe(0)
    expect(await read(chunks)).toEqual({ chunks: [], error: reason })
    expect(served).toEqual([])
    expect(balancer.snapshot().runs).toMatchObject({ started: 1, cancelled: 1 })
  })

  it('while it waits in the queue leaves the queue', async () => {
    const { balancer, caller, chunks, clock, guards, served } = listening()
    guards.a.blockedUntil = clock.now() + 1000
    guards.b.blockedUntil = clock.now() + 1000
    const reading = read(chunks)
    await clock.settle()
    expect(balancer.snapshot().runs.waiting).toBe(1)
    caller.abort(reason)
    expect(await reading).toEqual({ chunks: [], error: reason })
    await clock.advance(5000)
    expect(served).toEqual([])
  })

  it.each([
    ['opens', { stream: ['x'], opens: { afterMs: 5000 } }],
    ['is asked for its first chunk', { stream: [hang] }],
    ['is in its preamble', { stream: ['~role', hang] }],
    ['ignores the abort', { stream: ['~role', deaf] }],
  ] satisfies [string, VendorStep][])(
    'while it %s ends at once, and no other target is asked',
    async (_, step) => {
      const { balancer, caller, chunks, clock, guards, served, vendors } = listening(step)
      const reading = read(chunks)
      await clock.advance(10)
      caller.abort(reason)
      expect(await reading).toEqual({ chunks: [], error: reason })
      expect(vendors.a.attempts[0]?.signal.reason).toBe(reason)
      expect(served).toEqual(['a'])
      expect(guards.a.released).toEqual([{ type: 'neutral', durationMs: 10 }])
      expect(balancer.snapshot().runs).toMatchObject({ cancelled: 1, failed: 0 })
    },
  )

  it.each([
    ['which hears the abort', hang],
    ['which does not', deaf],
  ] satisfies [string, Piece][])(
    'during a pending next(), %s, ends with the reason, not with an interruption',
    async (_, piece) => {
      const { caller, chunks, clock, guards, vendors } = listening({ stream: ['x', piece] })
      const reading = read(chunks)
      await clock.settle()
      caller.abort(reason)
      expect(await reading).toEqual({ chunks: ['x'], error: reason })
      expect(vendors.a.closed).toBe(1)
      expect(guards.a.released).toMatchObject([{ type: 'neutral' }])
    },
  )

  it('while the caller holds a chunk ends upstream at once; the next chunk is the reason', async () => {
    const { balancer, caller, chunks, clock, events, guards, vendors } = listening({
      stream: ['x', 'y', '.'],
    })
    await chunks.next()
    caller.abort(reason)
    expect(vendors.a).toMatchObject({ closed: 1, pulls: 1 })
    expect(vendors.a.attempts[0]?.signal.reason).toBe(reason)
    expect(guards.a.released).toMatchObject([{ type: 'neutral' }])
    expect(caller.listeners.size).toBe(0)
    expect(balancer.snapshot().runs).toMatchObject({ running: 0, cancelled: 1 })
    await clock.settle()
    expect(events.at(-1)?.type).toBe('run-cancelled')
    await expect(chunks.next()).rejects.toBe(reason)
    expect(await chunks.next()).toEqual({ done: true, value: undefined })
  })

  it('while chunks of the preamble are still held back gives none of them', async () => {
    const { caller, chunks, guards } = listening({ stream: ['~role', '~ping', 'x', '.'] })
    await chunks.next()
    caller.abort(reason)
    await expect(chunks.next()).rejects.toBe(reason)
    expect(guards.a.released).toMatchObject([{ type: 'neutral' }])
  })

  it('and never reads on leaves nothing behind', async () => {
    const { caller, chunks, vendors } = listening({ stream: ['x', 'y', '.'] })
    await chunks.next()
    caller.abort(reason)
    expect(vendors.a.open).toBe(0)
  })

  it('during a backoff is not tried again', async () => {
    const caller = new WatchedSignal()
    const { balancer, clock, served } = scene(
      { a: [{ stream: ['~role', statusError(500)] }] },
      { retry: { backoff: () => 700 } },
    )
    const reading = read(balancer.stream(stream, { ...chunkRules, signal: caller.signal }))
    await clock.advance(300)
    caller.abort(reason)
    expect(await reading).toEqual({ chunks: [], error: reason })
    await clock.advance(5000)
    expect(served).toEqual(['a'])
  })

  it('between a broken answer and its restart ends with the reason', async () => {
    const caller = new WatchedSignal()
    const { balancer, clock, guards } = scene({
      a: [{ stream: ['x', statusError(500)] }],
      b: [{ stream: ['~role', hang] }],
    })
    const options = { ...chunkRules, signal: caller.signal, onInterrupted: 'restart' } as const
    const reading = read(balancer.stream(stream, options))
    await clock.settle()
    caller.abort(reason)
    expect(await reading).toEqual({ chunks: ['x'], error: reason })
    expect(guards.b.released).toMatchObject([{ type: 'neutral' }])
  })

  it('after the end, or after it was left, changes nothing', async () => {
    const { balancer, caller, chunks } = listening()
    expect((await read(chunks)).chunks).toEqual(['a', '.'])
    caller.abort(reason)
    expect(balancer.snapshot()).toMatchObject({ runs: { succeeded: 1, cancelled: 0 } })
    expect(await chunks.next()).toEqual({ done: true, value: undefined })
  })

  it('from within its own rules asks upstream for no further chunk', async () => {
    const caller = new WatchedSignal()
    const { balancer, vendors } = scene({ a: [{ stream: ['~role', 'x', '.'] }] })
    const isContent = () => {
      caller.abort(reason)
      return false
    }
    const reading = read(balancer.stream(stream, { isContent, signal: caller.signal }))
    expect(await reading).toEqual({ chunks: [], error: reason })
    expect(vendors.a).toMatchObject({ pulls: 1, closed: 1 })
  })

  it('in the moment in which it leaves the queue calls no target', async () => {
    const { balancer, caller, chunks, clock, guards, served } = listening()
    guards.a.blockedUntil = Infinity
    guards.b.blockedUntil = clock.now() + 1000
    const reading = read(chunks)
    await clock.settle()
    guards.a.blockedUntil = 0
    balancer.updateTarget('a', { weight: 2 })
    caller.abort(reason)
    expect(await reading).toEqual({ chunks: [], error: reason })
    expect(served).toEqual([])
    expect(guards.a.acquired).toBe(0)
  })

  it('and then leaves it gets the reason of the abort, which came first', async () => {
    const { caller, chunks, clock } = listening({ stream: ['x', hang] })
    await chunks.next()
    const pending = chunks.next()
    await clock.settle()
    caller.abort(reason)
    const left = chunks.return()
    await expect(pending).rejects.toBe(reason)
    expect(await left).toEqual({ done: true, value: undefined })
  })

  it('while it waits for what may follow its final chunk ends with the reason', async () => {
    const { caller, chunks, clock, guards } = listening({ stream: ['x', '.', hang] })
    const reading = read(chunks)
    await clock.settle()
    caller.abort(reason)
    expect(await reading).toEqual({ chunks: ['x', '.'], error: reason })
    expect(guards.a.released).toMatchObject([{ type: 'success' }])
  })

  it('from within its own operation ends with the reason', async () => {
    const caller = new WatchedSignal()
    const { balancer, served } = scene({ a: [], b: [] })
    const operation = (vendor: TestVendor, attempt: Attempt) => {
      const opened = vendor.stream(attempt)
      caller.abort(reason)
      return opened
    }
    const reading = read(balancer.stream(operation, { ...chunkRules, signal: caller.signal }))
    expect(await reading).toEqual({ chunks: [], error: reason })
    expect(served).toEqual(['a'])
  })

  it('with no reason, or with none that is an error, throws what the signal has', async () => {
    for (const given of [undefined, null, 'enough', 0]) {
      const { caller, chunks, clock } = listening({ stream: [hang] })
      const reading = chunks.next().then(
        () => 'no error',
        (error: unknown) => error,
      )
      await clock.settle()
      caller.abort(given)
      expect(await reading).toBe(caller.signal.reason)
    }
  })
})

describe('a balancer that is closed', () => {
  it('takes no new stream, ends the waiting ones, and lets a running one come to its end', async () => {
    const { balancer, clock, guards } = scene(
      { a: [{ stream: ['x', { afterMs: 300, give: 'y' }, '.'] }] },
      { whenUnavailable: 'wait' },
    )
    const running = read(balancer.stream(stream, chunkRules))
    await clock.settle()
    guards.a.blockedUntil = clock.now() + 1000
    const waiting = read(balancer.stream(stream, chunkRules))
    await clock.settle()
    const closed = balancer.close()
    expect((await waiting).error).toMatchObject({ code: 'balancer-closed' })
    expect((await read(balancer.stream(stream))).error).toMatchObject({ code: 'balancer-closed' })
    await clock.advance(300)
    expect((await running).chunks).toEqual(['x', 'y', '.'])
    await closed
  })
})
