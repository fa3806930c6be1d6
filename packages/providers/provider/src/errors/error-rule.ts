import type { FailureKind, FailureScope } from '@llm-balancer/core'
import type { VendorError } from './vendor-error.ts'

/**
 * One row of a vendor's error table: an error that fits every condition of the row is of its `kind`. Tables are read from
 * the top, the vendor's own before the common one, and the first row that fits wins; put quota before rate limits, because
 * a spend limit is often a 429.
 */
export interface ErrorRule {
  /** HTTP statuses; an error inside a stream has none, unless its object holds one. */
  readonly status?: readonly number[]
  /** Tested against the vendor's codes, types and reasons. */
  readonly code?: RegExp
  /** Tested against the vendor's text. */
  readonly message?: RegExp
  readonly kind: FailureKind
  /** @default the kind's usual scope */
  readonly scope?: FailureScope
}

/** True when an error fits every condition of a rule. */
export function fitsRule(rule: ErrorRule, status: number | undefined, error: VendorError): boolean {
  const { code, message } = rule
  return (
    (rule.status === undefined || (status !== undefined && rule.status.includes(status))) &&
    (code === undefined || error.words.some((word) => code.test(word))) &&
    (message?.test(error.message) ?? true)
  )
}
