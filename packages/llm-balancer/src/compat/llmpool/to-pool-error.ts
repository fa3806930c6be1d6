import {
  AllTargetsFailedError,
  DeadlineExceededError,
  failureRules,
  NoTargetAvailableError,
  ProviderError as CoreProviderError,
} from '@llm-balancer/core'
import type { FailedAttempt, FailureKind } from '@llm-balancer/core'
import { ProviderError, RateLimitError } from './errors.ts'

/** For how long a provider that says nothing of it counts as limited, in ms. */
export const usualResetMs = 60_000

/** True when the same request may succeed later, or elsewhere. */
export function isRetryable(kind: FailureKind): boolean {
  return failureRules[kind].retry !== 'never'
}

/**
 * What `chat` throws for an error of the balancer. Anything else (an abort's reason, a bad request) is thrown as it is.
 *
 * @param nameOf the provider at which a single error happened, as far as known
 */
export function toPoolError(error: unknown, nameOf: (error: unknown) => string | undefined): unknown {
  if (NoTargetAvailableError.isInstance(error)) return nothingAvailable(error)
  if (AllTargetsFailedError.isInstance(error) || DeadlineExceededError.isInstance(error))
    return severalFailed(error)
  if (!CoreProviderError.isInstance(error)) return error
  const { kind, status, retryAfterMs, message } = error
  const provider = nameOf(error) ?? error.provider
  if (kind === 'rate-limit') return limited(provider, retryAfterMs)
  return new ProviderError(message, provider, status, isRetryable(kind), { kind, retryAfterMs, cause: error })
}

function severalFailed(error: AllTargetsFailedError | DeadlineExceededError): unknown {
  const { attempts, errors: causes, message } = error
  const last = attempts.at(-1)
  const isDeadline = DeadlineExceededError.isInstance(error)
  if (!isDeadline && attempts.every(({ kind }) => kind === 'rate-limit')) return limited(...soonest(attempts))
  const errors = attempts.map(({ targetId, number, kind, status }, index) => ({
    provider: targetId,
    message: causes[index] instanceof Error ? causes[index].message : kind,
    attempt: number,
    retryable: isRetryable(kind),
    ...(status === undefined ? {} : { statusCode: status }),
  }))
  const retryable = isDeadline || errors.some((one) => one.retryable)
  return new ProviderError(
    message.replace(/^balancer: /, 'llmpool: '),
    last?.targetId ?? 'llmpool',
    last?.status,
    retryable,
    {
      kind: isDeadline ? 'timeout' : (last?.kind ?? 'overloaded'),
      retryAfterMs: isDeadline ? undefined : error.retryAfterMs,
      attempts: attempts.length,
      errors,
      providersAttempted: [...new Set(attempts.map(({ targetId }) => targetId))],
      cause: error,
    },
  )
}

function nothingAvailable(error: NoTargetAvailableError): unknown {
  const { considered, retryAfterMs } = error
  const [first, ...others] = considered.toSorted((one, other) =>
    one.availableAt < other.availableAt ? -1 : 1,
  )
  const full = [first, ...others].find((one) => /(?:^|: )rate-limit$/.test(one?.reason ?? ''))
  if (first !== undefined && full !== undefined && full.availableAt < Infinity && retryAfterMs !== undefined)
    return limited(full.id, retryAfterMs + full.availableAt - first.availableAt)
  const reasons = considered.map(({ id, reason }) => `${id}: ${reason}`).join('; ')
  const message = `llmpool: no available providers (${reasons === '' ? 'there are none' : reasons})`
  const comesBack = considered.some(({ reason }) => !reason.startsWith('quarantined'))
  const facts = { kind: 'overloaded', retryAfterMs, attempts: 0, cause: error } as const
  return new ProviderError(message, first?.id ?? 'llmpool', undefined, comesBack, facts)
}

function limited(provider: string, retryAfterMs: number = usualResetMs): RateLimitError {
  const resetTime = Math.ceil(retryAfterMs / 1000)
  return new RateLimitError(`${provider}: rate limited, retry in ${resetTime} s`, provider, resetTime)
}

function soonest(attempts: readonly FailedAttempt[]): [provider: string, retryAfterMs: number] {
  const resets = attempts.map(({ targetId, retryAfterMs = usualResetMs }): [string, number] => [
    targetId,
    retryAfterMs,
  ])
  return resets.toSorted(([, one], [, other]) => one - other)[0] ?? ['llmpool', usualResetMs]
}
