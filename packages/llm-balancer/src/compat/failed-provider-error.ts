import { BalancerError, type Failure, type FailureKind, type FailureScope } from '@llm-balancer/core'

/** One provider failed: what it means in this project's words, and where it happened in those that documents have. */
export class FailedProviderError extends BalancerError implements Failure {
  /** The name of the provider that failed. */
  declare readonly provider: string
  /** HTTP status, where there was one. */
  declare readonly statusCode?: number
  declare readonly kind: FailureKind
  declare readonly scope: FailureScope
  /** Milliseconds after which another try may be worth it, as far as known. */
  declare readonly retryAfterMs?: number
}
