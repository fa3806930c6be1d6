import { ProviderError } from '@llm-balancer/core'
import type { BackoffContext, BackoffSequence, Failure } from '@llm-balancer/core'
import { IterableBackoff } from 'cockatiel'
import { describe, expect, it, vi } from 'vitest'
import { constantBackoff } from './backoff.ts'
import { createRetryBudget } from '@llm-balancer/core/budget'
import { retryHints, retryTable, type RetryEvent, type RetryOptions } from './retry-options.ts'
import { retry } from './retry.ts'
import { createScene, httpError, watch } from './test/scene.ts'

/** Lets everything happen that is to happen within a day. */
const day = 86_400_000

const settle = async (errors: readonly Error[], options: RetryOptions = {}) => {
  const { clock, random, calls, failing } = createScene()
  const events: RetryEvent[] = []
  const onRetry = (event: RetryEvent): number => events.push(event)
  const outcome = watch(retry(failing(...errors), { clock, random, onRetry, ...options }))
  await clock.advance(day)
  expect(clock.pending).toBe(0)
  return { ...outcome, calls, events }
}

describe('attempts', () => {
  it('are one when the first succeeds, without a wait', async () => {
    expect(await settle([])).toMatchObject({ value: 'ok 1', calls: [0], events: [] })
  })

  it('are three in all, and then the last error is thrown as it is', async () => {
    const errors = [httpError(500), httpError(502), httpError(503), httpError(504)]
    const { error, calls } = await settle(errors)
    expect(error).toBe(errors[2])
    expect(calls).toHaveLength(3)
  })

  it.each([1, 2, 5])('are %i in all when maxAttempts says so', async (maxAttempts) => {
    const { calls, done } = await settle(
      Array.from({ length: 9 }, () => httpError(500)),
      { maxAttempts },
    )
    expect(done).toBe(true)
    expect(calls).toHaveLength(maxAttempts)
  })

  it('know their number and their time left', async () => {
    const { clock, random } = createScene()
    const seen: unknown[] = []
    const outcome = watch(
      retry(
        ({ attempt, remainingMs, signal }) => {
          seen.push([attempt, remainingMs, signal.aborted])
          throw httpError(500)
        },
        { clock, random, backoff: constantBackoff(100), deadlineMs: 1000 },
      ),
    )
    await clock.advance(day)
    expect(outcome.error).toMatchObject({ status: 500 })
    expect(seen).toEqual([
      [1, 1000, false],
      [2, 900, false],
      [3, 800, false],
    ])
  })

  it('may fail synchronously and give plain values', async () => {
    expect(await retry(() => 5)).toBe(5)
    const fault = new TypeError('not a function')
    await expect(
      retry(() => {
        throw fault
      }),
    ).rejects.toBe(fault)
  })

  it('that failed are told to stop before the next one begins', async () => {
    const { clock } = createScene()
    const signals: AbortSignal[] = []
    const outcome = watch(
      retry(
        ({ signal, attempt }) => {
          expect(signals.map(({ aborted }) => aborted)).toEqual(signals.map(() => true))
          signals.push(signal)
          if (attempt < 3) throw httpError(500)
          return attempt
        },
        { clock },
      ),
    )
    await clock.advance(day)
    expect(outcome.value).toBe(3)
    expect(signals.at(-1)?.aborted).toBe(false)
  })
})

describe('which failures are retried', () => {
  it.each([408, 425, 429, 498, 500, 502, 503, 504, 529])('status %i is', async (status) => {
    expect((await settle([httpError(status)])).value).toBe('ok 2')
  })

  it.each([400, 401, 402, 403, 404, 413, 415, 422, 499])('status %i is not', async (status) => {
    const error = httpError(status)
    expect(await settle([error])).toMatchObject({ error, calls: [0] })
  })

  it('the network’s and timeouts are, programming faults are not', async () => {
    const refused = new TypeError('fetch failed', {
      cause: Object.assign(new Error(), { code: 'ECONNREFUSED' }),
    })
    expect((await settle([refused])).value).toBe('ok 2')
    expect((await settle([new DOMException('slow', 'TimeoutError')])).value).toBe('ok 2')
    expect((await settle([new RangeError('invalid array length')])).calls).toEqual([0])
  })

  it('errors that state their own kind have that kind', async () => {
    const spent = new ProviderError({ provider: 'x', kind: 'quota', status: 429, message: 'spent' })
    expect((await settle([spent])).error).toBe(spent)
  })

  it('shouldRetry decides first, and undefined leaves it to the table', async () => {
    const shouldRetry: RetryOptions['shouldRetry'] = (_error, { failure }) =>
      failure.status === 404 ? true : failure.status === 503 ? false : undefined
    expect((await settle([httpError(404)], { shouldRetry })).value).toBe('ok 2')
    expect((await settle([httpError(503)], { shouldRetry })).calls).toEqual([0])
    expect((await settle([httpError(500)], { shouldRetry })).value).toBe('ok 2')
    expect((await settle([httpError(400)], { shouldRetry })).calls).toEqual([0])
  })
})

describe('waits', () => {
  it('are full jitter below 500 ms × 2ⁿ by default', async () => {
    const { events } = await settle(
      Array.from({ length: 9 }, () => httpError(500)),
      { maxAttempts: 8 },
    )
    const bounds = [500, 1000, 2000, 4000, 8000, 8000, 8000]
    expect(events).toHaveLength(bounds.length)
    for (const [index, { delayMs }] of events.entries()) expect(delayMs).toBeLessThan(bounds[index] ?? 0)
    expect(new Set(events.map(({ delayMs }) => delayMs)).size).toBe(bounds.length)
  })

  it('are what the server asks for, whatever the backoff', async () => {
    const errors = [
      httpError(429, { headers: { 'retry-after': '7' } }),
      httpError(503, { headers: { 'retry-after-ms': '20' } }),
    ]
    const { calls } = await settle(errors, { backoff: constantBackoff(100) })
    expect(calls).toEqual([0, 7000, 7020])
  })

  it('of 0 asked for by the server are not waited at all', async () => {
    const { calls } = await settle([httpError(503, { headers: { 'retry-after': '0' } })], {
      backoff: constantBackoff(100),
    })
    expect(calls).toEqual([0, 0])
  })

  it('are at most maxRetryAfterMs, by default a minute', async () => {
    const error = httpError(429, { headers: { 'retry-after': '3600' } })
    expect((await settle([error])).calls).toEqual([0, 60_000])
    expect((await settle([error], { maxRetryAfterMs: 250 })).calls).toEqual([0, 250])
  })

  it('follow a sequence from its start in every call', async () => {
    const backoff = new IterableBackoff([10, 20])
    for (let call = 0; call < 2; call += 1)
      expect((await settle([httpError(500), httpError(500)], { backoff })).calls).toEqual([0, 10, 30])
  })

  it.each([-5, Number.NaN])('of %d ms asked for are ignored', async (retryAfterMs) => {
    const error = Object.assign(httpError(503), { kind: 'overloaded', scope: 'target', retryAfterMs })
    expect((await settle([error], { backoff: constantBackoff(70) })).calls).toEqual([0, 70])
  })

  it('of Infinity are not begun', async () => {
    const error = Object.assign(httpError(503), {
      kind: 'overloaded',
      scope: 'target',
      retryAfterMs: Infinity,
    })
    expect(await settle([error])).toMatchObject({ error, calls: [0] })
  })

  it('come from bodies and, after a rate limit, from limits that are used up', async () => {
    const body = { error: { details: [{ retryDelay: '3s' }] } }
    const text = 'Please try again in 1.5s.'
    const headers = { 'x-ratelimit-remaining-tokens': '0', 'x-ratelimit-reset-tokens': '6m0s' }
    const options = { backoff: constantBackoff(100), maxRetryAfterMs: 400_000 }
    expect((await settle([httpError(429, { body })], options)).calls).toEqual([0, 3000])
    expect((await settle([httpError(429, { body: text })], options)).calls).toEqual([0, 1500])
    expect((await settle([httpError(429, { headers })], options)).calls).toEqual([0, 360_000])
    const wrapped = new Error('wrapped', { cause: httpError(429, { headers }) })
    expect((await settle([wrapped], options)).calls).toEqual([0, 360_000])
    expect((await settle([httpError(500, { headers, body })], options)).calls).toEqual([0, 3000])
    expect((await settle([httpError(500, { headers })], options)).calls).toEqual([0, 100])
  })

  it("are the error's own number, whatever kind of error it is", async () => {
    const error = Object.assign(new Error('busy'), { retryAfterMs: 4000 })
    expect((await settle([error], { backoff: constantBackoff(100) })).calls).toEqual([0, 4000])
  })

  it.each<[string, object, number]>([
    ['the AI SDK', { statusCode: 429, responseHeaders: { 'retry-after': '4' } }, 4000],
    ['axios', { response: { status: 429, headers: { 'retry-after': '5' } } }, 5000],
    ['axios, in the body', { response: { status: 429, data: { message: 'try again in 6s' } } }, 6000],
    ['a body as text', { status: 429, responseBody: '{"error":{"message":"try again in 7s"}}' }, 7000],
    ['a body as data', { status: 429, data: { error: { message: 'try again in 8s' } } }, 8000],
    ['an inner error', { status: 429, error: { message: 'try again in 9s' } }, 9000],
    ['its own message', { status: 429, message: 'try again in 10s' }, 10_000],
  ])('are read from the error as %s has it', async (_whose, shape, delayMs) => {
    const error = Object.assign(new Error(), shape)
    expect((await settle([error], { backoff: constantBackoff(100) })).calls).toEqual([0, delayMs])
  })

  it.each([5, 'retry-after: 7', null])('are the backoff’s where the headers are %j', async (headers) => {
    const error = Object.assign(new Error(), { status: 429, headers })
    expect((await settle([error], { backoff: constantBackoff(100) })).calls).toEqual([0, 100])
  })

  it.each<[string, (error: Error) => unknown]>([
    ['itself', (error) => error],
    ['an error that it caused', (error) => new Error('the other half', { cause: error })],
  ])(
    'are found although the error has %s as cause, so that its causes form a circle',
    async (_what, cause) => {
      const quiet = httpError(500)
      quiet.cause = cause(quiet)
      expect((await settle([quiet], { backoff: constantBackoff(100) })).calls).toEqual([0, 100])
      const telling = httpError(429, { headers: { 'retry-after': '7' } })
      telling.cause = cause(telling)
      expect((await settle([telling])).calls).toEqual([0, 7000])
    },
  )

  it('of 0 ms set no timer', async () => {
    const { clock, failing } = createScene()
    expect(await retry(failing(httpError(500)), { clock, backoff: constantBackoff(0) })).toBe('ok 2')
  })

  it('tell a backoff how many retries there were, what failed, and where random numbers come from', async () => {
    const seen: unknown[] = []
    const random = (): number => 0.25
    const sequence: BackoffSequence = {
      next(context) {
        seen.push(context)
        return { duration: 10 * seen.length, next: sequence.next }
      },
    }
    const errors = [httpError(500), httpError(502)]
    expect((await settle(errors, { backoff: sequence, random })).calls).toEqual([0, 10, 30])
    expect(seen).toEqual([
      { retry: 0, random: expect.any(Function) as unknown, error: errors[0] },
      { retry: 1, random: expect.any(Function) as unknown, error: errors[1] },
    ])
    expect((seen[0] as BackoffContext).random()).toBe(0.25)
  })

  it('may be plain settings', async () => {
    const backoff = { baseMs: 100, factor: 3, jitter: 'none' } as const
    expect((await settle([httpError(500), httpError(500)], { backoff })).calls).toEqual([0, 100, 400])
  })

  it('may be any function’s', async () => {
    expect((await settle([httpError(500)], { backoff: (retries) => retries + 5 })).calls).toEqual([0, 5])
  })
})

describe('the budget', () => {
  it('is charged by kind, and gets everything back when the call succeeds', async () => {
    const budget = createRetryBudget({ capacity: 100 })
    const errors = [httpError(500), httpError(429), httpError(500)]
    await settle(errors, { budget, maxAttempts: 3 })
    expect(budget.remaining).toBe(100 - 14 - 5)
    await settle(errors.slice(1), { budget })
    expect(budget.remaining).toBe(100 - 14 - 5)
    await settle([], { budget })
    expect(budget.remaining).toBe(100 - 14 - 5 + 1)
  })

  it('is charged as for a transient failure where only shouldRetry wants another attempt', async () => {
    const budget = createRetryBudget({ capacity: 100 })
    await settle([httpError(404), httpError(404)], { budget, shouldRetry: () => true, maxAttempts: 2 })
    expect(budget.remaining).toBe(100 - 14)
  })

  it('that is spent ends the call with its real error, without a wait', async () => {
    const budget = createRetryBudget({ capacity: 13 })
    const error = httpError(500)
    expect(await settle([error], { budget })).toMatchObject({ error, calls: [0], events: [] })
    expect(budget.remaining).toBe(13)
  })
})

describe('a budget of false', () => {
  it('bounds nothing', async () => {
    const errors = Array.from({ length: 60 }, () => httpError(500))
    const options = { budget: false, maxAttempts: Infinity, backoff: constantBackoff(1) } as const
    expect((await settle(errors, options)).value).toBe('ok 61')
  })
})

describe('classify', () => {
  const quota: Failure = { kind: 'quota', scope: 'key', status: 418 }

  it('decides by a kind', async () => {
    expect((await settle([httpError(404)], { classify: () => 'server' })).value).toBe('ok 2')
    expect((await settle([httpError(500)], { classify: () => 'bad-request' })).calls).toEqual([0])
  })

  it('decides by a whole failure, which hooks get as well', async () => {
    const seen: Failure[] = []
    const shouldRetry: RetryOptions['shouldRetry'] = (_error, { failure }) => {
      seen.push(failure)
      return undefined
    }
    const error = httpError(500)
    expect((await settle([error], { classify: () => quota, shouldRetry })).error).toBe(error)
    expect(seen).toEqual([quota])
    const wait: Failure = { kind: 'overloaded', scope: 'target', retryAfterMs: 300 }
    expect((await settle([httpError(404)], { classify: () => wait })).calls).toEqual([0, 300])
  })

  it('keeps what the error says besides its kind', async () => {
    const error = httpError(400, { headers: { 'retry-after': '2' } })
    const { events } = await settle([error], { classify: () => 'rate-limit' })
    const failure = { kind: 'rate-limit', scope: 'key', status: 400, retryAfterMs: 2000 }
    expect(events).toEqual([{ attempt: 1, error, failure, delayMs: 2000, remainingMs: Infinity }])
  })

  it('that gives a wait of 0 ms wins over the headers', async () => {
    const failure: Failure = { kind: 'overloaded', scope: 'target', retryAfterMs: 0 }
    const error = httpError(503, { headers: { 'retry-after': '2' } })
    expect((await settle([error], { classify: () => failure })).calls).toEqual([0, 0])
  })

  it.each([-5, Number.NaN])('that gives a wait of %d ms leaves it to the headers', async (retryAfterMs) => {
    const failure: Failure = { kind: 'overloaded', scope: 'target', retryAfterMs }
    const error = httpError(503, { headers: { 'retry-after': '2' } })
    expect((await settle([error], { classify: () => failure })).calls).toEqual([0, 2000])
  })

  it('gets the error and the time', async () => {
    const seen: unknown[] = []
    const error = httpError(404)
    await settle([error], { classify: (...given) => void seen.push(given) })
    expect(seen).toEqual([[error, { now: Date.UTC(2026, 10, 20, 12) }]])
  })

  it.each<[string, RetryOptions['classify']]>([
    ['gives undefined', () => undefined],
    ['gives null', () => null as never],
    ['gives a kind that does not exist', () => 'sick' as never],
    ['gives a failure of such a kind', () => ({ kind: 'toString', scope: 'target' }) as never],
    [
      'throws',
      () => {
        throw new Error('classifier')
      },
    ],
  ])('that %s leaves the decision to core', async (_what, classify) => {
    expect((await settle([httpError(500)], { classify })).value).toBe('ok 2')
    expect((await settle([httpError(400)], { classify })).calls).toEqual([0])
  })
})

describe('listeners', () => {
  it('are called after each attempt that another follows', async () => {
    const error = httpError(503, { headers: { 'retry-after': '2' } })
    const { events } = await settle([error], { deadlineMs: 10_000 })
    expect(events).toEqual([
      {
        attempt: 1,
        error,
        delayMs: 2000,
        remainingMs: 10_000,
        failure: { kind: 'overloaded', scope: 'target', status: 503, retryAfterMs: 2000 },
      },
    ])
  })

  it('that throw change nothing', async () => {
    const onRetry = vi.fn(() => {
      throw new Error('listener')
    })
    expect((await settle([httpError(500)], { onRetry })).value).toBe('ok 2')
    expect(onRetry).toHaveBeenCalledOnce()
  })
})

describe('options', () => {
  it.each<[string, RetryOptions, RegExp]>([
    [
      'a misspelt one',
      { maxRetries: 3 } as RetryOptions,
      /^retry: unknown option "maxRetries"; use "maxAttempts"$/,
    ],
    ['one with a letter too few', { maxAttemps: 3 } as RetryOptions, /, did you mean "maxAttempts"\?/],
    ['no attempts', { maxAttempts: 0 }, /"maxAttempts".*\[1, ∞\].*0/],
    ['half an attempt', { maxAttempts: 1.5 }, /"maxAttempts"/],
    ['no time', { attemptTimeoutMs: 0 }, /"attemptTimeoutMs" must be within \(0, ∞\], got 0/],
    ['a negative deadline', { deadlineMs: -1 }, /"deadlineMs"/],
    [
      'a text',
      { maxRetryAfterMs: 'sk-secret' as unknown as number },
      /^retry: "maxRetryAfterMs" must be within \[0, ∞\], got a string$/,
    ],
    ['NaN', { attemptTimeoutMs: Number.NaN }, /^retry: "attemptTimeoutMs" must be within \(0, ∞\], got NaN$/],
    [
      'no backoff',
      { backoff: 5 as never },
      /"backoff" must be a function, a sequence with "next", or \{ baseMs/,
    ],
    [
      'misspelt settings of a backoff',
      { backoff: { basems: 5 } as never },
      /^retry: unknown option "backoff.basems", did you mean "backoff.baseMs"\?/,
    ],
    [
      'a controller',
      { signal: new AbortController() as never },
      /"signal" must be an AbortSignal, got an object/,
    ],
    ['no budget', { budget: {} as never }, /"budget" must be a retry budget or false, got an object/],
    [
      'a budget that is true',
      { budget: true as never },
      /"budget" must be a retry budget or false, got true/,
    ],
    [
      'a classifier that is no function',
      { classify: 'auth' as never },
      /^retry: "classify" must be a function, got a str/,
    ],
    [
      'shouldRetry as a boolean',
      { shouldRetry: true as never },
      /"shouldRetry" must be a function, got true/,
    ],
    ['onRetry as text', { onRetry: 'log' as never }, /"onRetry" must be a function, got a string/],
    [
      'half a clock',
      { clock: { now: () => 0 } as never },
      /"clock.schedule" must be a function, got undefined/,
    ],
    ['a random number', { random: 0.5 as never }, /"random" must be a function, got 0.5/],
    ['no object', null as never, /options must be an object, got null/],
  ])('refuse %s by name', async (_what, options, message) => {
    await expect(retry(() => 1, options)).rejects.toThrow(message)
  })

  it.each(Object.entries(retryHints))('called %s elsewhere are hinted at as %s', async (name, own) => {
    expect(Object.keys(retryTable)).toContain(own)
    await expect(retry(() => 1, { [name]: 1 })).rejects.toThrow(
      new TypeError(`retry: unknown option "${name}"; use "${own}"`),
    )
  })

  it('that are not given are the machine’s clock and random numbers', async () => {
    const drawn: number[] = []
    const backoff = (_retry: number, random: () => number): number => (drawn.push(random()), 0)
    const before = Date.now()
    const seen: number[] = []
    const classify: RetryOptions['classify'] = (_error, { now }) => void seen.push(now)
    const { failing } = createScene()
    expect(await retry(failing(httpError(500)), { backoff, classify })).toBe('ok 2')
    expect(drawn[0]).toBeGreaterThanOrEqual(0)
    expect(drawn[0]).toBeLessThan(1)
    expect(seen[0]).toBeGreaterThanOrEqual(before)
  })

  it('refuse work that is not a function', async () => {
    await expect(retry('x' as never)).rejects.toThrow('retry: "fn" must be a function, got a string')
  })

  it('that are undefined have their defaults, and the object given is not changed', async () => {
    const options = Object.freeze({ maxAttempts: undefined, signal: undefined, budget: undefined })
    expect((await settle([httpError(500)], options)).value).toBe('ok 2')
  })
})
