import { describe, expect, it } from 'vitest'
import { batchStream, type BatchSource } from './batch-stream.ts'

/** A source that gives these batches, one by one, and records its calls. */
const source = (...batches: readonly (readonly number[] | Error | Promise<never>)[]) => {
  const state = { asked: 0, closed: 0, opened: 0, signal: undefined as AbortSignal | undefined }
  const open = (signal: AbortSignal): BatchSource<number> => {
    state.opened += 1
    state.signal = signal
    return {
      async next() {
        const batch = batches[state.asked]
        state.asked += 1
        if (batch instanceof Error) throw batch
        return await batch
      },
      close: () => void (state.closed += 1),
    }
  }
  return { state, open }
}

const aborted = (signal: () => AbortSignal | undefined): Promise<never> =>
  new Promise((_, reject) => {
    queueMicrotask(() => signal()?.addEventListener('abort', () => reject(signal()?.reason as Error)))
  })

const all = async (stream: AsyncIterable<number>): Promise<number[]> => {
  const parts: number[] = []
  for await (const part of stream) parts.push(part)
  return parts
}

describe('a stream of batches', () => {
  it('gives their parts one by one, empty batches too', async () => {
    const { state, open } = source([1, 2], [], [3])
    expect(await all(batchStream(undefined, open))).toEqual([1, 2, 3])
    expect(state).toMatchObject({ opened: 1, closed: 1 })
  })

  it('opens when the first part is asked for, and asks for no batch before the last one is read', async () => {
    const { state, open } = source([1, 2], [3])
    const stream = batchStream(undefined, open)
    expect(state.opened).toBe(0)
    await stream.next()
    await stream.next()
    expect(state.asked).toBe(1)
    await stream.next()
    expect(state.asked).toBe(2)
  })

  it('ends its work when it is left, and is over', async () => {
    const { state, open } = source([1, 2], [3])
    const stream = batchStream(undefined, open)
    await stream.next()
    expect(state.signal?.aborted).toBe(false)
    expect(await stream.return?.()).toEqual({ done: true, value: undefined })
    expect(state).toMatchObject({ asked: 1, closed: 1, signal: { aborted: true } })
    expect(await stream.next()).toEqual({ done: true, value: undefined })
  })

  it('gives concurrent calls of next() their parts in turn', async () => {
    const { open } = source([1], [2, 3], [4])
    const stream = batchStream(undefined, open)
    const results = await Promise.all([1, 2, 3, 4, 5, 6].map(() => stream.next()))
    expect(results.map(({ value }) => value as unknown)).toEqual([1, 2, 3, 4, undefined, undefined])
  })

  it('throws what its source throws after the parts before it, and is over', async () => {
    const failure = new Error('broken')
    const { state, open } = source([1], failure)
    const stream = batchStream(undefined, open)
    expect(await stream.next()).toEqual({ done: false, value: 1 })
    await expect(stream.next()).rejects.toBe(failure)
    expect(await stream.next()).toEqual({ done: true, value: undefined })
    expect(state.closed).toBe(1)
  })

  it("throws the reason of the caller's signal in the middle of waiting", async () => {
    const controller = new AbortController()
    const reason = new Error('enough')
    const { state, open } = source([1], aborted(() => state.signal)) // oxfmt-ignore
    const stream = batchStream(controller.signal, open)
    await stream.next()
    const waiting = stream.next()
    controller.abort(reason)
    await expect(waiting).rejects.toBe(reason)
    expect(state.closed).toBe(1)
  })

  it('throws the reason also when there are parts left to read', async () => {
    const controller = new AbortController()
    const reason = new Error('enough')
    const { open } = source([1, 2, 3])
    const stream = batchStream(controller.signal, open)
    await stream.next()
    controller.abort(reason)
    await expect(stream.next()).rejects.toBe(reason)
  })

  it('does not open for a signal that has aborted before', async () => {
    const reason = new Error('too late')
    const { state, open } = source([1])
    await expect(batchStream(AbortSignal.abort(reason), open).next()).rejects.toBe(reason)
    expect(state.opened).toBe(0)
  })

  it('aborts its work at once when the consumer leaves, and gives no further part', async () => {
    const { state, open } = source([1], aborted(() => state.signal)) // oxfmt-ignore
    const stream = batchStream(undefined, open)
    await stream.next()
    const waiting = stream.next()
    await stream.return?.()
    expect(await waiting).toEqual({ done: true, value: undefined })
    expect(await stream.next()).toEqual({ done: true, value: undefined })
    expect(state).toMatchObject({ closed: 1 })
    expect(state.signal?.aborted).toBe(true)
  })

  it('never opens what is left before it began', async () => {
    const { state, open } = source([1])
    const stream = batchStream(undefined, open)
    await stream.return?.()
    expect(await stream.next()).toEqual({ done: true, value: undefined })
    expect(state.opened).toBe(0)
  })

  it('leaves no listener on the signal, however it ends', async () => {
    const listeners = new Set<unknown>()
    const signal = Object.assign(new EventTarget(), {
      aborted: false,
      throwIfAborted: () => {},
    }) as unknown as AbortSignal
    signal.addEventListener = (_: string, listener: unknown) => void listeners.add(listener)
    signal.removeEventListener = (_: string, listener: unknown) => void listeners.delete(listener)
    expect(await all(batchStream(signal, source([1, 2]).open))).toEqual([1, 2])
    expect(listeners.size).toBe(0)
    for await (const _ of batchStream(signal, source([1, 2]).open)) {
      expect(listeners.size).toBe(1)
      break
    }
    expect(listeners.size).toBe(0)
    await expect(all(batchStream(signal, source([1], new Error('broken')).open))).rejects.toThrow('broken')
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

it('a signal that cannot be left holds up no stream, and the source is closed', async () => {
  const { state, open } = source([1, 2], [3])
  expect(await all(batchStream(unleavable(), open))).toEqual([1, 2, 3])
  expect(state.closed).toBe(1)
})
