export {
  constantBackoff,
  exponentialBackoff,
  type ExponentialBackoffOptions,
  type Jitter,
} from './backoff.ts'
export type { CallbackFailure } from './callback-reports.ts'
export { hedge, type HedgeAttempt, type HedgeOptions } from './hedge.ts'
export { hedgeStream, type HedgeStreamOptions } from './hedge-stream.ts'
export type { OpenStream } from './opened-stream.ts'
export type { RetryAttempt, RetryEvent, RetryFacts, RetryOptions } from './retry-options.ts'
export { retryStream, type RetryStreamOptions } from './retry-stream.ts'
export { retry } from './retry.ts'
export type {
  Backoff,
  BackoffContext,
  BackoffFunction,
  BackoffSequence,
  BackoffStep,
  ExponentialWaitSettings,
} from '@llm-balancer/core'
export {
  createRetryBudget,
  type RetryBudget,
  type RetryBudgetOptions,
  type RetryCharge,
} from '@llm-balancer/core/budget'
export { DeadlineExceededError, ProviderError, type FailedAttempt } from '@llm-balancer/core/errors'
export { parseRetryAfter } from '@llm-balancer/core/retry-after'
