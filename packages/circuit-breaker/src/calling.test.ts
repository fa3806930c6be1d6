import { getEventListeners } from 'node:events'
import { describe, expect, it } from 'vitest'
import { engines } from './test/engines.ts'
import { hangs, rejects, setDueScene, setScene } from './test/scene.ts'

describe.each(engines)('calls, on $engine', ({ create }) => {
  it('aborts a call that takes too long, and leaves alone the signal of one that has returned', async () => {
    const { breaker, clock } = setScene(create, { label: 'vendor' })
    const signals: AbortSignal[] = []
    const slow = rejects(breaker.execute(({ signal }) => (signals.push(signal), hangs())))
    await breaker.execute(({ signal }) => void signals.push(signal))
    await clock.advance(100)
    const error = await slow
    expect(error).toMatchObject({ name: 'TimeoutError', message: 'vendor: no answer within 100 ms' })
    expect(signals.map((signal) => signal.reason as unknown)).toEqual([error, undefined])
    expect(clock.pending).toBe(0)
  })

  it('sets no timer without a time limit', async () => {
    const { breaker, clock } = setScene(create, { timeoutMs: 0 })
    void breaker.execute(hangs)
    await clock.settle()
    expect(clock.pending).toBe(0)
  })

  it('gives a call that reads its signal late an aborted one', async () => {
    const { breaker, clock } = setScene(create)
    const caller = new AbortController()
    const late: (() => AbortSignal)[] = []
    const hangsReading = (context: { readonly signal: AbortSignal }): Promise<never> => {
      late.push(() => context.signal)
      return hangs()
    }
    const slow = rejects(breaker.execute(hangsReading))
    await clock.advance(100)
    const gone = rejects(breaker.execute(hangsReading, { signal: caller.signal }))
    caller.abort(new Error('gone'))
    expect(late.map((read) => read().reason as unknown)).toEqual([await slow, await gone])
  })

  it('gives a call the caller’s own signal when nothing else can abort it', async () => {
    const { breaker } = setScene(create, { timeoutMs: 0 })
    const { signal } = new AbortController()
    expect(await breaker.execute((context) => context.signal, { signal })).toBe(signal)
    expect((await breaker.execute((context) => context.signal)).aborted).toBe(false)
  })

  it('aborts the signal of a call for both the caller and the time limit', async () => {
    const { breaker, clock } = setScene(create)
    const signals: AbortSignal[] = []
    const work = ({ signal }: { readonly signal: AbortSignal }): Promise<never> => (
      signals.push(signal),
      hangs()
    )
    const caller = new AbortController()
    const aborted = rejects(breaker.execute(work, { signal: caller.signal }))
    const reason = new Error('gone')
    caller.abort(reason)
    expect(await aborted).toBe(reason)
    const patient = new AbortController()
    const late = rejects(breaker.execute(work, { signal: patient.signal }))
    await clock.advance(100)
    expect(signals.map((signal) => signal.reason as unknown)).toEqual([reason, await late])
    expect(patient.signal.aborted).toBe(false)
    expect(getEventListeners(patient.signal, 'abort')).toEqual([])
  })

  it('opens on calls that all time out', async () => {
    const { breaker, clock } = setScene(create, { timeoutMs: 10_000 })
    for (let call = 0; call < 3; call += 1) {
      const ended = rejects(breaker.execute(hangs))
      await clock.advance(10_000)
      await ended
    }
    expect(breaker.state).toBe('open')
  })

  it('takes faults of the caller as neutral', async () => {
    const { breaker } = setScene(create)
    const faults = [400, 401, 403, 404, 422, 429].map((status) => Object.assign(new Error('no'), { status }))
    for (const fault of faults)
      expect(await rejects(breaker.execute(() => Promise.reject(fault)))).toBe(fault)
    expect(breaker.state).toBe('closed')
  })

  it('makes no call, and takes no place, when the caller has aborted before', async () => {
    const { breaker } = await setDueScene(create)
    const gone = AbortSignal.abort(new Error('gone'))
    let hasCalled = false
    expect(await rejects(breaker.execute(() => void (hasCalled = true), { signal: gone }))).toBe(gone.reason)
    expect(hasCalled).toBe(false)
    expect(breaker.state).toBe('open')
  })

  it('ignores an answer that comes after the abort', async () => {
    const { breaker, clock } = await setDueScene(create, { successThreshold: 1 })
    const caller = new AbortController()
    let answer: (value: number) => void = () => undefined
    const aborted = rejects(
      breaker.execute(() => new Promise<number>((resolve) => (answer = resolve)), { signal: caller.signal }),
    )
    caller.abort(new Error('gone'))
    answer(1)
    expect(await aborted).toMatchObject({ message: 'gone' })
    await clock.settle()
    expect(breaker.state).toBe('half-open')
  })

  it('leaves no rejection unhandled when a call fails after it was given up', async () => {
    const { breaker, clock } = setScene(create, { failureThreshold: 2 })
    let fail: (error: Error) => void = () => undefined
    const slow = rejects(breaker.execute(() => new Promise<never>((_, reject) => (fail = reject))))
    await clock.advance(100)
    await slow
    fail(new Error('late'))
    await clock.settle()
    expect(breaker.state).toBe('closed')
  })

  it('takes values, promises and promises of another implementation', async () => {
    const { breaker } = setScene(create)
    expect(await breaker.execute(() => undefined)).toBeUndefined()
    expect(await breaker.execute(() => null)).toBeNull()
    expect(await breaker.execute(() => Promise.resolve(2))).toBe(2)
    const foreign = {
      then: (resolve: (value: number) => void) => resolve(3),
    } as unknown as PromiseLike<number>
    expect(await breaker.execute(() => foreign)).toBe(3)
  })

  it('counts errors, thrown at once or later, and error responses of fetch', async () => {
    const { breaker } = setScene(create)
    await rejects(breaker.execute(() => Promise.reject(new TypeError('fetch failed'))))
    await rejects(
      breaker.execute(() => {
        throw new Error('at once')
      }),
    )
    const response = await breaker.execute(
      () => new Response(null, { status: 503, headers: { 'retry-after': '7' } }),
    )
    expect(response.status).toBe(503)
    expect(breaker.state).toBe('open')
    expect(await rejects(breaker.execute(() => 1))).toMatchObject({ retryAfterMs: 7000 })
  })
})

/** A signal of the caller's own that cannot be left. */
const unleavable = (): AbortSignal =>
  Object.assign(new AbortController().signal, {
    removeEventListener: () => {
      throw new Error('no leaving')
    },
  })

it.each(engines)('a signal that cannot be left holds up no call, on $engine', async ({ create }) => {
  const { breaker, clock } = setScene(create)
  await expect(breaker.execute(() => 'answer', { signal: unleavable() })).resolves.toBe('answer')
  expect(clock.pending).toBe(0)
  expect(breaker.state).toBe('closed')
})

it.each(engines)(
  'a signal that cannot be listened to takes no place of a probe, on $engine',
  async ({ create }) => {
    const { breaker, clock } = setScene(create, { failureThreshold: 1, resetTimeoutMs: 100 })
    await rejects(breaker.execute(() => Promise.reject(Object.assign(new Error('down'), { status: 500 }))))
    await clock.advance(100)
    const signal = Object.assign(new AbortController().signal, {
      addEventListener: () => {
        throw new Error('no listening')
      },
    })
    await expect(breaker.execute(() => 'answer', { signal })).rejects.toThrow('no listening')
    await expect(breaker.execute(() => 'answer')).resolves.toBe('answer')
  },
)
