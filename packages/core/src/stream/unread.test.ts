import { afterEach, describe, expect, it } from 'vitest'
import type { Attempt } from '../contracts/call.ts'
import type { StreamOptions } from '../contracts/run-options.ts'
import { first } from '../balancer/test/first.ts'
import { chunkRules, leftovers, read, scene } from '../balancer/test/scene.ts'
import type { TestVendor, VendorStep } from '../balancer/test/vendor.ts'

const open = (vendor: TestVendor, attempt: Attempt) => vendor.stream(attempt)

function made(
  pieces: Extract<VendorStep, { stream: unknown }>['stream'],
  options: StreamOptions<string> = {},
) {
  const scripted = scene({ a: [{ stream: pieces }] }, { strategy: first, timeouts: { idleMs: Infinity } })
  return { ...scripted, stream: scripted.balancer.stream(open, { ...chunkRules, ...options }) }
}

afterEach(() => {
  expect(leftovers()).toEqual([])
})

describe('a stream that is no longer read', () => {
  it('ends after five minutes, as neutral, and gives its place back', async () => {
    const { stream, clock, balancer, guards, vendors } = made(['one', 'two', '.'])
    await stream.next()
    await clock.advance(299_999)
    expect(balancer.snapshot().targets[0]?.inFlight).toBe(1)
    const removed = balancer.removeTarget('a')
    await clock.advance(1)
    await removed
    expect(guards.a.released.map(({ type }) => type)).toEqual(['neutral'])
    expect(vendors.a.closed).toBe(1)
    expect(balancer.snapshot().runs).toMatchObject({ cancelled: 1, running: 0 })
  })

  it('throws what its reader had when that comes back, and ends', async () => {
    const { stream, clock, balancer } = made(['one', 'two', '.'], { unreadMs: 1000 })
    await stream.next()
    await clock.advance(1000)
    const { chunks, error } = await read(stream)
    expect(chunks).toEqual([])
    expect(error).toMatchObject({
      code: 'stream-interrupted',
      kind: 'aborted',
      targetId: 'a',
      partial: ['one'],
      message:
        'balancer: the stream of target "a" was not read for 1000 ms, and ended after 1 chunks (aborted)',
    })
    await expect(stream.next()).resolves.toEqual({ done: true, value: undefined })
    expect(balancer.snapshot().runs).toMatchObject({ cancelled: 1, failed: 0, running: 0 })
  })

  it('throws nothing to a reader that has left meanwhile', async () => {
    const { stream, clock } = made(['one', 'two', '.'], { unreadMs: 1000 })
    await stream.next()
    await clock.advance(1000)
    await stream.return()
    await expect(stream.next()).resolves.toEqual({ done: true, value: undefined })
  })

  it('gives the rest of a whole answer to a reader that comes back', async () => {
    const { stream, clock } = made(['one', '.'], { unreadMs: 1000 })
    await stream.next()
    await expect(stream.next()).resolves.toMatchObject({ value: '.' })
    await clock.advance(1000)
    await expect(read(stream)).resolves.toEqual({ chunks: [], error: undefined })
  })

  it('ends after the time that its call names, counted from the last chunk that was read', async () => {
    const { stream, clock, guards } = made(['one', 'two', 'three', '.'], { unreadMs: 1000 })
    await stream.next()
    await clock.advance(900)
    await stream.next()
    await clock.advance(999)
    expect(guards.a.released).toEqual([])
    await clock.advance(1)
    expect(guards.a.released.map(({ type }) => type)).toEqual(['neutral'])
  })

  it('ends when only its opening was asked for', async () => {
    const { stream, clock, guards } = made(['one', '.'], { unreadMs: 1000 })
    await expect(stream.opened()).resolves.toMatchObject({ id: 'a' })
    await clock.advance(1000)
    expect(guards.a.released.map(({ type }) => type)).toEqual(['neutral'])
    expect((await read(stream)).error).toMatchObject({ code: 'stream-interrupted', partial: [] })
  })

  it('never ends with an infinite time', async () => {
    const { stream, clock, balancer } = made(['one', '.'], { unreadMs: Infinity })
    await stream.next()
    await clock.advance(86_400_000)
    expect(clock.pending).toBe(0)
    expect(balancer.snapshot().targets[0]?.inFlight).toBe(1)
    await stream.return()
  })

  it('does not end while its reader waits for a chunk that is slow to come', async () => {
    const { stream, clock } = made(['one', { afterMs: 5000, give: 'two' }, { afterMs: 5000, give: '.' }], {
      unreadMs: 1000,
    })
    const reading = read(stream)
    await clock.advance(10_000)
    await expect(reading).resolves.toEqual({ chunks: ['one', 'two', '.'], error: undefined })
  })

  it('ends after its time when the reader stops after a chunk that was slow to come', async () => {
    const { stream, clock, guards } = made(['one', { afterMs: 5000, give: 'two' }, 'three', '.'], {
      unreadMs: 1000,
    })
    await stream.next()
    const second = stream.next()
    await clock.advance(5000)
    await expect(second).resolves.toEqual({ done: false, value: 'two' })
    await clock.advance(999)
    expect(guards.a.released).toEqual([])
    await clock.advance(1)
    expect(guards.a.released.map(({ type }) => type)).toEqual(['neutral'])
  })

  it('has a timer for its reader and one for its chunks while it is read, however many come', async () => {
    const chunks = Array.from({ length: 200 }, (_, count) => `chunk ${count}`)
    const { stream, clock } = made([...chunks, '.'])
    for (let count = 0; count < 200; count += 1) {
      await stream.next()
      expect(clock.pending).toBe(2)
    }
    await read(stream)
    expect(clock.pending).toBe(0)
  })

  it('gives no place away that it has not: it ends by itself first', async () => {
    const { stream, clock, guards } = made(['one', '.'], { unreadMs: 1000 })
    await read(stream)
    await clock.advance(5000)
    expect(guards.a.released.map(({ type }) => type)).toEqual(['success'])
  })

  it('ends after 30 s when it is a trial of a blocked target', async () => {
    const { balancer, clock, guards } = scene({ a: [{ stream: ['one', 'two', '.'] }] }, { strategy: first })
    Object.assign(guards.a, {
      blockedUntil: Infinity,
      refuses: true,
      trial: () => Object.assign({}, permitOf(guards.a)),
    })
    balancer.updateTarget('a', { guards: [guards.a] })
    const stream = balancer.stream(open, chunkRules)
    await stream.next()
    await clock.advance(29_999)
    expect(guards.a.released).toEqual([])
    await clock.advance(1)
    expect(guards.a.released.map(({ type }) => type)).toEqual(['neutral'])
  })
})

/** A permit of a guard that refuses all but trials. */
function permitOf(guard: ReturnType<typeof made>['guards']['a']) {
  guard.refuses = false
  const permit = guard.acquire()
  guard.refuses = true
  return permit
}
