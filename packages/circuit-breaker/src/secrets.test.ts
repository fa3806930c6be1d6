import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { createCircuitBreaker, type CircuitEvent } from './index.ts'
import { createOpossumCircuitBreaker } from './opossum/index.ts'
import { engines } from './test/engines.ts'
import { rejects, setScene } from './test/scene.ts'
import { breaksAfter, readAll } from './test/streams.ts'

const secret = 'sk-planted-secret'

/** Everything that a log could show of a value, private details included. */
const shown = (value: unknown): string => inspect(value, { depth: Infinity, showHidden: true })

/** An error as clients throw it, with the request's headers and body in it. */
const leakyError = (): Error =>
  Object.assign(new Error(`401 for ${secret}`), {
    status: 503,
    headers: { 'x-request-key': secret },
    config: { headers: { authorization: `Bearer ${secret}` }, data: secret },
    cause: new Error(secret),
  })

describe.each(engines)('no secret of a call is shown, on $engine', ({ create }) => {
  it('by the events, the snapshot, the breaker and the errors of rejected calls', async () => {
    const { breaker, events } = setScene(create)
    for (let call = 0; call < 2; call += 1) await rejects(breaker.execute(() => Promise.reject(leakyError())))
    await rejects(readAll(breaker.executeStream(() => breaksAfter([], leakyError()))))
    expect(breaker.state).toBe('open')
    const rejection = await rejects(breaker.execute(() => secret))
    expect(rejection).toMatchObject({ code: 'circuit-open' })
    const heard: CircuitEvent[] = [...events]
    for (const value of [rejection, heard, breaker.toJSON()]) expect(shown(value)).not.toContain(secret)
    expect(shown(breaker)).not.toContain(secret)
  })

  it('by the message of a stream that broke, and its chunks are hidden from logs', async () => {
    const { breaker } = setScene(create)
    const error = (await rejects(
      readAll(breaker.executeStream(() => breaksAfter([secret], new Error('broken')))),
    )) as Error
    expect(error.message).not.toContain(secret)
    expect(inspect(error, { depth: Infinity })).not.toContain(secret)
    expect(JSON.stringify(error)).not.toContain(secret)
  })
})

describe('no secret that stands in the wrong place is shown', () => {
  it.each([
    { label: { apiKey: secret } },
    { failureThreshold: secret },
    { windowMs: [secret] },
    { resetTimeoutMs: secret },
    { resetTimeoutMs: { baseMs: secret } },
    { trip: { apiKey: secret } },
    { classify: secret },
    { clock: { apiKey: secret } },
    { initialState: { version: 1, state: secret } },
    { initialState: { version: secret } },
  ])('by the error that refuses options, case %#', (options) => {
    for (const create of [createCircuitBreaker, createOpossumCircuitBreaker])
      expect(shown(thrownBy(() => create(options as never)))).not.toContain(secret)
  })
})

/** What `call` throws; fails the test when it does not throw. */
function thrownBy(call: () => unknown): unknown {
  try {
    call()
  } catch (error) {
    return error
  }
  throw new Error('should have thrown')
}
