import { afterEach, describe, expect, it } from 'vitest'
import type { BalancedStream } from '../contracts/balanced-stream.ts'
import type { Attempt } from '../contracts/call.ts'
import { createBalancer } from '../balancer/create-balancer.ts'
import { first } from '../balancer/test/first.ts'
import { chunkRules, leftovers, read, scene, watched } from '../balancer/test/scene.ts'
import { deaf, hang, type TestVendor, type VendorStep } from '../balancer/test/vendor.ts'

const open = (vendor: TestVendor, attempt: Attempt) => vendor.stream(attempt)
const call = (vendor: TestVendor, attempt: Attempt) => vendor.call(attempt)

const made = (steps: readonly VendorStep[]) =>
  scene({ a: steps }, { strategy: first, timeouts: { idleMs: Infinity } })

afterEach(() => {
  expect(leftovers()).toEqual([])
})

describe('calls of a stream that overlap', () => {
  it('are answered in their order, with one chunk each', async () => {
    const { balancer, vendors } = made([{ stream: ['one', 'two', 'three', '.'] }])
    const stream = balancer.stream(open, chunkRules)
    const answers = await Promise.all(Array.from({ length: 6 }, () => stream.next()))
    expect(answers.map(({ value }) => value)).toEqual(['one', 'two', 'three', '.', undefined, undefined])
    expect(vendors.a.pulls).toBe(5)
  })

  it('fail once, and end for all the others', async () => {
    const { balancer } = made([{ stream: ['one', new Error('reset')] }])
    const stream = balancer.stream(open, chunkRules)
    const ends = await Promise.allSettled(Array.from({ length: 4 }, () => stream.next()))
    expect(ends.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled'])
    expect(ends[3]).toMatchObject({ value: { done: true } })
  })
})

describe('leaving a stream', () => {
  it('while a chunk is on its way ends that call as the end of the stream, and does not wait for the source', async () => {
    const { balancer, vendors, guards, clock } = made([{ stream: ['one', deaf] }])
    const stream = balancer.stream(open, chunkRules)
    await stream.next()
    const [second, third] = [stream.next(), stream.next()]
    await clock.settle()
    await expect(stream.return()).resolves.toEqual({ done: true, value: undefined })
    await expect(Promise.all([second, third])).resolves.toEqual([
      { done: true, value: undefined },
      { done: true, value: undefined },
    ])
    expect(vendors.a.closed).toBe(1)
    expect(guards.a.released.map(({ type }) => type)).toEqual(['neutral'])
    await expect(balancer.removeTarget('a')).resolves.toBeUndefined()
  })

  it('while it waits for a target leaves the queue', async () => {
    const { balancer, guards, clock } = scene({ a: [] }, { strategy: first, whenUnavailable: 'wait' })
    guards.a.blockedUntil = clock.now() + 3000
    const stream = balancer.stream(open)
    const chunk = stream.next()
    await clock.settle()
    expect(balancer.snapshot().runs.waiting).toBe(1)
    await stream.return()
    await expect(chunk).resolves.toMatchObject({ done: true })
    expect(balancer.snapshot().runs).toMatchObject({ waiting: 0, cancelled: 1 })
  })

  it('before it is read makes no call and counts no run', async () => {
    const { balancer, served } = made([])
    const stream = balancer.stream(open)
    await stream.return()
    await expect(read(stream)).resolves.toEqual({ chunks: [], error: undefined })
    expect([served, balancer.snapshot().runs.started]).toEqual([[], 0])
  })

  it('twice, after its end, and by disposing of it is harmless', async () => {
    const { balancer, guards } = made([{ stream: ['one', 'two', '.'] }, { stream: ['one', '.'] }])
    const stream = balancer.stream(open, chunkRules)
    await stream.next()
    await Promise.all([stream.return(), stream.return()])
    await (stream as BalancedStream<string> & AsyncDisposable)[Symbol.asyncDispose]()
    const other = balancer.stream(open, chunkRules)
    await read(other)
    await other.return()
    expect(guards.a.released.map(({ type }) => type)).toEqual(['neutral', 'success'])
    expect(balancer.snapshot().runs).toMatchObject({ succeeded: 1, cancelled: 1 })
  })

  it('throws what it still held away', async () => {
    const { balancer } = made([{ stream: ['~a', '~b', 'one', '.'] }])
    const stream = balancer.stream(open, chunkRules)
    await stream.opened()
    await stream.return()
    await expect(stream.next()).resolves.toMatchObject({ done: true })
  })
})

describe('closing a balancer with a time of grace', () => {
  const hangs: readonly VendorStep[] = [
    { answer: deaf },
    { stream: ['one', deaf] },
    { stream: ['one', 'two', '.'] },
  ]

  it('ends what hangs after it, and resolves in any case', async () => {
    const { balancer, clock, guards } = made(hangs)
    const run = balancer.run(call)
    const failed = expect(run).rejects.toMatchObject({ code: 'balancer-closed' })
    const waiting = balancer.stream(open, chunkRules)
    await waiting.next()
    const chunk = waiting.next()
    const cut = expect(chunk).rejects.toMatchObject({ code: 'balancer-closed' })
    const held = balancer.stream(open, chunkRules)
    await held.next()
    let isClosed = false
    const closing = balancer.close({ graceMs: 1000 }).then(() => (isClosed = true))
    await clock.advance(999)
    expect(isClosed).toBe(false)
    await clock.advance(1)
    await closing
    await Promise.all([failed, cut])
    await expect(held.next()).rejects.toMatchObject({ code: 'balancer-closed' })
    expect(guards.a.released.map(({ type }) => type)).toEqual(['neutral', 'neutral', 'neutral'])
  })

  it('of 0 ms ends everything at once', async () => {
    const { balancer } = made(hangs)
    const failed = expect(balancer.run(call)).rejects.toMatchObject({ code: 'balancer-closed' })
    const stream = balancer.stream(open, chunkRules)
    await stream.next()
    await balancer.close({ graceMs: 0 })
    await failed
    expect(balancer.snapshot().runs).toMatchObject({ running: 0, started: 2 })
    await expect(stream.next()).rejects.toMatchObject({ code: 'balancer-closed' })
  })

  it('leaves what ends in time alone, and no timer', async () => {
    const { balancer, clock } = made([{ answer: { afterMs: 500, give: 'late' } }])
    const run = balancer.run(call)
    const closing = balancer.close({ graceMs: 1000 })
    await clock.advance(500)
    await expect(run).resolves.toBe('late')
    await closing
    expect(clock.pending).toBe(0)
  })

  it('may be shortened by a second call', async () => {
    const { balancer, clock } = made(hangs)
    const failed = expect(balancer.run(call)).rejects.toMatchObject({ code: 'balancer-closed' })
    const patient = balancer.close()
    await clock.advance(60_000)
    await balancer.close({ graceMs: 0 })
    await Promise.all([patient, failed])
  })

  it('ends runs that wait at once, whatever the time', async () => {
    const { balancer, guards, clock } = scene({ a: [] }, { strategy: first, whenUnavailable: 'wait' })
    guards.a.blockedUntil = clock.now() + 4000
    const failed = expect(balancer.run(call)).rejects.toMatchObject({ code: 'balancer-closed' })
    await clock.settle()
    await balancer.close({ graceMs: 60_000 })
    await failed
  })

  it.each([-1, Number.NaN, 'soon'])('refuses %s', async (graceMs) => {
    const { balancer } = made([])
    await expect(balancer.close({ graceMs: graceMs as number })).rejects.toThrow(/graceMs/)
    await expect(balancer.run(call)).resolves.toBe('a')
  })

  it('ends a stream in which an inner balancer hangs', async () => {
    const inner = made([{ stream: ['one', hang] }])
    const outer = watched(
      createBalancer<TestVendor>({
        clock: inner.clock,
        strategy: { ...first },
        targets: [{ id: 'group', client: inner.balancer }],
      }),
    )
    const stream = outer.stream(open, chunkRules)
    await stream.next()
    await outer.close({ graceMs: 0 })
    await inner.clock.settle()
    expect(inner.guards.a.released.map(({ type }) => type)).toEqual(['neutral'])
    await expect(inner.balancer.close()).resolves.toBeUndefined()
  })
})
