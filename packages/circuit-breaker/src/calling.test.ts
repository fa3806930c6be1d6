import { describe, expect, it } from 'vitest'
import { engines } from './test/engines.ts'
import { hangs, rejects, setScene } from './test/scene.ts'

describe.each(engines)('calls, on $engine', ({ create }) => {
  it('aborts a call that takes too long, and nothing after it has returned', async () => {
    const { breaker, clock } = setScene(create)
    const signals: AbortSignal[] = []
    const slow = rejects(breaker.execute(({ signal }) => (signals.push(signal), hangs())))
    await breaker.execute(({ signal }) => void signals.push(signal))
    await clock.advance(100)
    expect(await slow).toMatchObject({
      name: 'TimeoutError',
      message: expect.stringMatching(/100 ms/) as string,
    })
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, false])
    expect(clock.pending).toBe(0)
  })

  it('gives a call that asks late for its signal an aborted one, and the caller’s own without a time limit', async () => {
    const { breaker, clock } = setScene(create)
    let late: (() => boolean) | undefined
    const slow = rejects(breaker.execute((context) => ((late = () => context.signal.aborted), hangs())))
    await clock.advance(100)
    await slow
    expect(late?.()).toBe(true)
    const unlimited = setScene(create, { timeoutMs: 0 }).breaker
    const { signal } = new AbortController()
    expect(await unlimited.execute((context) => context.signal, { signal })).toBe(signal)
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

  it('leaves out whatever the caller is to blame for', async () => {
    const { breaker } = setScene(create)
    const faults = [400, 401, 403, 404, 422, 429].map((status) => Object.assign(new Error('no'), { status }))
    for (const fault of faults)
      expect(await rejects(breaker.execute(() => Promise.reject(fault)))).toBe(fault)
    const gone = AbortSignal.abort(new Error('gone'))
    let hasCalled = false
    expect(await rejects(breaker.execute(() => void (hasCalled = true), { signal: gone }))).toBe(gone.reason)
    expect(hasCalled).toBe(false)
    expect(breaker.state).toBe('closed')
  })

  it('counts errors, thrown at once or later, and responses of fetch that say so', async () => {
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
