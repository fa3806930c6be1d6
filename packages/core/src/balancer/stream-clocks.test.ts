import { afterEach, describe, expect, it } from 'vitest'
import type { Clock } from '../time/clock.ts'
import { DeadlineExceededError, StreamInterruptedError } from '../errors/run-errors.ts'
import { createFakeClock } from '../testing/fake-clock.ts'
import type { TimeoutOptions } from '../contracts/balancer-settings.ts'
import { chunkRules, leftovers, read, scene, WatchedSignal } from './test/scene.ts'
import { deaf, hang, type TestVendor, type VendorStep } from './test/vendor.ts'

afterEach(() => {
  expect(leftovers()).toEqual([])
})

const stream = (vendor: TestVendor, attempt: Parameters<TestVendor['stream']>[0]) => vendor.stream(attempt)

/** Two targets; the first one follows the script. */
function race(step: VendorStep, timeouts: TimeoutOptions) {
  const test = scene({ a: [step], b: [] }, { timeouts, retry: { maxAttempts: 2 } })
  const failedAt = () => {
    const event = test.events.find(({ type }) => type === 'attempt-failed')
    return event === undefined ? undefined : event.at - 1_000_000
  }
  return { ...test, failedAt, stream: test.balancer.stream(stream, chunkRules) }
}

describe('the attempt clock of a stream', () => {
  const late: readonly [string, VendorStep][] = [
    ['a response that is a promise', { stream: ['x', '.'], opens: { afterMs: 5000 } }],
    ['a first chunk', { stream: [{ afterMs: 5000, give: '~role' }, 'x', '.'] }],
  ]
  it.each(late)('ends the wait for %s, aborts upstream and moves on', async (_, step) => {
    const { clock, failedAt, served, stream: chunks, vendors } = race(step, { attemptMs: 300 })
    const reading = read(chunks)
    await clock.advance(300)
    expect(await reading).toEqual({ chunks: ['b', '.'], error: undefined })
    expect(served).toEqual(['a', 'b'])
    expect(failedAt()).toBe(300)
    expect(vendors.a.attempts[0]?.signal.reason).toMatchObject({
      kind: 'timeout',
      message: 'a: no response within 300 ms',
    })
  })

  it('stops with the response; the other clocks run on', async () => {
    const step = { stream: [{ afterMs: 500, give: 'x' }, '.'], opens: 'as-promise' } as const
    const { clock, served, stream: chunks } = race(step, { attemptMs: 300 })
    const reading = read(chunks)
    await clock.advance(500)
    expect(await reading).toEqual({ chunks: ['x', '.'], error: undefined })
    expect(served).toEqual(['a'])
  })

  it('stops with the first chunk, be it only preamble', async () => {
    const step = { stream: ['~role', { afterMs: 500, give: 'x' }, '.'] }
    const { clock, stream: chunks } = race(step, { attemptMs: 300 })
    const reading = read(chunks)
    await clock.advance(500)
    expect((await reading).chunks).toEqual(['~role', 'x', '.'])
  })
})

describe('the first-content clock', () => {
  it('counts from the start of the attempt, not from the last chunk', async () => {
    const ping = { afterMs: 150, give: '~ping' }
    const {
      clock,
      failedAt,
      served,
      stream: chunks,
    } = race({ stream: [ping, ping, ping, ping, 'x', '.'] }, { firstContentMs: 400 })
    const reading = read(chunks)
    await clock.advance(1000)
    expect((await reading).chunks).toEqual(['b', '.'])
    expect(failedAt()).toBe(400)
    expect(served).toEqual(['a', 'b'])
  })

  describe('where some chunks are progress', () => {
    const isProgress = (chunk: string): boolean => chunk === '~thought'
    const thought = { afterMs: 150, give: '~thought' }

    it('stops with the first of them, and the idle clock begins', async () => {
      const step = { stream: [thought, thought, thought, thought, 'x', '.'] }
      const { balancer, clock, served } = race(step, { firstContentMs: 400, idleMs: 200 })
      const reading = read(balancer.stream(stream, { ...chunkRules, isProgress }))
      await clock.advance(1000)
      expect((await reading).chunks.slice(-2)).toEqual(['x', '.'])
      expect(served).toEqual(['a'])
    })

    it('leaves the stream to another target until its first content', async () => {
      const { balancer, clock, served, failedAt } = race(
        { stream: [thought, hang] },
        { firstContentMs: 400, idleMs: 200 },
      )
      const reading = read(balancer.stream(stream, { ...chunkRules, isProgress }))
      await clock.advance(1000)
      expect(await reading).toEqual({ chunks: ['b', '.'], error: undefined })
      expect(served).toEqual(['a', 'b'])
      expect(failedAt()).toBe(350)
    })

    it('runs on without them', async () => {
      const ping = { afterMs: 150, give: '~ping' }
      const step = { stream: [ping, ping, ping, ping, 'x', '.'] }
      const { balancer, clock, failedAt } = race(step, { firstContentMs: 400 })
      const reading = read(balancer.stream(stream, { ...chunkRules, isProgress }))
      await clock.advance(1000)
      expect((await reading).chunks).toEqual(['b', '.'])
      expect(failedAt()).toBe(400)
    })
  })

  it('without a deadline leaves a part of itself for another target while there is one, when asked to', async () => {
    const hung: VendorStep = { stream: ['~role', hang] }
    const timeouts = { attemptMs: Infinity, firstContentMs: 400, failoverReserveRatio: 0.5 }
    const { clock, failedAt, served, stream: chunks } = race(hung, timeouts)
    const reading = read(chunks)
    await clock.advance(200)
    expect((await reading).chunks).toEqual(['b', '.'])
    expect(failedAt()).toBe(200)
    expect(served).toEqual(['a', 'b'])
  })

  it.each([
    ['a silent response', { stream: [hang], opens: 'as-promise' }],
    ['a response that hangs after its preamble', { stream: ['~role', hang] }],
    ['a response that never opens', { stream: [], opens: { afterMs: 9999 } }],
    ['a source that ignores the abort', { stream: ['~role', deaf] }],
  ] satisfies [string, VendorStep][])('ends %s', async (_, step) => {
    const { clock, failedAt, stream: chunks, vendors } = race(step, { firstContentMs: 400 })
    const reading = read(chunks)
    await clock.advance(400)
    expect((await reading).chunks).toEqual(['b', '.'])
    expect(failedAt()).toBe(400)
    expect(vendors.a.attempts[0]?.signal.aborted).toBe(true)
  })

  it('stops at the first content', async () => {
    const { clock, stream: chunks } = race(
      { stream: [{ afterMs: 399, give: 'x' }, { afterMs: 399, give: 'y' }, '.'] },
      { firstContentMs: 400, idleMs: 400 },
    )
    const reading = read(chunks)
    await clock.advance(1000)
    expect((await reading).chunks).toEqual(['x', 'y', '.'])
  })
})

describe('the idle clock', () => {
  it('ends a stream that says nothing for too long after its first content, and aborts upstream', async () => {
    const { clock, stream: chunks, vendors } = race({ stream: ['x', hang] }, { idleMs: 200 })
    const reading = read(chunks)
    await clock.advance(199)
    expect(vendors.a.attempts[0]?.signal.aborted).toBe(false)
    await clock.advance(1)
    const { chunks: read1, error } = await reading
    expect(read1).toEqual(['x'])
    expect(error).toBeInstanceOf(StreamInterruptedError)
    expect(error).toMatchObject({
      kind: 'timeout',
      cause: { message: 'a: no further content within 200 ms' },
    })
    expect(vendors.a.attempts[0]?.signal.aborted).toBe(true)
  })

  it('starts anew with each chunk', async () => {
    const slow = { afterMs: 150, give: 'x' }
    const { clock, stream: chunks } = race({ stream: [slow, slow, slow, slow, '.'] }, { idleMs: 200 })
    const reading = read(chunks)
    await clock.advance(600)
    expect((await reading).chunks).toEqual(['x', 'x', 'x', 'x', '.'])
  })

  it('runs only while the caller waits for a chunk', async () => {
    const { clock, stream: chunks } = race(
      { stream: ['x', { afterMs: 150, give: 'y' }, '.'] },
      { idleMs: 200, firstContentMs: 300 },
    )
    expect(await chunks.next()).toEqual({ done: false, value: 'x' })
    await clock.advance(10_000)
    // The timer that notices an abandoned stream.
    expect(clock.pending).toBe(1)
    const next = chunks.next()
    await clock.advance(150)
    expect(await next).toEqual({ done: false, value: 'y' })
    expect((await read(chunks)).chunks).toEqual(['.'])
  })
})

describe('the deadline of a stream', () => {
  it('ends it before its first content with a DeadlineExceededError, and charges the slow target', async () => {
    const {
      clock,
      balancer,
      stream: chunks,
      vendors,
    } = race({ stream: ['~role', hang] }, { deadlineMs: 500 })
    const reading = read(chunks)
    await clock.advance(500)
    const { chunks: none, error } = await reading
    expect(none).toEqual([])
    expect(error).toBeInstanceOf(DeadlineExceededError)
    expect(vendors.a.attempts[0]?.signal.reason).toBeInstanceOf(DeadlineExceededError)
    expect(balancer.snapshot()).toMatchObject({
      runs: { failed: 1 },
      targets: [{ failuresByKind: { timeout: 1 } }, { attempts: 0 }],
    })
  })

  it('ends it after its first content with what was given, and charges no target', async () => {
    const {
      clock,
      balancer,
      guards,
      stream: chunks,
    } = race({ stream: ['x', 'y', hang] }, { deadlineMs: 500 })
    const reading = read(chunks)
    await clock.advance(500)
    const { error } = await reading
    expect(error).toBeInstanceOf(StreamInterruptedError)
    expect(error).toMatchObject({ partial: ['x', 'y'], kind: 'timeout', targetId: 'a' })
    expect((error as Error).cause).toBeInstanceOf(DeadlineExceededError)
    expect(guards.a.released).toMatchObject([{ type: 'neutral' }])
    expect(balancer.snapshot().runs).toMatchObject({ failed: 1, cancelled: 0 })
  })

  it('counts the time that the caller takes, and ends upstream while the caller holds a chunk', async () => {
    const {
      clock,
      events,
      stream: chunks,
      vendors,
      guards,
    } = race({ stream: ['x', 'y', '.'] }, { deadlineMs: 500 })
    await chunks.next()
    await clock.advance(500)
    expect(vendors.a.attempts[0]?.signal.aborted).toBe(true)
    expect(vendors.a.closed).toBe(1)
    expect(guards.a.released).toMatchObject([{ type: 'neutral' }])
    const { chunks: rest, error } = await read(chunks)
    expect(rest).toEqual([])
    expect(error).toMatchObject({ partial: ['x'], kind: 'timeout' })
    const failed = events.find((event) => event.type === 'run-failed')
    expect(failed?.error).toBe(error)
  })

  it('harms no answer that is whole, though the caller is slow to take its end', async () => {
    const { clock, balancer, stream: chunks } = race({ stream: ['x', '.', '~out 3'] }, { deadlineMs: 500 })
    await chunks.next()
    expect(await chunks.next()).toEqual({ done: false, value: '.' })
    await clock.advance(500)
    expect(await read(chunks)).toEqual({ chunks: [], error: undefined })
    expect(balancer.snapshot()).toMatchObject({ runs: { succeeded: 1 }, targets: [{ successes: 1 }, {}] })
  })

  it('leaves a second target what is left of it, and calls no target when nothing is', async () => {
    const step = { stream: [{ afterMs: 400, give: new Error('reset') }] }
    const { clock, stream: chunks, vendors } = race(step, { deadlineMs: 500 })
    const reading = read(chunks)
    await clock.advance(400)
    await reading
    expect(vendors.b.attempts[0]?.remainingMs).toBe(100)
  })

  it('is looked at before each call, should its timer be late', async () => {
    const shared = { clock: createFakeClock(), served: [] }
    const late: Clock = {
      now: shared.clock.now,
      schedule: (callback, delayMs) => shared.clock.schedule(callback, delayMs + 100),
    }
    const broken = { stream: [{ afterMs: 500, give: new Error('reset') }] }
    const { balancer, clock, served } = scene({ a: [broken], b: [] }, { clock: late }, shared)
    const reading = read(balancer.stream(stream, { deadlineMs: 500 }))
    await clock.advance(500)
    expect((await reading).error).toBeInstanceOf(DeadlineExceededError)
    expect(served).toEqual(['a'])
  })
})

describe('clocks of a stream', () => {
  it("are the call's before the target's before the balancer's", async () => {
    const { balancer, clock } = scene(
      { a: [{ stream: ['~role', hang] }, { stream: ['~role', hang] }], b: [] },
      { timeouts: { firstContentMs: 900 } },
    )
    balancer.updateTarget('a', { timeouts: { firstContentMs: 600 } })
    const byCall = read(balancer.stream(stream, { ...chunkRules, timeouts: { firstContentMs: 300 } }))
    await clock.advance(300)
    expect((await byCall).chunks).toEqual(['b', '.'])
    const byTarget = read(balancer.stream(stream, chunkRules))
    await clock.advance(599)
    expect(balancer.snapshot().targets[0]?.inFlight).toBe(1)
    await clock.advance(1)
    expect((await byTarget).chunks).toEqual(['b', '.'])
  })

  it('stay on where a target or a call gives undefined for them', async () => {
    const notGiven = { firstContentMs: undefined } as unknown as TimeoutOptions
    const { balancer, clock } = scene(
      { a: [{ stream: ['~role', hang] }], b: [] },
      { timeouts: { firstContentMs: 900 } },
    )
    balancer.updateTarget('a', { timeouts: notGiven })
    const reading = read(balancer.stream(stream, { ...chunkRules, timeouts: notGiven }))
    await clock.advance(900)
    expect((await reading).chunks).toEqual(['b', '.'])
  })

  it('may all be off', async () => {
    const signal = new WatchedSignal()
    const off = { attemptMs: Infinity, firstContentMs: Infinity, idleMs: Infinity }
    const { balancer, clock } = scene({ a: [{ stream: ['~role', hang] }] }, { timeouts: off })
    const reading = read(balancer.stream(stream, { ...chunkRules, signal: signal.signal }))
    await clock.advance(10 * 60_000)
    expect(clock.pending).toBe(0)
    signal.abort('enough')
    expect(await reading).toEqual({ chunks: [], error: 'enough' })
  })
})
