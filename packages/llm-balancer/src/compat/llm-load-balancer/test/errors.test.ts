import {
  AllTargetsFailedError,
  BalancerError,
  classifyError,
  createBalancer,
  DeadlineExceededError,
  NoTargetAvailableError,
  ProviderError,
  RateLimitedError,
  StreamInterruptedError,
} from '@llm-balancer/core'
import { describe, expect, it } from 'vitest'
import { LLMError, LoadBalancerError } from '../index.ts'
import { toDocumentedError } from '../errors.ts'

const limited = new ProviderError({
  kind: 'rate-limit',
  message: 'rate limited',
  provider: 'openai',
  status: 429,
  retryAfterMs: 1200,
  requestId: 'r-1',
  vendorCode: 'slow',
})

describe('LLMError', () => {
  it.each([
    [401, 'auth', 'key'],
    [400, 'bad-request', 'request'],
    [429, 'rate-limit', 'key'],
    [500, 'server', 'target'],
    [529, 'overloaded', 'target'],
  ] as const)('says what status %i means, to the core, too', (statusCode, kind, scope) => {
    const error = new LLMError('failed', 'own', statusCode)
    expect(error).toMatchObject({
      kind,
      scope,
      statusCode,
      status: statusCode,
      provider: 'own',
      message: 'failed',
    })
    expect(classifyError(error, 0)).toEqual({ kind, scope, status: statusCode })
  })

  it('is classified by its message and its original error when there is no status', () => {
    expect(new LLMError('fetch failed', 'own').kind).toBe('network')
    expect(new LLMError('failed', 'own', undefined, { response: { status: 503 } }).kind).toBe('overloaded')
    expect(
      new LLMError('failed', 'own', undefined, new RateLimitedError('x', { retryAfterMs: 5 })),
    ).toMatchObject({
      kind: 'overloaded',
      retryAfterMs: 5,
    })
  })

  it('takes every fact over from an error of the family', () => {
    const error = new LLMError(limited.message, 'entry', undefined, limited)
    expect(error).toMatchObject({
      provider: 'entry',
      kind: 'rate-limit',
      statusCode: 429,
      retryAfterMs: 1200,
      requestId: 'r-1',
      vendorCode: 'slow',
    })
    expect(error.originalError).toBe(limited)
    expect(error.cause).toBe(limited)
  })

  it('belongs to the family: isInstance of its own class and of its kin recognise it', () => {
    const error = new LLMError('failed', 'own')
    expect(BalancerError.isInstance(error) && ProviderError.isInstance(error)).toBe(true)
    expect(LLMError.isInstance(error)).toBe(true)
    expect(LLMError.isInstance(limited)).toBe(false)
    expect(LoadBalancerError.isInstance(error)).toBe(false)
  })
})

describe('the errors of the balancer become the documented ones', () => {
  it('the error of one attempt an LLMError of the entry that was asked', async () => {
    const balancer = createBalancer({
      targets: [{ id: 'entry', client: limited }],
      retry: { maxAttempts: 1 },
    })
    const thrown = await balancer.run((error) => Promise.reject(error)).catch((error: unknown) => error)
    expect(thrown).toBe(limited)
    expect(toDocumentedError(thrown)).toMatchObject({
      name: 'LLMError',
      provider: 'entry',
      kind: 'rate-limit',
    })
  })

  it('the failure of all attempts a LoadBalancerError with one LLMError for each', () => {
    const attempts = [
      { number: 1, targetId: 'a', kind: 'rate-limit', status: 429, durationMs: 5 },
      { number: 2, targetId: 'b', kind: 'rate-limit', status: 429, durationMs: 5 },
    ] as const
    const all = new AllTargetsFailedError('all failed', {
      errors: [limited, limited],
      attempts,
      retryAfterMs: 1200,
    })
    const error = toDocumentedError(all)
    expect(error).toMatchObject({
      name: 'LoadBalancerError',
      code: 'all-targets-failed',
      errors: [{ provider: 'a' }, { provider: 'b' }],
      attempts,
      kind: 'rate-limit',
      retryAfterMs: 1200,
      cause: all,
    })
    expect(AllTargetsFailedError.isInstance(error)).toBe(true)
    expect(classifyError(error, 0)).toMatchObject({ scope: 'target', retryAfterMs: 1200 })
  })

  it('no provider to ask, and a deadline, a LoadBalancerError that says so', () => {
    const considered = [{ id: 'a', reason: 'drained', availableAt: Infinity }]
    expect(toDocumentedError(new NoTargetAvailableError('none', { considered }))).toMatchObject({
      name: 'LoadBalancerError',
      code: 'no-target-available',
      errors: [],
      considered,
      kind: 'overloaded',
    })
    const attempts = [{ number: 1, targetId: 'a', kind: 'rate-limit', durationMs: 5 }] as const
    const late = new DeadlineExceededError('late', { deadlineMs: 50, attempts, errors: [limited] })
    expect(toDocumentedError(late)).toMatchObject({
      name: 'LoadBalancerError',
      code: 'deadline-exceeded',
      kind: 'timeout',
      deadlineMs: 50,
      errors: [{ provider: 'a' }],
    })
  })

  it('an interrupted stream an LLMError of its provider', () => {
    const options = { partial: [], targetId: 'a', kind: 'network' } as const
    expect(toDocumentedError(new StreamInterruptedError('broke', options))).toMatchObject({
      name: 'LLMError',
      provider: 'a',
      kind: 'network',
    })
  })

  it.each([new Error('own'), 'a reason', undefined, new LLMError('x', 'y')])(
    'and nothing else changes: %o',
    (error) => {
      expect(toDocumentedError(error)).toBe(error)
    },
  )
})
