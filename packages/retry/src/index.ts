export {
  constantBackoff,
  exponentialBackoff,
  type BackoffContext,
  type BackoffSequence,
  type BackoffStep,
  type ExponentialBackoffOptions,
  type Jitter,
} from './backoff.ts'
export { hedge, type HedgeAttempt, type HedgeOptions } from './hedge.ts'
export { hedgeStream, type HedgeStreamOptions } from './hedge-stream.ts'
export type { OpenStream } from './opened-stream.ts'
export { parseRetryAfter } from './parse-retry-after.ts'
export { createRetryBudget, type RetryBudgetOptions } from './retry-budget.ts'
export type { RetryAttempt, RetryEvent, RetryFacts, RetryOptions } from './retry-options.ts'
export { retryStream, type RetryStreamOptions } from './retry-stream.ts'
export { retry } from './retry.ts'
export type { Backoff, RetryBudget } from '@llm-balancer/core'
