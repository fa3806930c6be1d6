import { getEventListeners } from 'node:events'
import { describe, expect, it } from 'vitest'
import { engines } from './test/engines.ts'
import { hangs, rejects, setDueScene, setScene } from './test/scene.ts'
import { chunks, readAll, recordedStream } from './test/streams.ts'

const given = (value: string): Promise<IteratorResult<string, undefined>> =>
  Promise.resolve({ done: false, value })

const reset = Object.assign(new Error('reset'), { code: 'ECONNRESET' })

describe.each(engines)('a stream, on $engine', ({ create }) => {
  it('is passed on chunk by chunk and judged at its end', async () => {
    const { breaker } = await setDueScene(create, { successThreshold: 1 })
    const stream = breaker.executeStream(() => chunks('a', 'b'))
    expect(breaker.state).toBe('open')
    expect(await stream.next()).toEqual({ done: false, value: 'a' })
    expect(await stream.next()).toEqual({ done: false, value: 'b' })
    expect(breaker.state).toBe('half-open')
    expect(await stream.next()).toEqual({ done: true, value: undefined })
    expect(breaker.state).toBe('closed')
  })

  it('is not closed again, and its signal does not abort, once it has ended by itself', async () => {
    const { breaker } = setScene(create)
    let signal: AbortSignal | undefined
    let left = 2
    const source = recordedStream<string>(() => {
      left -= 1
      return left < 0 ? Promise.resolve({ done: true, value: undefined }) : given('a')
    })
    const stream = breaker.executeStream((context) => ((signal = context.signal), source))
    expect(await readAll(stream)).toEqual(['a', 'a'])
    expect(source.closed).toBe(0)
    expect(signal?.aborted).toBe(false)
  })

  it('is not closed, and its signal does not abort, when it has failed by itself', async () => {
    const { breaker } = setScene(create)
    let signal: AbortSignal | undefined
    const source = recordedStream<string>(() => Promise.reject(new Error('socket closed')))
    const stream = breaker.executeStream((context) => ((signal = context.signal), source))
    expect(await rejects(readAll(stream))).toMatchObject({ message: 'socket closed' })
    expect(source.closed).toBe(0)
    expect(signal?.aborted).toBe(false)
  })

  it('is closed when its reader leaves, and the reader waits for that', async () => {
    const { breaker, clock } = await setDueScene(create)
    let signal: AbortSignal | undefined
    let finishClosing: () => void = () => undefined
    const closing = new Promise<void>((resolve) => (finishClosing = resolve))
    const source = recordedStream(
      () => given('a'),
      () => closing,
    )
    const stream = breaker.executeStream((context) => ((signal = context.signal), source))
    await stream.next()
    let hasLeft = false
    const leaving = stream.return().then(() => (hasLeft = true))
    await clock.settle()
    expect(source.closed).toBe(1)
    expect(signal?.reason).toMatchObject({
      name: 'AbortError',
      message: expect.stringMatching(/left/) as string,
    })
    expect(hasLeft).toBe(false)
    finishClosing()
    await leaving
  })

  it('says that it was left to a chunk that is awaited then', async () => {
    const { breaker } = setScene(create, { label: 'vendor' })
    let signal: AbortSignal | undefined
    const source = recordedStream<string>(() => hangs())
    const stream = breaker.executeStream((context) => ((signal = context.signal), source))
    const waiting = stream.next()
    await Promise.allSettled([waiting, stream.return()])
    expect(signal?.reason).toMatchObject({ name: 'AbortError', message: 'vendor: the stream was left' })
  })

  it.each<[string, () => Promise<never>]>([
    ['rejects', () => Promise.reject(new Error('closing failed'))],
    [
      'throws',
      () => {
        throw new Error('closing failed')
      },
    ],
  ])('may be left although closing it %s', async (_how, close) => {
    const { breaker } = setScene(create, { failureThreshold: 1 })
    let closed = 0
    const iterator = { next: () => given('a'), return: () => ((closed += 1), close()) }
    const stream = breaker.executeStream(() => ({ [Symbol.asyncIterator]: () => iterator }))
    for await (const _chunk of stream) break
    expect(closed).toBe(1)
    expect(breaker.state).toBe('closed')
  })

  it('is cut off by its caller at once, while it opens and between chunks', async () => {
    const { breaker, clock } = setScene(create, { failureThreshold: 1 })
    const reason = new Error('gone')
    const source = recordedStream<string>(hangs, hangs)
    for (const open of [hangs, () => source]) {
      const caller = new AbortController()
      const read = rejects(readAll(breaker.executeStream<string>(open, { signal: caller.signal })))
      await clock.settle()
      caller.abort(reason)
      expect(await read).toBe(reason)
      expect(getEventListeners(caller.signal, 'abort')).toEqual([])
    }
    expect(source.closed).toBe(1)
    expect(breaker.state).toBe('closed')
  })

  it('is cut off by an abort that comes while its reader is busy', async () => {
    const { breaker } = setScene(create)
    const caller = new AbortController()
    const source = recordedStream(() => given('a'))
    const stream = breaker.executeStream(() => source, { signal: caller.signal })
    await stream.next()
    caller.abort(new Error('gone'))
    expect(await rejects(stream.next())).toMatchObject({ message: 'gone' })
    expect(source.closed).toBe(1)
  })

  it('whose caller has aborted before is not opened and takes no place', async () => {
    const { breaker } = await setDueScene(create)
    const reason = new Error('gone')
    let hasOpened = false
    const open = (): AsyncIterable<string> => ((hasOpened = true), chunks('a'))
    const stream = breaker.executeStream(open, { signal: AbortSignal.abort(reason) })
    expect(await rejects(stream.next())).toBe(reason)
    expect(hasOpened).toBe(false)
    expect(breaker.state).toBe('open')
  })

  it('aborts its signal for both the caller and the time limit', async () => {
    const { breaker, clock } = setScene(create)
    const signals: AbortSignal[] = []
    const open = ({ signal }: { readonly signal: AbortSignal }): Promise<never> => (
      signals.push(signal),
      hangs()
    )
    const caller = new AbortController()
    const aborted = rejects(readAll(breaker.executeStream(open, { signal: caller.signal })))
    const reason = new Error('gone')
    caller.abort(reason)
    expect(await aborted).toBe(reason)
    const patient = new AbortController()
    const late = rejects(readAll(breaker.executeStream(open, { signal: patient.signal })))
    await clock.advance(100)
    const error = await late
    expect(error).toMatchObject({ name: 'TimeoutError' })
    expect(signals.map((signal) => signal.reason as unknown)).toEqual([reason, error])
    expect(patient.signal.aborted).toBe(false)
    expect(getEventListeners(patient.signal, 'abort')).toEqual([])
  })

  it('must open within the time limit; an opened one is never aborted by it', async () => {
    const { breaker, clock } = setScene(create, { failureThreshold: 1 })
    let signal: AbortSignal | undefined
    const stream = breaker.executeStream((context) => {
      signal = context.signal
      return chunks('a', 'b')
    })
    await stream.next()
    expect(clock.pending).toBe(0)
    await clock.advance(1_000_000)
    expect(signal?.aborted).toBe(false)
    expect(await readAll(stream)).toEqual(['b'])
    const slow = rejects(readAll(breaker.executeStream<string>(hangs)))
    await clock.advance(99)
    expect(breaker.state).toBe('closed')
    await clock.advance(1)
    expect(await slow).toMatchObject({ name: 'TimeoutError' })
    expect(breaker.state).toBe('open')
  })

  it('may take any time to open and between chunks without time limits', async () => {
    const { breaker, clock } = setScene(create, { timeoutMs: 0 })
    const opening = breaker.executeStream<string>(hangs)
    void opening.next()
    await clock.settle()
    expect(clock.pending).toBe(0)
    const stalled = breaker.executeStream(() => recordedStream<string>(hangs))
    void stalled.next()
    await clock.settle()
    expect(clock.pending).toBe(0)
  })

  it('that stalls has failed after `idleTimeoutMs`, counted from chunk to chunk', async () => {
    const { breaker, clock } = setScene(create, { failureThreshold: 1 })
    let signal: AbortSignal | undefined
    const stalls = async function* (): AsyncGenerator<string> {
      yield 'a'
      yield 'b'
      await hangs()
    }
    const stream = breaker.executeStream((context) => ((signal = context.signal), stalls()), {
      idleTimeoutMs: 500,
    })
    await stream.next()
    await clock.advance(400)
    await stream.next()
    const stalled = rejects(stream.next())
    await clock.advance(499)
    expect(breaker.state).toBe('closed')
    await clock.advance(1)
    expect(await stalled).toMatchObject({ kind: 'timeout', partial: ['a', 'b'] })
    expect(signal?.reason).toMatchObject({ name: 'TimeoutError' })
    expect(breaker.state).toBe('open')
    expect(clock.pending).toBe(0)
  })

  it.each(['by its caller', 'by the time limit'])(
    'that opens after it was given up %s is closed',
    async (how) => {
      const { breaker, clock } = setScene(create)
      const caller = new AbortController()
      let opened: (stream: AsyncIterable<string>) => void = () => undefined
      const opening = new Promise<AsyncIterable<string>>((resolve) => {
        opened = resolve
      })
      const read = rejects(readAll(breaker.executeStream(() => opening, { signal: caller.signal })))
      await clock.settle()
      if (how === 'by its caller') caller.abort()
      else await clock.advance(100)
      await read
      const source = recordedStream(
        () => given('a'),
        () => Promise.reject(new Error('closing failed')),
      )
      opened(source)
      await clock.settle()
      expect(source.closed).toBe(1)
    },
  )

  it.each<[string, () => Promise<AsyncIterable<string>>]>([
    ['fails to open', () => Promise.reject(new Error('late'))],
    ['turns out to be no stream', () => Promise.resolve(null as never)],
  ])('that %s after it was given up disturbs nothing', async (_what, settle) => {
    const { breaker, clock } = setScene(create, { failureThreshold: 2 })
    let settleWith: (stream: Promise<AsyncIterable<string>>) => void = () => undefined
    const opening = new Promise<AsyncIterable<string>>((resolve) => (settleWith = resolve))
    const read = rejects(readAll(breaker.executeStream(() => opening)))
    await clock.advance(100)
    await read
    settleWith(settle())
    await clock.settle()
    expect(breaker.state).toBe('closed')
  })
})

describe.each(engines)('the reader of a stream, on $engine', ({ create }) => {
  it('may leave while a chunk is on its way: nothing is waited for', async () => {
    const { breaker } = await setDueScene(create)
    let signal: AbortSignal | undefined
    const source = recordedStream<string>(hangs, hangs)
    const stream = breaker.executeStream((context) => ((signal = context.signal), source))
    const pending = stream.next()
    await Promise.resolve()
    expect(await stream.return()).toEqual({ done: true, value: undefined })
    expect(await pending).toEqual({ done: true, value: undefined })
    expect(source.closed).toBe(1)
    expect(signal?.reason).toMatchObject({ name: 'AbortError' })
    expect(breaker.state).toBe('half-open')
    expect(breaker.acquire()).not.toBeNull()
  })

  it('may leave while a later chunk is on its way', async () => {
    const { breaker } = await setDueScene(create)
    let given = 0
    const source = recordedStream<string>(() => {
      given += 1
      return given === 1 ? Promise.resolve({ done: false, value: 'a' }) : hangs()
    }, hangs)
    const stream = breaker.executeStream(() => source)
    await stream.next()
    const pending = stream.next()
    expect(await stream.return()).toEqual({ done: true, value: undefined })
    expect(await pending).toEqual({ done: true, value: undefined })
    expect(source.closed).toBe(1)
    expect(breaker.acquire()).not.toBeNull()
  })

  it('may leave while the stream opens: its signal aborts, and what opens late is closed', async () => {
    const { breaker, clock } = await setDueScene(create)
    const source = recordedStream<string>(hangs)
    let signal: AbortSignal | undefined
    let opened: (stream: AsyncIterable<string>) => void = () => undefined
    const opening = new Promise<AsyncIterable<string>>((resolve) => (opened = resolve))
    const stream = breaker.executeStream((context) => ((signal = context.signal), opening))
    const pending = stream.next()
    await clock.settle()
    await stream.return()
    expect(await pending).toEqual({ done: true, value: undefined })
    expect(signal?.reason).toMatchObject({
      name: 'AbortError',
      message: expect.stringMatching(/: the stream was left$/) as string,
    })
    expect(breaker.acquire()).not.toBeNull()
    expect(clock.pending).toBe(0)
    opened(source)
    await clock.settle()
    expect(source.closed).toBe(1)
  })

  it('may leave before the first chunk is pulled: nothing is asked', async () => {
    const { breaker } = await setDueScene(create)
    const stream = breaker.executeStream(() => expect.unreachable())
    await stream.return()
    expect(await stream.next()).toEqual({ done: true, value: undefined })
    expect(breaker.state).toBe('open')
  })

  it('frees the place of a probe in the tick in which its caller aborts', async () => {
    const { breaker } = await setDueScene(create)
    const caller = new AbortController()
    const source = recordedStream<string>(hangs)
    const stream = breaker.executeStream(() => source, { signal: caller.signal })
    const first = stream.next()
    expect(breaker.acquire()).toBeNull()
    caller.abort(new Error('gone'))
    expect(breaker.acquire()).not.toBeNull()
    expect(await rejects(first)).toMatchObject({ message: 'gone' })
  })

  it('frees the place of a probe with its first chunk; how it ends counts all the same', async () => {
    const { breaker } = await setDueScene(create, { successThreshold: 2 })
    const ends = [
      () => Promise.resolve({ done: true, value: undefined } as const),
      () => Promise.reject(reset),
    ]
    for (const end of ends) {
      const answers = [() => given('a'), end]
      const stream = breaker.executeStream(() => recordedStream<string>(() => (answers.shift() ?? end)()))
      await stream.next()
      const next = breaker.acquire()
      expect(next).not.toBeNull()
      next?.release('neutral')
      await stream.next().catch(() => undefined)
    }
    // One success of the two that are needed, then a failure.
    expect(breaker.state).toBe('open')
  })

  it('reads a web stream also where that is no async iterable', async () => {
    const { breaker } = setScene(create)
    const reader = new ReadableStream<string>({
      start: (controller) => {
        controller.enqueue('a')
        controller.close()
      },
    }).getReader()
    const plain = { getReader: () => reader } as ReadableStream<string>
    expect(await readAll(breaker.executeStream(() => plain))).toEqual(['a'])
  })
})
