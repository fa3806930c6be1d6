import { describe, expect, it } from 'vitest'
import { abortableStream } from './abortable-stream.ts'

const aborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error))
  })

describe('abortableStream', () => {
  it('opens when the first part is asked for, and gives all parts', async () => {
    let opened = 0
    const stream = abortableStream(undefined, async function* () {
      opened += 1
      yield 1
      yield 2
    })
    expect(opened).toBe(0)
    const parts: number[] = []
    for await (const part of stream) parts.push(part)
    expect(parts).toEqual([1, 2])
    expect(opened).toBe(1)
  })

  it("throws the reason of the caller's signal in the middle of waiting", async () => {
    const controller = new AbortController()
    const reason = new Error('enough')
    const stream = abortableStream(controller.signal, async function* (signal) {
      yield 1
      await aborted(signal)
    })
    await stream.next()
    const waiting = stream.next()
    controller.abort(reason)
    await expect(waiting).rejects.toBe(reason)
  })

  it('hands on a signal that has aborted before', async () => {
    const reason = new Error('too late')
    const stream = abortableStream(AbortSignal.abort(reason), async function* (signal) {
      signal.throwIfAborted()
      yield 1
    })
    await expect(stream.next()).rejects.toBe(reason)
  })

  it('aborts its work at once when the consumer leaves, without an error', async () => {
    let closed = false
    const stream = abortableStream(undefined, async function* (signal) {
      try {
        yield 1
        await aborted(signal)
      } finally {
        closed = true
      }
    })
    await stream.next()
    const waiting = stream.next()
    await stream.return()
    expect(await waiting).toEqual({ done: true, value: undefined })
    expect(closed).toBe(true)
    expect(await stream.next()).toEqual({ done: true, value: undefined })
  })

  it('is never opened when it is left before its first part', async () => {
    let opened = false
    const stream = abortableStream(undefined, async function* () {
      opened = true
      yield 1
    })
    await stream.return()
    expect(await stream.next()).toEqual({ done: true, value: undefined })
    expect(opened).toBe(false)
  })

  it('leaves no listener on the signal, however it ends', async () => {
    const listeners = new Set<unknown>()
    const signal = Object.assign(new EventTarget(), { aborted: false }) as unknown as AbortSignal
    signal.addEventListener = (_: string, listener: unknown) => void listeners.add(listener)
    signal.removeEventListener = (_: string, listener: unknown) => void listeners.delete(listener)
    const open = async function* (): AsyncGenerator<number, void, undefined> {
      expect(listeners.size).toBe(1)
      yield 1
      yield 2
    }
    for await (const _ of abortableStream(signal, open));
    expect(listeners.size).toBe(0)
    for await (const _ of abortableStream(signal, open)) break
    expect(listeners.size).toBe(0)
  })
})

/** A signal of the caller's own that cannot be left. */
const unleavable = (): AbortSignal =>
  Object.assign(new AbortController().signal, {
    removeEventListener: () => {
      throw new Error('no leaving')
    },
  })

it('a signal that cannot be left holds up no stream', async () => {
  const stream = abortableStream(unleavable(), async function* () {
    yield 1
  })
  const parts: number[] = []
  for await (const part of stream) parts.push(part)
  expect(parts).toEqual([1])
})
