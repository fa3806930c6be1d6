import { afterEach, describe, expect, it } from 'vitest'
import type { Attempt } from '../contracts/call.ts'
import { statusError } from '../testing/scripted-client.ts'
import { chunkRules, leftovers, read, scene, WatchedSignal } from './test/scene.ts'
import { deaf, hang, type Piece, type TestVendor } from './test/vendor.ts'

afterEach(() => {
  expect(leftovers()).toEqual([])
})

const stream = (vendor: TestVendor, attempt: Attempt) => vendor.stream(attempt)

describe('a stream is pulled', () => {
  it('not at all before the first next()', async () => {
    const { balancer, clock, served, events } = scene({ a: [] })
    const chunks = balancer.stream(stream, chunkRules)
    await clock.settle()
    expect(served).toEqual([])
    expect(events).toEqual([])
    expect(chunks.attempts).toEqual([])
    await read(chunks)
  })

  it('once per chunk that is asked for, and never ahead', async () => {
    const { balancer, clock, vendors } = scene({ a: [{ stream: ['x', 'y', 'z', '.'] }] })
    const chunks = balancer.stream(stream, chunkRules)
    for (const [index, chunk] of ['x', 'y', 'z', '.'].entries()) {
      expect(await chunks.next()).toEqual({ done: false, value: chunk })
      await clock.advance(1000)
      expect(vendors.a.pulls).toBe(index + 1)
    }
    expect((await chunks.next()).done).toBe(true)
    expect(vendors.a.pulls).toBe(5)
  })

  it('through the whole preamble for the first chunk, and not at all for those held back', async () => {
    const { balancer, vendors } = scene({ a: [{ stream: ['~role', '~ping', 'x', 'y', '.'] }] })
    const chunks = balancer.stream(stream, chunkRules)
    const pulls: number[] = []
    for await (const _ of chunks) pulls.push(vendors.a.pulls)
    expect(pulls).toEqual([3, 3, 3, 4, 5])
  })

  it('one chunk at a time, however many are asked for at once', async () => {
    const { balancer, clock, vendors } = scene({
      a: [{ stream: ['x', { afterMs: 100, give: 'y' }, 'z', '.'] }],
    })
    const chunks = balancer.stream(stream, chunkRules)
    const results = Promise.all([chunks.next(), chunks.next(), chunks.next(), chunks.next(), chunks.next()])
    await clock.advance(99)
    expect(vendors.a.pulls).toBe(2)
    await clock.advance(1)
    expect((await results).map(({ value }) => value)).toEqual(['x', 'y', 'z', '.', undefined])
  })

  it('once: a second reader finds the end, and a loop continues where next() stopped', async () => {
    const { balancer, served } = scene({ a: [{ stream: ['x', 'y', '.'] }] })
    const chunks = balancer.stream(stream, chunkRules)
    await chunks.next()
    expect((await read(chunks)).chunks).toEqual(['y', '.'])
    expect((await read(chunks)).chunks).toEqual([])
    expect(served).toEqual(['a'])
  })
})

describe('a stream that its reader leaves', () => {
  it('by `break` is closed upstream at once, and no further chunk is asked for', async () => {
    const { balancer, vendors, guards, events } = scene({ a: [{ stream: ['x', 'y', 'z', '.'] }] })
    for await (const chunk of balancer.stream(stream, chunkRules)) if (chunk === 'y') break
    expect(vendors.a).toMatchObject({ pulls: 2, closed: 1 })
    expect(vendors.a.attempts[0]?.signal.aborted).toBe(true)
    expect(guards.a.released).toMatchObject([{ type: 'neutral' }])
    expect(events.at(-1)).toMatchObject({ type: 'run-cancelled', attempts: 1 })
  })

  it('by an error of its own keeps that error', async () => {
    const own = new Error('my own')
    const { balancer, vendors } = scene({ a: [{ stream: ['x', 'y', '.'] }] })
    const reading = (async () => {
      for await (const _ of balancer.stream(stream, chunkRules)) throw own
    })()
    await expect(reading).rejects.toBe(own)
    expect(vendors.a.closed).toBe(1)
  })

  it('in the middle of its preamble is closed as well', async () => {
    const { balancer, vendors, guards } = scene({ a: [{ stream: ['~role', '~ping', 'x', '.'] }] })
    for await (const _ of balancer.stream(stream, chunkRules)) break
    expect(vendors.a.closed).toBe(1)
    expect(guards.a.released).toMatchObject([{ type: 'neutral' }])
  })

  it('before the first next() has done nothing', async () => {
    const { balancer, served, events } = scene({ a: [] })
    const chunks = balancer.stream(stream, chunkRules)
    expect(await chunks.return()).toEqual({ done: true, value: undefined })
    expect(await read(chunks)).toEqual({ chunks: [], error: undefined })
    expect(served).toEqual([])
    expect(events).toEqual([])
  })

  it.each([
    ['opens', { stream: [], opens: { afterMs: 5000 } }],
    ['is asked for its first chunk', { stream: [hang] }],
    ['is in its preamble', { stream: ['~role', hang] }],
    ['ignores the abort', { stream: ['~role', deaf] }],
  ] as const)('with a next() pending while it %s ends that one too', async (_, step) => {
    const signal = new WatchedSignal()
    const { balancer, clock, guards, vendors } = scene({ a: [step], b: [] })
    const chunks = balancer.stream(stream, { ...chunkRules, signal: signal.signal })
    const pending = chunks.next()
    await clock.settle()
    expect(await chunks.return()).toEqual({ done: true, value: undefined })
    expect(await pending).toEqual({ done: true, value: undefined })
    expect(vendors.a.attempts[0]?.signal.aborted).toBe(true)
    expect(vendors.b.attempts).toEqual([])
    expect(guards.a.released).toMatchObject([{ type: 'neutral' }])
    expect(balancer.snapshot().runs).toMatchObject({ cancelled: 1 })
  })

  it.each<Piece>([hang, deaf])(
    'between two chunks, with several next() pending, ends them all',
    async (piece) => {
      const { balancer, clock, vendors, guards } = scene({ a: [{ stream: ['x', piece] }] })
      const chunks = balancer.stream(stream, chunkRules)
      await chunks.next()
      const pending = [chunks.next(), chunks.next()]
      await clock.settle()
      await chunks.return()
      for (const next of pending) expect(await next).toEqual({ done: true, value: undefined })
      expect(vendors.a.closed).toBe(1)
      expect(guards.a.released).toHaveLength(1)
    },
  )

  it('while it waits in the queue leaves the queue', async () => {
    const { balancer, clock, guards, served } = scene({ a: [] }, { whenUnavailable: { maxWaitMs: 5000 } })
    guards.a.blockedUntil = clock.now() + 1000
    const chunks = balancer.stream(stream, chunkRules)
    const pending = chunks.next()
    await clock.settle()
    expect(balancer.snapshot().runs.waiting).toBe(1)
    await chunks.return()
    expect(await pending).toEqual({ done: true, value: undefined })
    expect(balancer.snapshot().runs).toMatchObject({ waiting: 0, cancelled: 1 })
    await clock.advance(2000)
    expect(served).toEqual([])
  })

  it('during a backoff is not tried again', async () => {
    const failing = { stream: ['~role', statusError(500)] }
    const { balancer, clock, served } = scene({ a: [failing, failing] }, { retry: { backoff: () => 700 } })
    const chunks = balancer.stream(stream, chunkRules)
    const pending = chunks.next()
    await clock.advance(500)
    await chunks.return()
    expect((await pending).done).toBe(true)
    await clock.advance(5000)
    expect(served).toEqual(['a'])
  })

  it('may be left twice, and after its end', async () => {
    const { balancer, vendors, guards } = scene({ a: [{ stream: ['x', 'y', '.'] }, { stream: ['x', '.'] }] })
    const left = balancer.stream(stream, chunkRules)
    await left.next()
    await Promise.all([left.return(), left.return()])
    expect(vendors.a.closed).toBe(1)
    const ended = balancer.stream(stream, chunkRules)
    await read(ended)
    await ended.return()
    expect(vendors.a.closed).toBe(1)
    expect(guards.a.released.map(({ type }) => type)).toEqual(['neutral', 'success'])
    expect(balancer.snapshot().runs).toMatchObject({ succeeded: 1, cancelled: 1 })
  })

  it('frees its place for the next one in the queue', async () => {
    const { balancer, clock, guards, served } = scene({ a: [] }, { whenUnavailable: 'wait' })
    const first = balancer.stream(stream, chunkRules)
    await first.next()
    guards.a.blockedUntil = Infinity
    const second = read(balancer.stream(stream, chunkRules))
    await clock.settle()
    expect(served).toEqual(['a'])
    guards.a.blockedUntil = 0
    await first.return()
    expect((await second).chunks).toEqual(['a', '.'])
  })
})
