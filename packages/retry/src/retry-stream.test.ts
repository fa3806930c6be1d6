import { getEventListeners } from 'node:events'
import { DeadlineExceededError } from '@llm-balancer/core'
import { describe, expect, it } from 'vitest'
import { constantBackoff } from './backoff.ts'
import { createRetryBudget } from '@llm-balancer/core/budget'
import { retryStream, type RetryStreamOptions } from './retry-stream.ts'
import { createScene, httpError, watch } from './test/scene.ts'
import { sourceOf, type Step } from './test/source-of.ts'

const isContent = (chunk: string): boolean => !chunk.startsWith(':')

const reading = (attempts: readonly (readonly Step[])[], options: RetryStreamOptions<string> = {}) => {
  const { clock } = createScene()
  const opened: { signal: AbortSignal; source: ReturnType<typeof sourceOf> }[] = []
  const stream = retryStream<string>(
    ({ attempt, signal }) => {
      const source = sourceOf(attempts[attempt - 1] ?? [], clock)
      opened.push({ signal, source })
      return source
    },
    { clock, backoff: constantBackoff(100), isContent, ...options },
  )
  const read: string[] = []
  const readAll = async (): Promise<void> => {
    for await (const chunk of stream) read.push(chunk)
  }
  return { clock, opened, stream, read, readAll }
}

describe('a stream', () => {
  it('is opened only when it is read, and read only as far as asked for', async () => {
    const { stream, opened } = reading([['a', 'b', 'c']])
    expect(opened).toEqual([])
    expect(await stream.next()).toEqual({ done: false, value: 'a' })
    expect(opened[0]?.source.pulled).toBe(1)
  })

  it('is opened anew when it fails before its first content, and the reader sees one clean stream', async () => {
    const { clock, read, readAll, opened } = reading([
      [httpError(503)],
      [':role', httpError(500)],
      [':role', 'a', 'b'],
    ])
    const outcome = watch(readAll())
    await clock.advance(1000)
    expect(outcome).toEqual({ done: true, value: undefined })
    expect(read).toEqual([':role', 'a', 'b'])
    expect(opened.map(({ signal }) => signal.aborted)).toEqual([true, true, false])
    expect(opened.flatMap(({ signal }) => getEventListeners(signal, 'abort'))).toEqual([])
    expect(clock.pending).toBe(0)
  })

  it('is not opened anew after its first content: its error is thrown as it is', async () => {
    const error = httpError(503)
    const { clock, read, readAll, opened } = reading([['a', 'b', error], ['x']])
    const outcome = watch(readAll())
    await clock.advance(1000)
    expect(outcome.error).toBe(error)
    expect(read).toEqual(['a', 'b'])
    expect(opened).toHaveLength(1)
  })

  it('that failed by the caller’s fault is not opened anew', async () => {
    const error = httpError(400)
    const { readAll, opened } = reading([[error], ['x']])
    await expect(readAll()).rejects.toBe(error)
    expect(opened).toHaveLength(1)
  })

  it('that ends without a single chunk has failed; one with a preamble only has not', async () => {
    const empty = reading([[], ['a']])
    const outcome = watch(empty.readAll())
    await empty.clock.advance(1000)
    expect(outcome.done).toBe(true)
    expect(empty.read).toEqual(['a'])
    const short = reading([[':role']])
    await short.readAll()
    expect(short.read).toEqual([':role'])
    expect(short.opened[0]?.source.pulled).toBe(2)
  })

  it('has committed with any chunk when nothing says what content is', async () => {
    const error = httpError(500)
    const { readAll, read } = reading([[':role', error], ['x']], { isContent: undefined })
    await expect(readAll()).rejects.toBe(error)
    expect(read).toEqual([':role'])
  })

  it('gives the budget back at its first content', async () => {
    const budget = createRetryBudget({ capacity: 20 })
    const { clock, stream } = reading([[httpError(500)], ['a', httpError(500)]], { budget })
    const outcome = watch(stream.next())
    await clock.advance(100)
    expect(outcome.value).toEqual({ done: false, value: 'a' })
    expect(budget.remaining).toBe(20)
  })

  it('may be opened by a promise, or fail to', async () => {
    const { clock } = createScene()
    const stream = retryStream<string>(
      ({ attempt }) =>
        attempt === 1 ? Promise.reject(httpError(500)) : Promise.resolve(sourceOf(['a'], clock)),
      { clock, backoff: constantBackoff(0) },
    )
    expect(await stream.next()).toEqual({ done: false, value: 'a' })
    expect(await stream.next()).toEqual({ done: true, value: undefined })
    const junk = retryStream<string>(() => 5 as never, { clock })
    await expect(junk.next()).rejects.toThrow('must give an async iterable')
  })
})

describe('a reader that leaves', () => {
  it('closes the source at once, between chunks', async () => {
    const { stream, opened } = reading([['a', 'b', 'c']])
    for await (const _chunk of stream) break
    expect(opened[0]?.source).toMatchObject({ closed: true, pulled: 1 })
    expect(opened[0]?.signal.aborted).toBe(true)
    expect(await stream.next()).toEqual({ done: true, value: undefined })
  })

  it('closes it at once even while a chunk is awaited, and before anything was read', async () => {
    const { clock, stream, opened } = reading([['a', 'hang']])
    await stream.next()
    const pending = stream.next()
    await clock.settle()
    await stream.return(undefined)
    expect(await pending).toEqual({ done: true, value: undefined })
    expect(opened[0]?.source.closed).toBe(true)
    const unread = reading([['a']])
    await unread.stream.return(undefined)
    expect(await unread.stream.next()).toEqual({ done: true, value: undefined })
    expect(unread.opened).toEqual([])
  })

  it('during a wait ends the wait', async () => {
    const { clock, stream, opened } = reading([[httpError(500)], ['a']])
    const pending = stream.next()
    await clock.advance(10)
    await stream.return(undefined)
    expect(await pending).toEqual({ done: true, value: undefined })
    expect(clock.pending).toBe(0)
    expect(opened).toHaveLength(1)
  })
})

describe('limits of a stream', () => {
  const reason = new Error('the caller has left')

  it('the caller’s abort closes the source and is thrown, also between chunks', async () => {
    const controller = new AbortController()
    const { clock, stream, opened } = reading([['a', 'b', 'c']], { signal: controller.signal })
    await stream.next()
    controller.abort(reason)
    expect(opened[0]?.source.closed).toBe(true)
    await expect(stream.next()).rejects.toBe(reason)
    expect(getEventListeners(controller.signal, 'abort')).toEqual([])
    expect(clock.pending).toBe(0)
  })

  it('an abort before reading means that nothing is opened', async () => {
    const { stream, opened } = reading([['a']], { signal: AbortSignal.abort(reason) })
    await expect(stream.next()).rejects.toBe(reason)
    expect(opened).toEqual([])
  })

  it('the attempt’s timeout holds up to the first content, and never after it', async () => {
    const { clock, stream, opened } = reading(
      [
        [':role', 'hang'],
        ['a', 5000, 'b'],
      ],
      { attemptTimeoutMs: 1000 },
    )
    const first = watch(stream.next())
    await clock.advance(1100)
    expect(first.value).toEqual({ done: false, value: 'a' })
    expect(opened[0]?.source.closed).toBe(true)
    const second = watch(stream.next())
    await clock.advance(5000)
    expect(second.value).toEqual({ done: false, value: 'b' })
  })

  it('the deadline holds to the end', async () => {
    const { clock, stream, opened } = reading([['a', 'hang']], { deadlineMs: 3000 })
    await stream.next()
    const outcome = watch(stream.next())
    await clock.advance(3000)
    expect(outcome.error).toBeInstanceOf(DeadlineExceededError)
    expect(opened[0]?.source.closed).toBe(true)
    expect(clock.pending).toBe(0)
  })

  it('a source that opens too late is closed', async () => {
    const { clock } = createScene()
    const late: ((source: AsyncIterable<string>) => void)[] = []
    const stream = retryStream<string>(() => new Promise((resolve) => late.push(resolve)), {
      clock,
      attemptTimeoutMs: 100,
      maxAttempts: 1,
    })
    const outcome = watch(stream.next())
    await clock.advance(100)
    expect(outcome.error).toMatchObject({ name: 'TimeoutError' })
    const source = sourceOf(['a'], clock)
    late[0]?.(source)
    await clock.settle()
    expect(source).toMatchObject({ closed: true, pulled: 0 })
  })

  it('options are checked at once', () => {
    expect(() => retryStream(() => sourceOf([]), { isContents: isContent } as never)).toThrow(
      /unknown option "isContents"/,
    )
    expect(() => retryStream(() => sourceOf([]), { maxRetries: 3 } as never)).toThrow(
      'retryStream: unknown option "maxRetries"; use "maxAttempts"',
    )
    expect(() => retryStream('x' as never)).toThrow(
      new TypeError('retryStream: "open" must be a function, got a string'),
    )
    expect(() => retryStream(() => sourceOf([]), { isContent: 5 as never })).toThrow(
      /"isContent" must be a function/,
    )
  })
})
