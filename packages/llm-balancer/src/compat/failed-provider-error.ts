import { BalancerError, classifyError, failureRules } from '@llm-balancer/core'
import type { Failure, FailureKind, FailureScope } from '@llm-balancer/core'
import { defined } from '@llm-balancer/core/options'

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

/** What is known of a provider's failure; it becomes the fields of its error. */
export interface KnownFacts {
  readonly provider: string
  readonly statusCode?: number | undefined
  readonly kind?: FailureKind | undefined
  readonly retryAfterMs?: number | undefined
  readonly cause?: unknown
  readonly [field: string]: unknown
}

type Fields = Readonly<Record<string, unknown>>

/**
 * The fields of a {@link FailedProviderError}: those that are not given are what the original error says, or else the status and the message.
 *
 * @param original where the cause is a copy of it without secrets @default the cause
 */
export function judgedFacts(message: string, facts: KnownFacts, original: unknown = facts.cause): Fields {
  const isKin = BalancerError.isInstance(original)
  const told = { message, cause: original, status: facts.statusCode ?? classifyError(original, 0).status }
  const judged = classifyError(isKin ? original : defined(told), 0)
  const { statusCode = judged.status, kind = judged.kind, retryAfterMs = judged.retryAfterMs } = facts
  const scope = facts.kind === undefined ? judged.scope : failureRules[kind].scope
  return defined({ ...facts, statusCode, kind, scope, retryAfterMs })
}
