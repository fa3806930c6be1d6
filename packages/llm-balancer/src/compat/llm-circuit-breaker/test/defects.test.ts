import { getEventListeners } from 'node:events'
import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { rejection } from '../../../../test/scene.ts'
import { httpScene, key, prompt, url } from './http-scene.ts'

// Faults of `llm-circuit-breaker` that this class must not have.

const noRetry = { maxRetries: 0 }

describe('a caller’s abort', () => {
  it('ends the call at once with its reason, is not retried, and does not count as a failure', async () => {
    const { call, clock, requests, breaker } = httpScene({}, 'hang')
    const controller = new AbortController()
    const calling = call({ signal: controller.signal })
    await clock.advance(50)
    const reason = new Error('enough')
    controller.abort(reason)
    expect(await rejection(calling)).toBe(reason)
    await clock.advance(60_000)
    expect(requests).toHaveLength(1)
    expect(requests[0]?.init.signal?.aborted).toBe(true)
    expect(breaker.getState()).toMatchObject({ status: 'CLOSED', failures: 0, lastFailure: null })
  })

  it('ends a wait between two attempts at once', async () => {
    const { call, clock, requests } = httpScene({}, 500)
    const controller = new AbortController()
    const calling = call({ signal: controller.signal })
    await clock.advance(500)
    expect(clock.pending).toBe(1)
    controller.abort()
    expect(await rejection(calling)).toMatchObject({ name: 'AbortError' })
    expect(clock.pending).toBe(0)
    expect(requests).toHaveLength(1)
  })

  it('before the call sends nothing', async () => {
    const { call, requests } = httpScene()
    expect(await rejection(call({ signal: AbortSignal.abort('gone') }))).toBe('gone')
    expect(requests).toEqual([])
  })

  it('is told apart from a timeout', async () => {
    const { fail } = httpScene({ retry: noRetry }, 'hang')
    expect(await fail()).toMatchObject({ name: 'ProviderError', kind: 'timeout' })
  })
})

it('no listener stays on a signal after many calls', async () => {
  const { call, steps } = httpScene({ retry: noRetry })
  const { signal } = new AbortController()
  for (let number = 0; number < 30; number += 1) {
    if (number % 3 === 0) steps.push(400)
    await call({ signal }).catch(() => {})
  }
  expect(getEventListeners(signal, 'abort')).toEqual([])
})

it.each([400, 401, 403, 404, 422, 429])('%i does not open the circuit', async (status) => {
  const settings = { circuitBreaker: { failureThreshold: 2 }, retry: noRetry }
  const { call, breaker, requests } = httpScene(settings, status)
  for (let number = 0; number < 5; number += 1) await rejection(call())
  expect(requests).toHaveLength(5)
  expect(breaker.getState()).toMatchObject({ status: 'CLOSED', failures: 0 })
})

it('a call that was limited first still counts once the service fails', async () => {
  const { fail, steps, breaker } = httpScene({ retry: { maxRetries: 2 } })
  steps.push(429, 500, 500)
  expect(await fail()).toMatchObject({ status: 500 })
  expect(breaker.getState().failures).toBe(1)
})

describe('half-open', () => {
  it('lets one of 20 concurrent calls through, and none of its retries', async () => {
    const { call, open, clock, requests, steps } = httpScene({ circuitBreaker: { failureThreshold: 1 } })
    await open()
    await clock.advance(30_000)
    const before = requests.length
    steps.push('hang')
    const calls = Array.from({ length: 20 }, () => rejection(call()))
    await clock.advance(10_000)
    const errors = await Promise.all(calls)
    expect(requests).toHaveLength(before + 1)
    const refused = errors.filter((error) => error instanceof Error && error.name === 'CircuitOpenError')
    expect(refused).toHaveLength(19)
    await clock.advance(20_000)
    expect(requests).toHaveLength(before + 1)
  })

  it('gives the place of a probe back when its caller aborts', async () => {
    const { call, open, clock, steps, breaker } = httpScene({ retry: noRetry })
    await open()
    await clock.advance(30_000)
    steps.push('hang')
    const controller = new AbortController()
    const probing = call({ signal: controller.signal })
    await clock.settle()
    expect(await rejection(call())).toMatchObject({ name: 'CircuitOpenError' })
    controller.abort()
    await rejection(probing)
    await call()
    expect(breaker.getState()).toMatchObject({ status: 'HALF_OPEN', successes: 1 })
  })
})

describe('the circuit is asked before each retry', () => {
  it('50 concurrent calls of a failing service are 50 requests, not 200', async () => {
    const { call, clock, requests } = httpScene({}, 500)
    const calls = Array.from({ length: 50 }, () => rejection(call()))
    await clock.settle()
    const errors = await Promise.all(calls)
    expect(requests).toHaveLength(50)
    // Calls that failed before it opened were waiting, and are rejected when their wait is over.
    for (const error of errors)
      expect(error).toMatchObject({ message: expect.stringMatching(/500|open/) as string })
  })

  it('a call that waits while it opens makes no further request, and rejects with its failure as the cause', async () => {
    const { call, clock, requests, breaker, steps } = httpScene()
    steps.push(503)
    const waiting = call()
    await clock.advance(500)
    breaker.circuit.trip()
    const failed = rejection(waiting)
    await clock.advance(500)
    expect(await failed).toMatchObject({ name: 'CircuitOpenError', cause: { status: 503 } })
    expect(requests).toHaveLength(1)
  })

  it('a call whose own failure opens it rejects at once with that failure', async () => {
    const { call, clock, requests } = httpScene({ circuitBreaker: { failureThreshold: 1 } }, 500)
    const failed = rejection(call())
    await clock.settle()
    expect(await failed).toMatchObject({ status: 500 })
    expect(requests).toHaveLength(1)
  })
})

describe('a call that began before the circuit changed its state', () => {
  it('neither closes it when it succeeds nor counts when it fails', async () => {
    const release: ((status: number) => void)[] = []
    const { breaker, call, clock } = httpScene({
      circuitBreaker: { failureThreshold: 1, successThreshold: 1, timeout: 0 },
      retry: noRetry,
      fetch: () =>
        new Promise((resolve) => {
          release.push((status) => {
            resolve(new Response('{}', { status }))
          })
        }),
    })
    const early = [call(), call(), call()]
    for (const one of early) one.catch(() => {})
    await clock.settle()
    release[0]?.(500)
    await clock.settle()
    release[1]?.(500)
    await clock.settle()
    expect(breaker.getState()).toMatchObject({ status: 'OPEN', failures: 1 })
    await clock.advance(30_000)
    const probe = call()
    await clock.settle()
    release[2]?.(200)
    await clock.settle()
    expect(breaker.getState()).toMatchObject({ status: 'HALF_OPEN', failures: 1, successes: 0 })
    release[3]?.(200)
    await probe
    expect(breaker.getState().status).toBe('CLOSED')
  })
})

it('resetTimeout 0 lets the next call probe in the same millisecond', async () => {
  const { call, open, breaker } = httpScene({
    circuitBreaker: { resetTimeout: 0, successThreshold: 1 },
    retry: noRetry,
  })
  await open()
  expect(breaker.getState().status).toBe('OPEN')
  expect(await call()).toEqual({ ok: true })
  expect(breaker.getState().status).toBe('CLOSED')
})

it('an option that is undefined has its default', async () => {
  const { open, breaker, clock } = httpScene({
    circuitBreaker: { failureThreshold: undefined, resetTimeout: undefined },
    retry: { ...noRetry, maxDelay: undefined, retryOnStatusCodes: undefined },
  })
  await open()
  expect(breaker.getState()).toMatchObject({ failures: 5, nextAttempt: clock.now() + 30_000 })
})

it.each([
  ['seconds', { 'retry-after': '7' }, 7000],
  ['milliseconds', { 'retry-after-ms': '250' }, 250],
])('waits as long as Retry-After says, in %s', async (_, headers, waitMs) => {
  const { fail, steps, requests } = httpScene()
  steps.push({ status: 429, headers })
  await fail()
  expect((requests[1]?.at ?? 0) - (requests[0]?.at ?? 0)).toBe(waitMs)
})

describe('no error shows a header, a body, a key or the query', () => {
  const echo = JSON.stringify({ error: { message: `bad key ${key} in "${prompt}"`, code: key } })
  it.each<[string, () => Promise<Response>]>([
    ['a refusal that repeats them', () => Promise.resolve(new Response(echo, { status: 400 }))],
    ['a server error that repeats them', () => Promise.resolve(new Response(echo, { status: 500 }))],
    ['an answer that is cut short', () => Promise.resolve(new Response(echo.slice(0, 40), jsonType))],
    [
      'a broken connection',
      () => Promise.reject(new TypeError(`fetch failed: ${url}?key=${key} "${prompt}"`)),
    ],
    [
      'an error with the whole request on it',
      () => Promise.reject(Object.assign(new Error('boom'), { config: { key, data: prompt } })),
    ],
  ])('%s', async (_, fetch) => {
    const { fail, breaker } = httpScene({ retry: noRetry, fetch })
    const error = await fail({ url: `${url}?key=${key}` })
    expect(error).toBeInstanceOf(Error)
    const everything = { depth: Infinity, showHidden: true }
    const shown = [error, breaker].map((value) => `${inspect(value, everything)}${JSON.stringify(value)}`)
    expect(shown.join()).not.toMatch(/planted-key|swordfish/)
  })
})

it.each<[string, unknown, string]>([
  [
    'a prompt with line breaks and quotes',
    { stop: null, messages: [{ role: 'user', content: 'Say:\n"swordfish"\n' }] },
    'cannot answer Say:\n"swordfish"\n',
  ],
  [
    'a body that is one JSON text',
    JSON.stringify('Say:\n"swordfish"\nThree times'),
    'cannot answer Say:\n"swordfish"\nThree times',
  ],
])('%s is not shown when a service repeats it without the escapes of JSON', async (_, data, body) => {
  const { fail } = httpScene({ retry: noRetry }, { status: 400, body })
  const error = await fail({ data })
  expect(error).toMatchObject({
    status: 400,
    response: { data: expect.stringContaining('cannot answer') as string },
  })
  expect(inspect(error, { depth: Infinity, showHidden: true })).not.toContain('swordfish')
})

it.each<[given: unknown, message: string]>([
  [undefined, '"fetch" gave undefined; it must give a Response'],
  [
    { ok: true, status: 200, data: {} },
    '"fetch" gave an object in which "headers" is undefined; it must give a Response',
  ],
])('a fetch that gives %o makes the call fail with a clear message', async (given, message) => {
  const fetch = (): Promise<Response> => Promise.resolve(given as Response)
  const error = await httpScene({ fetch, retry: noRetry }).fail()
  expect(error).toMatchObject({ message: `api.example.com: ${message}`, kind: 'invalid-response' })
})

const jsonType = { headers: { 'content-type': 'application/json' } }

describe('beyond the original', () => {
  it('has events, and can be opened and closed by hand', async () => {
    const { breaker, call, requests } = httpScene()
    const heard: string[] = []
    breaker.circuit.on('*', ({ type }) => heard.push(type))
    breaker.circuit.isolate()
    expect(breaker.getState()).toMatchObject({ status: 'OPEN', nextAttempt: null })
    await rejection(call())
    breaker.circuit.reset()
    await call()
    expect(heard).toEqual(['isolated', 'closed'])
    expect(requests).toHaveLength(1)
  })

  it('guards a stream chunk by chunk', async () => {
    const { breaker } = httpScene()
    const body = new Response('one two').body
    const chunks: string[] = []
    const stream = breaker.circuit.executeStream<string>(() => {
      if (body === null) throw new Error('no body')
      return body.pipeThrough(new TextDecoderStream())
    })
    for await (const chunk of stream) chunks.push(chunk)
    expect(chunks).toEqual(['one two'])
  })
})
