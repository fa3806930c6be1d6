import type { FailureKind, FailureScope } from '@llm-balancer/core'
import type { VendorError } from './vendor-error.ts'

/**
 * One line of a vendor's error table: when everything it names holds, the failure is of `kind`. Tables are read from the
 * top, the vendor's own before the common one, and the first line that holds wins; put quota before rate limits, because
 * a spend limit is often a 429.
 */
export interface ErrorRule {
  /** HTTP status; an error inside a stream has none, unless its object says one. */
  readonly status?: readonly number[]
  /** Tested against the vendor's codes, types and reasons. */
  readonly code?: RegExp
  /** Tested against the vendor's text. */
  readonly message?: RegExp
  readonly kind: FailureKind
  /** @default the kind's usual scope */
  readonly scope?: FailureScope
}

/** True when all that a rule names holds. */
export function ruleHolds(rule: ErrorRule, status: number | undefined, error: VendorError): boolean {
  const { code, message } = rule
  return (
    (rule.status === undefined || (status !== undefined && rule.status.includes(status))) &&
    (code === undefined || error.words.some((word) => code.test(word))) &&
    (message?.test(error.message) ?? true)
  )
}
