import { describe, expect, it, vi } from 'vitest'
import { createFakeClock } from '../testing/fake-clock.ts'
import { closeQuietly } from './close-quietly.ts'
import { closeUnread } from './close-unread.ts'
import { HeldStream } from './held-stream.ts'
import { isThenable } from './is-thenable.ts'
import { iteratorOf } from './iterator-of.ts'
import { leavable } from './leavable.ts'
import { openStream } from './open-stream.ts'
import type { StreamSource } from './stream-source.ts'

async function* counting(to: number): AsyncGenerator<number, void, undefined> {
  for (let number = 1; number <= to; number += 1) yield await Promise.resolve(number)
}

/** A stream that says when it is closed. */
function closable(): { stream: AsyncIterable<number>; closed: ReturnType<typeof vi.fn> } {
  const closed = vi.fn(() => Promise.resolve({ done: true as const, value: undefined }))
  const next = (): Promise<IteratorResult<number>> => Promise.resolve({ done: false, value: 1 })
  return { stream: { [Symbol.asyncIterator]: () => ({ next, return: closed }) }, closed }
}

async function collect<Chunk>(iterator: AsyncIterator<Chunk>): Promise<Chunk[]> {
  const chunks: Chunk[] = []
  for (let step = await iterator.next(); step.done !== true; step = await iterator.next())
    chunks.push(step.value)
  return chunks
}

describe('isThenable', () => {
  it.each<[string, unknown, boolean]>([
    ['a promise', Promise.resolve(), true],
    ['anything with then', { then: () => undefined }, true],
    ['a function with then', Object.assign(() => 1, { then: () => undefined }), true],
    ['a then that is no function', { then: 1 }, false],
    ['a text', 'then', false],
    ['nothing', undefined, false],
    ['null', null, false],
  ])('%s', (_, value, expected) => expect(isThenable(value)).toBe(expected))
})

describe('iteratorOf', () => {
  it('reads an async iterable', async () => {
    expect(await collect(iteratorOf(counting(3)))).toEqual([1, 2, 3])
  })

  it('reads a web stream also where it is no async iterable, and cancels it when it is left', async () => {
    const cancel = vi.fn()
    const source = (): ReadableStream<number> =>
      new ReadableStream({
        start(controller) {
          for (const number of [1, 2, 3]) controller.enqueue(number)
          controller.close()
        },
        cancel,
      })
    const plain = (stream: ReadableStream<number>): StreamSource<number> =>
      ({ getReader: () => stream.getReader() }) as ReadableStream<number>
    const whole = source()
    expect(await collect(iteratorOf(plain(whole)))).toEqual([1, 2, 3])
    expect(whole.locked).toBe(false)

    const endless = new ReadableStream<number>({
      pull(controller) {
        controller.enqueue(1)
      },
      cancel,
    })
    const left = iteratorOf(plain(endless))
    expect(await left.next()).toEqual({ done: false, value: 1 })
    expect(await left.return?.()).toEqual({ done: true, value: undefined })
    expect(cancel).toHaveBeenCalledOnce()
    expect(endless.locked).toBe(false)
  })

  it.each([
    [undefined, 'undefined'],
    [null, 'null'],
    [{}, 'an object'],
    ['sk-secret', 'a string'],
    [[1, 2], 'an array'],
  ])('refuses %j in a message that begins with the owner', (value, described) => {
    const open = () => iteratorOf(value as never, 'retry')
    expect(open).toThrow(new TypeError(`retry: a stream must give an async iterable, got ${described}`))
    expect(() => iteratorOf(value as never)).toThrow(/^a stream must give/)
  })
})

describe('closing', () => {
  it('tells the source that it is no longer read', async () => {
    const { stream, closed } = closable()
    await closeQuietly(iteratorOf(stream))
    expect(closed).toHaveBeenCalledOnce()
  })

  it('never rejects, whatever the source does', async () => {
    const next = (): Promise<never> => new Promise(() => {})
    await closeQuietly({ next, return: () => Promise.reject(new Error('no')) })
    await closeQuietly({
      next,
      return: () => {
        throw new Error('no')
      },
    })
    await closeQuietly({ next })
    await expect(closeQuietly(undefined)).resolves.toBeUndefined()
  })

  it('of a stream that is not read leaves everything else alone', async () => {
    const { stream, closed } = closable()
    await closeUnread(stream)
    expect(closed).toHaveBeenCalledOnce()
    await expect(closeUnread('no stream')).resolves.toBeUndefined()
    await expect(closeUnread(undefined)).resolves.toBeUndefined()
  })
})

describe('opening', () => {
  it('takes a stream and the promise of one', async () => {
    expect(await collect(await openStream(counting(2)))).toEqual([1, 2])
    expect(await collect(await openStream(Promise.resolve(counting(2))))).toEqual([1, 2])
  })

  it('closes a stream that opens after the wait has ended', async () => {
    const clock = createFakeClock()
    const { stream, closed } = closable()
    const { promise, resolve } = deferred<AsyncIterable<number>>()
    const opening = openStream(promise, { clock, limitMs: 10, onLimit: () => 'too late' })
    const refused = expect(opening).rejects.toBe('too late')
    await clock.advance(10)
    await refused
    resolve(stream)
    await clock.settle()
    expect(closed).toHaveBeenCalledOnce()
  })

  it('begins the message with the owner when the value is not a stream', async () => {
    const refused = openStream(Promise.resolve({}) as never, { owner: 'hedge' })
    await expect(refused).rejects.toThrow('hedge: a stream must give an async iterable, got an object')
  })
})

describe('a held stream', () => {
  const reading = (...chunks: readonly string[]) => {
    const rest = [...chunks]
    const read = vi.fn((): Promise<IteratorResult<string, undefined>> => {
      const value = rest.shift()
      return Promise.resolve(value === undefined ? { done: true, value: undefined } : { done: false, value })
    })
    return { read, stream: new HeldStream<string>(read) }
  }
  const isContent = (chunk: string): boolean => chunk !== 'ping'

  it('holds everything back up to the first content and reads no further', async () => {
    const { read, stream } = reading('ping', 'ping', 'text', 'more')
    expect(await stream.holdToContent(isContent)).toBe(true)
    expect(read).toHaveBeenCalledTimes(3)
    expect(await collect({ next: () => stream.next() })).toEqual(['ping', 'ping', 'text', 'more'])
  })

  it('says that a stream without content has none, and gives what there was', async () => {
    const { stream } = reading('ping', 'ping')
    expect(await stream.holdToContent(isContent)).toBe(false)
    expect(await collect({ next: () => stream.next() })).toEqual(['ping', 'ping'])
  })

  it('asks the source for nothing after its end', async () => {
    const { read, stream } = reading()
    expect(await stream.holdToContent(isContent)).toBe(false)
    expect(await stream.next()).toEqual({ done: true, value: undefined })
    expect(await stream.next()).toEqual({ done: true, value: undefined })
    expect(read).toHaveBeenCalledOnce()
  })

  it('throws what broke the source, while it holds and while it is read', async () => {
    const error = new Error('broken')
    const broken = new HeldStream<string>(() => Promise.reject(error))
    await expect(broken.holdToContent(isContent)).rejects.toBe(error)
    await expect(broken.next()).rejects.toBe(error)
  })

  it('throws what isContent throws', async () => {
    const { stream } = reading('text')
    await expect(
      stream.holdToContent(() => {
        throw new Error('bad rule')
      }),
    ).rejects.toThrow('bad rule')
  })
})

describe('a stream that can be left', () => {
  /** Waits for ever after the first chunk, until it is left. */
  const hanging = () => {
    const { promise, reject } = deferred<number>()
    promise.catch(() => {})
    const finished = vi.fn()
    async function* chunks(): AsyncGenerator<number, void, undefined> {
      try {
        yield 1
        yield await promise
      } finally {
        finished()
      }
    }
    const leave = vi.fn(() => {
      reject(new Error('left'))
    })
    return { stream: leavable(chunks(), leave), leave, finished }
  }

  it('ends a pending next() as the end of the stream when its reader leaves', async () => {
    const { stream, leave, finished } = hanging()
    expect(await stream.next()).toEqual({ done: false, value: 1 })
    const pending = stream.next()
    const left = stream.return()
    expect(leave).toHaveBeenCalledOnce()
    expect(await pending).toEqual({ done: true, value: undefined })
    expect(await left).toEqual({ done: true, value: undefined })
    expect(finished).toHaveBeenCalledOnce()
  })

  it('is left by break, by throw() and by await using', async () => {
    const one = hanging()
    for await (const chunk of one.stream) {
      expect(chunk).toBe(1)
      break
    }
    expect(one.leave).toHaveBeenCalledOnce()

    const other = hanging()
    await other.stream.next()
    await expect(other.stream.throw(new Error('mine'))).rejects.toThrow('mine')
    expect(other.leave).toHaveBeenCalledOnce()

    const third = hanging()
    await third.stream[Symbol.asyncDispose]()
    expect(third.leave).toHaveBeenCalledOnce()
  })

  it('throws what breaks it while it is read', async () => {
    const stream = leavable(
      (async function* () {
        yield await Promise.reject<number>(new Error('broken'))
      })(),
      () => {},
    )
    await expect(stream.next()).rejects.toThrow('broken')
  })
})

function deferred<Value>(): {
  promise: Promise<Value>
  resolve: (value: Value) => void
  reject: (error: Error) => void
} {
  let resolve: (value: Value) => void = () => {}
  let reject: (error: Error) => void = () => {}
  const promise = new Promise<Value>((...settle) => {
    ;[resolve, reject] = settle
  })
  return { promise, resolve, reject }
}
