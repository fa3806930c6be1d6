import { StreamInterruptedError } from '@llm-balancer/core'
import { describe, expect, it } from 'vitest'
import { engines } from './test/engines.ts'
import { hangs, rejects, setDueScene, setScene } from './test/scene.ts'

async function* chunks(...values: string[]): AsyncGenerator<string> {
  for (const value of values) yield await Promise.resolve(value)
}

async function* breaksAfter(...values: string[]): AsyncGenerator<string> {
  yield* chunks(...values)
  throw new Error('socket closed')
}

async function readAll<Chunk>(stream: AsyncIterable<Chunk>): Promise<Chunk[]> {
  const read: Chunk[] = []
  for await (const chunk of stream) read.push(chunk)
  return read
}

describe.each(engines)('streams, on $engine', ({ create }) => {
  it('are passed on chunk by chunk and judged at their end', async () => {
    const { breaker } = await setDueScene(create, { successThreshold: 1 })
    const stream = breaker.executeStream(() => chunks('a', 'b'))
    expect(breaker.state).toBe('open')
    expect(await stream.next()).toEqual({ done: false, value: 'a' })
    expect(await stream.next()).toEqual({ done: false, value: 'b' })
    expect(breaker.state).toBe('half-open')
    expect(await stream.next()).toEqual({ done: true, value: undefined })
    expect(breaker.state).toBe('closed')
  })

  it('that break after a chunk count as failures and say what was received', async () => {
    const { breaker } = setScene(create, { label: 'vendor' })
    for (let time = 0; time < 3; time += 1) {
      const error = await rejects(readAll(breaker.executeStream(() => breaksAfter('a', 'b'))))
      expect(error).toBeInstanceOf(StreamInterruptedError)
      expect(error).toMatchObject({ partial: ['a', 'b'], targetId: 'vendor', kind: 'network' })
    }
    expect(breaker.state).toBe('open')
    expect(await rejects(readAll(breaker.executeStream(() => chunks('a'))))).toMatchObject({
      code: 'circuit-open',
      retryAfterMs: 1000,
    })
  })

  it('that break before their first chunk, or cannot be opened, throw their own error', async () => {
    const { breaker } = setScene(create, { failureThreshold: 2 })
    const refused = new Error('refused')
    expect(await rejects(readAll(breaker.executeStream(() => breaksAfter())))).toMatchObject({
      message: 'socket closed',
    })
    const opening = breaker.executeStream(() => Promise.reject<AsyncIterable<string>>(refused))
    expect(await rejects(readAll(opening))).toBe(refused)
    expect(breaker.state).toBe('open')
  })

  it('that end without the chunk that a whole one ends with have failed', async () => {
    const { breaker } = setScene(create, { failureThreshold: 1 })
    const isFinal = (chunk: string): boolean => chunk === '[DONE]'
    expect(await readAll(breaker.executeStream(() => chunks('a', '[DONE]'), { isFinal }))).toHaveLength(2)
    const error = await rejects(readAll(breaker.executeStream(() => chunks('a'), { isFinal })))
    expect(error).toMatchObject({ kind: 'stream-interrupted', partial: ['a'] })
    expect(error).not.toHaveProperty('cause')
    expect(breaker.state).toBe('open')
  })

  it('that are left early are closed, and say nothing', async () => {
    const { breaker } = await setDueScene(create)
    let isClosed = false
    let signal: AbortSignal | undefined
    const stream = breaker.executeStream(async function* (context) {
      signal = context.signal
      try {
        yield* chunks('a', 'b')
      } finally {
        isClosed = true
      }
    })
    for await (const chunk of stream) if (chunk === 'a') break
    expect(isClosed).toBe(true)
    expect(signal?.aborted).toBe(true)
    expect(breaker.state).toBe('half-open')
    expect(breaker.acquire()).not.toBeNull()
  })

  it('whose reader throws into them say nothing either', async () => {
    const { breaker } = setScene(create, { failureThreshold: 1 })
    const stream = breaker.executeStream(() => chunks('a', 'b'))
    await stream.next()
    const own = new Error('reader')
    expect(await rejects(stream.throw(own))).toBe(own)
    expect(breaker.state).toBe('closed')
  })

  it('are cut short by the caller at once, while opening and between chunks', async () => {
    const { breaker, clock } = setScene(create, { failureThreshold: 1 })
    const reason = new Error('gone')
    for (const open of [hangs, () => ({ [Symbol.asyncIterator]: () => ({ next: hangs }) })]) {
      const caller = new AbortController()
      const read = rejects(readAll(breaker.executeStream<string>(open, { signal: caller.signal })))
      await clock.settle()
      caller.abort(reason)
      expect(await read).toBe(reason)
    }
    const late = breaker.executeStream(() => chunks('a'), { signal: AbortSignal.abort(reason) })
    expect(await rejects(readAll(late))).toBe(reason)
    expect(breaker.state).toBe('closed')
  })

  it('are cut short by an abort that comes while nobody reads', async () => {
    const { breaker } = setScene(create)
    const caller = new AbortController()
    const stalls = async function* (): AsyncGenerator<string> {
      yield 'a'
      await hangs()
    }
    const stream = breaker.executeStream(stalls, { signal: caller.signal })
    await stream.next()
    caller.abort(new Error('gone'))
    expect(await rejects(stream.next())).toMatchObject({ message: 'gone' })
  })

  it('must open within the time limit; an opened one is never aborted by it', async () => {
    const { breaker, clock } = setScene(create, { failureThreshold: 1 })
    let signal: AbortSignal | undefined
    const stream = breaker.executeStream((context) => {
      signal = context.signal
      return chunks('a', 'b')
    })
    await stream.next()
    await clock.advance(1_000_000)
    expect(signal?.aborted).toBe(false)
    expect(await readAll(stream)).toEqual(['b'])
    const slow = rejects(readAll(breaker.executeStream<string>(hangs)))
    await clock.advance(100)
    expect(await slow).toMatchObject({ name: 'TimeoutError' })
    expect(breaker.state).toBe('open')
  })

  it('that stall have failed after `idleTimeoutMs`, if one is given', async () => {
    const { breaker, clock } = setScene(create, { failureThreshold: 1 })
    const stalls = async function* (): AsyncGenerator<string> {
      yield 'a'
      await hangs()
    }
    const read = rejects(readAll(breaker.executeStream(stalls, { idleTimeoutMs: 500 })))
    await clock.advance(500)
    expect(await read).toMatchObject({ kind: 'timeout', partial: ['a'] })
    expect(breaker.state).toBe('open')
    expect(clock.pending).toBe(0)
  })
})

it('a stream that opens after its caller has gone is closed', async () => {
  const { breaker, clock } = setScene(engines[0]?.create ?? (() => expect.unreachable()))
  const caller = new AbortController()
  let isClosed = false
  let opened: (stream: ReadableStream<string>) => void = () => undefined
  const opening = new Promise<ReadableStream<string>>((resolve) => {
    opened = resolve
  })
  const read = rejects(readAll(breaker.executeStream(() => opening, { signal: caller.signal })))
  await clock.settle()
  caller.abort()
  await read
  opened(new ReadableStream<string>({ cancel: () => void (isClosed = true) }))
  await clock.settle()
  expect(isClosed).toBe(true)
})
