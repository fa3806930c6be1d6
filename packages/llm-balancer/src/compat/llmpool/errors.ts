import { BalancerError, DeadlineExceededError, failureRules, limitsBehind } from '@llm-balancer/core'
import { NoTargetAvailableError, type FailureKind, type LimitedTarget } from '@llm-balancer/core'
import { defined } from '@llm-balancer/core/options'
import { failedCallsOf } from '../failed-calls.ts'
import { FailedProviderError, judgedFacts } from '../failed-provider-error.ts'
import { worded, type Wording } from '../wording.ts'
import type { FailedChatAttempt, ProviderErrorFacts } from './types.ts'

/**
 * A chat failed: at one provider, at several (`errors` has each attempt then, and `provider` is the one that was asked last), or because none
 * may be asked now. It belongs to this project's family of errors: `kind` and `scope` say what the failure means.
 */
export class ProviderError extends FailedProviderError {
  override readonly name: string = 'ProviderError'
  /** True for an outage, a network failure or a timeout: later, or at another provider, the same request may succeed. */
  declare readonly retryable: boolean
  /** How many attempts the chat made. */
  declare readonly attempts?: number
  /** What each attempt failed with. */
  declare readonly errors?: readonly FailedChatAttempt[]
  /** The names of the providers that were asked. */
  declare readonly providersAttempted?: readonly string[]

  /** @param details the HTTP status; whether another try makes sense (default true); further facts */
  constructor(
    message: string,
    provider: string,
    ...details: [statusCode?: number, retryable?: boolean, facts?: ProviderErrorFacts]
  ) {
    const [statusCode, retryable = true, facts] = details
    super(message, 'provider-failed', judgedFacts(message, { provider, statusCode, retryable, ...facts }))
  }
}

/** Every provider that could be asked is at its limit: the vendor's, or the configured one. */
export class RateLimitError extends BalancerError {
  override readonly name: string = 'RateLimitError'
  /** The provider that has room first. */
  declare readonly provider: string
  /** Seconds until then. */
  declare readonly resetTime: number
  declare readonly retryAfterMs: number

  /** @param resetTime in seconds, ≥ 0 */
  constructor(message: string, provider: string, resetTime: number) {
    super(message, 'rate-limited', { provider, resetTime, retryAfterMs: resetTime * 1000 })
  }
}

/** The configuration cannot be read, or is not valid. Holds no key. */
export class ConfigurationError extends Error {
  override readonly name: string = 'ConfigurationError'
}

/** For how long a provider that says nothing of it counts as limited, in ms. */
export const usualResetMs = 60_000

/** True when the same request may succeed later, or elsewhere. */
export function isRetryable(kind: FailureKind): boolean {
  return failureRules[kind].retry !== 'never'
}

/** What the root says when a chat has failed, and what the document says. */
const wording: Wording = [
  [/(?<=^balancer: )(?:has no targets; add one|no target may take the call now)/, 'no available providers'],
  [/^balancer: /, 'llmpool: '],
]

/** What `chat` throws for an error of the balancer. Anything else (an abort's reason, a bad request) is thrown as it is. */
export function toPoolError(error: unknown): unknown {
  const failed = failedCallsOf(error)
  if (failed === undefined) return error
  const { targets, isAll } = limitsBehind(error)
  if (isAll || (failed.length === 0 && targets.length > 0)) return soonestOf(targets)
  const errors = failed.map(({ targetId: provider, number: attempt, kind, status, ...one }) => {
    const message = one.error instanceof Error ? one.error.message : kind
    return { provider, message, attempt, retryable: isRetryable(kind), ...defined({ statusCode: status }) }
  })
  const isLate = DeadlineExceededError.isInstance(error)
  const considered = NoTargetAvailableError.isInstance(error) ? error.considered : []
  const comesBack = considered.some(({ reason }) => !reason.startsWith('quarantined'))
  const last = failed.at(-1)
  const isRequests = last !== undefined && failureRules[last.kind].scope === 'request'
  const retryable = isLate || comesBack || (!isRequests && errors.some((one) => one.retryable))
  const provider = last?.targetId ?? considered[0]?.id ?? 'llmpool'
  return new ProviderError(worded((error as Error).message, wording), provider, last?.status, retryable, {
    ...{ attempts: errors.length, errors, cause: error, kind: isLate ? undefined : last?.kind },
    providersAttempted: [...new Set(errors.map((one) => one.provider))],
  })
}

/** The error of these limits: of the one that ends first. */
function soonestOf(limits: readonly LimitedTarget[]): RateLimitError {
  const seconds = limits.map(({ retryAfterMs = usualResetMs }) => Math.ceil(retryAfterMs / 1000))
  const resetTime = Math.min(...seconds)
  const provider = limits[seconds.indexOf(resetTime)]?.targetId ?? 'llmpool'
  return new RateLimitError(`${provider}: rate limited, retry in ${resetTime} s`, provider, resetTime)
}
