import type { FailureKind, FailureScope } from './failure.ts'
import type { VendorError } from './vendor-error.ts'

/**
 * One row of a table of errors: an error that fits every condition of the row is of its `kind`. Tables are read from the top, a
 * vendor's own before the common one, and the first row that fits wins; put quota before rate limits, because a spend limit is
 * often a 429.
 */
export interface ErrorRule {
  /** HTTP statuses. An error inside a stream has none, unless its object holds one: it is read like a refusal with 400. */
  readonly status?: readonly number[]
  /** Tested against the vendor's codes, types and reasons. */
  readonly code?: RegExp
  /** Tested against the vendor's text. */
  readonly message?: RegExp
  /** Tested against the name of the parameter that the vendor complains about. */
  readonly param?: RegExp
  readonly kind: FailureKind
  /** @default the kind's usual scope */
  readonly scope?: FailureScope
}

/** What a rule looks at. */
export type RuleFacts = Pick<VendorError, 'words' | 'message' | 'param'>

/** True when an error fits every condition of a rule. */
export function fitsRule(rule: ErrorRule, status: number | undefined, error: RuleFacts): boolean {
  const { code, message, param } = rule
  return (
    (rule.status === undefined || rule.status.includes(status ?? 400)) &&
    (code === undefined || error.words.some((word) => code.test(word))) &&
    (message === undefined || message.test(error.message)) &&
    (param === undefined || (error.param !== undefined && param.test(error.param)))
  )
}
