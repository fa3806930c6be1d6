import {
  AllTargetsFailedError,
  BalancerError,
  classifyError,
  createBalancer,
  DeadlineExceededError,
  NoTargetAvailableError,
  ProviderError as CoreProviderError,
  RateLimitedError,
} from '@llm-balancer/core'
import { describe, expect, it } from 'vitest'
import { ConfigurationError, ProviderError, RateLimitError } from './errors.ts'
import { isRetryable, toPoolError } from './errors.ts'

/** The error after a run whose one target, of that name, fails with it. */
const thrownBy = (targetId: string, error: unknown): Promise<unknown> =>
  createBalancer({ targets: [{ id: targetId, client: targetId }], retry: { maxAttempts: 1 } })
    .run(() => Promise.reject(error as Error))
    .catch((thrown: unknown) => thrown)
const failed = (kind: CoreProviderError['kind'], status?: number, retryAfterMs?: number): CoreProviderError =>
  new CoreProviderError({ kind, provider: 'openai', message: kind, status, retryAfterMs })
const attempt = (number: number, targetId: string, error: CoreProviderError) => {
  const { kind, status, retryAfterMs } = error
  return {
    ...{ number, targetId, kind, durationMs: 5 },
    ...(status === undefined ? {} : { status }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  }
}
const allFailed = (...errors: CoreProviderError[]): AllTargetsFailedError =>
  new AllTargetsFailedError('balancer: all failed', {
    errors,
    attempts: errors.map((error, index) => attempt(index + 1, ['a', 'b', 'c'][index] ?? '?', error)),
  })

describe('the errors', () => {
  it('have the documented fields and names, and belong to the family', () => {
    const error = new ProviderError('failed', 'a', 500)
    expect(error).toMatchObject({
      name: 'ProviderError',
      provider: 'a',
      statusCode: 500,
      retryable: true,
      kind: 'server',
    })
    expect(error).toBeInstanceOf(Error)
    expect(BalancerError.isInstance(error) && CoreProviderError.isInstance(error)).toBe(true)
    expect(classifyError(error, 0)).toMatchObject({ kind: 'server', scope: 'target' })
    expect(new ProviderError('fetch failed', 'a', undefined, false)).toMatchObject({
      kind: 'network',
      retryable: false,
    })
    const limit = new RateLimitError('limited', 'a', 90)
    expect(limit).toMatchObject({
      name: 'RateLimitError',
      provider: 'a',
      resetTime: 90,
      retryAfterMs: 90_000,
    })
    expect(RateLimitedError.isInstance(limit)).toBe(true)
    expect(new ConfigurationError('wrong')).toMatchObject({ name: 'ConfigurationError', message: 'wrong' })
  })

  it.each([
    ['server', true],
    ['overloaded', true],
    ['network', true],
    ['timeout', true],
    ['rate-limit', true],
    ['invalid-response', true],
    ['auth', false],
    ['permission', false],
    ['quota', false],
    ['model-not-found', false],
    ['bad-request', false],
    ['context-length', false],
    ['content-policy', false],
  ] as const)('%s is worth another try: %s', async (kind, retryable) => {
    expect(isRetryable(kind)).toBe(retryable)
    if (kind !== 'rate-limit')
      expect(toPoolError(await thrownBy('a', failed(kind)))).toMatchObject({ kind, retryable })
  })
})

describe('an error of the balancer becomes', () => {
  it('a ProviderError of the provider that was asked', async () => {
    const cause = failed('server', 503)
    const error = toPoolError(await thrownBy('entry', cause))
    expect(error).toMatchObject({ provider: 'entry', statusCode: 503, attempts: 1, cause })
  })

  it('a RateLimitError, in whole seconds, when it is a limit', async () => {
    const limit = failed('rate-limit', 429, 1200)
    expect(toPoolError(await thrownBy('a', limit))).toMatchObject({
      name: 'RateLimitError',
      provider: 'a',
      resetTime: 2,
    })
    expect(toPoolError(await thrownBy('a', failed('rate-limit', 429)))).toMatchObject({ resetTime: 60 })
  })

  it('a RateLimitError of the provider with the shortest wait, when all attempts met limits', () => {
    const error = allFailed(
      failed('rate-limit', 429, 50_000),
      failed('rate-limit', 429, 20_000),
      failed('rate-limit', 429),
    )
    expect(toPoolError(error)).toMatchObject({
      name: 'RateLimitError',
      provider: 'b',
      resetTime: 20,
    })
  })

  it('a ProviderError with every attempt, when one of several was no limit', () => {
    const error = allFailed(failed('rate-limit', 429, 50_000), failed('auth', 401))
    expect(toPoolError(error)).toMatchObject({
      message: 'llmpool: all failed',
      provider: 'b',
      statusCode: 401,
      retryable: true,
      errors: [
        { provider: 'a', message: 'openai: rate-limit', attempt: 1, retryable: true, statusCode: 429 },
        { provider: 'b', attempt: 2, retryable: false, statusCode: 401 },
      ],
      providersAttempted: ['a', 'b'],
      attempts: 2,
    })
    expect(toPoolError(allFailed(failed('auth', 401)))).toMatchObject({ retryable: false })
  })

  it('a RateLimitError of a provider that was not asked, when that has room first', () => {
    const considered = [
      { id: 'a', reason: 'tried: rate-limit', availableAt: 3_610_000 },
      { id: 'b', reason: 'rate-limit', availableAt: 20_000 },
    ]
    const attempts = [attempt(1, 'a', failed('rate-limit', 429, 3_600_000))]
    const error = new AllTargetsFailedError('all', {
      ...{ errors: [failed('rate-limit')], attempts, considered, retryAfterMs: 10_000 },
    })
    expect(toPoolError(error)).toMatchObject({ name: 'RateLimitError', provider: 'b', resetTime: 10 })
  })

  it('one in the words of the document; the names of models and providers stay as they are', async () => {
    const odd = '"model" is missing, "baseURL", has no targets; add one'
    const cause = new CoreProviderError({
      provider: 'openai',
      modelId: odd,
      kind: 'server',
      message: 'failed',
    })
    expect(toPoolError(await thrownBy('a', cause))).toMatchObject({ message: `openai/${odd}: failed` })
    const none = new NoTargetAvailableError(`balancer: no target may take the call now (${odd}: drained)`, {
      considered: [{ id: odd, reason: 'drained', availableAt: Infinity }],
    })
    expect(toPoolError(none)).toMatchObject({
      message: `llmpool: no available providers (${odd}: drained)`,
      provider: odd,
    })
  })

  it('a ProviderError that is retryable, when the time was up', () => {
    const late = new DeadlineExceededError('balancer: late', { deadlineMs: 50, attempts: [] })
    expect(toPoolError(late)).toMatchObject({
      name: 'ProviderError',
      message: 'llmpool: late',
      provider: 'llmpool',
      kind: 'timeout',
      retryable: true,
    })
    const limit = failed('rate-limit', 429)
    const after = new DeadlineExceededError('balancer: late', {
      deadlineMs: 50,
      attempts: [attempt(1, 'a', limit)],
      errors: [limit],
    })
    expect(toPoolError(after)).toMatchObject({
      name: 'ProviderError',
      provider: 'a',
      kind: 'timeout',
    })
  })

  it('what keeps the providers away, when none was asked', () => {
    const none = (considered: NoTargetAvailableError['considered'], retryAfterMs?: number): unknown =>
      toPoolError(new NoTargetAvailableError('balancer: none', { considered, retryAfterMs }))
    const open = { id: 'a', reason: 'circuit-open', availableAt: 1000 }
    const full = { id: 'b', reason: 'rate-limit', availableAt: 5000 }
    const never = { id: 'c', reason: 'rate-limit', availableAt: Infinity }
    const badKey = { id: 'd', reason: 'quarantined: auth', availableAt: 9000 }
    expect(none([full, open, badKey], 500)).toMatchObject({
      name: 'RateLimitError',
      provider: 'b',
      resetTime: 5,
    })
    expect(none([open, badKey], 500)).toMatchObject({
      name: 'ProviderError',
      provider: 'a',
      retryable: true,
      retryAfterMs: 500,
    })
    expect(none([never])).toMatchObject({ name: 'ProviderError', provider: 'c' })
    expect(none([badKey], 900)).toMatchObject({ name: 'ProviderError', provider: 'd', retryable: false })
    expect(none([])).toMatchObject({ message: 'llmpool: none', provider: 'llmpool' })
  })

  it.each([
    ['has no targets; add one', 'no available providers'],
    ['no target may take the call now (a: drained)', 'no available providers (a: drained)'],
  ])('the words of a pool: %s', (said, words) => {
    const none = new NoTargetAvailableError(`balancer: ${said}`, { considered: [] })
    expect(toPoolError(none)).toMatchObject({ message: `llmpool: ${words}`, retryable: false })
  })

  it.each([new Error('own'), 'a reason', undefined])('and nothing else changes: %o', (error) => {
    expect(toPoolError(error)).toBe(error)
  })
})
