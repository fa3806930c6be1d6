import type { Guard, TokenPrice, TokenUsage } from '@llm-balancer/core'
import type { BudgetTarget } from '../budget/budget.ts'

/** What calls are told apart by. */
export interface InvoiceLabels {
  readonly tenant?: string | undefined
  readonly provider?: string | undefined
  readonly model?: string | undefined
}

/** One call that has ended. */
export interface InvoicedCall extends InvoiceLabels {
  readonly usage: TokenUsage
  /** @default not known: the call counts as unpriced */
  readonly price?: TokenPrice | undefined
}

/** A target, as far as an invoice looks at it. What it is given may change while it serves. */
export interface InvoicedTarget extends BudgetTarget {
  /** @default not known here: what the balancer says that each attempt cost is added up, in whole micro-dollars */
  readonly cost?: TokenPrice | undefined
  readonly model?: string | undefined
}

/** All calls of the same labels. */
export interface InvoiceLine extends InvoiceLabels {
  readonly calls: number
  /** Those of them whose cost is not known: it is not part of `costMicroUsd`. */
  readonly unpriced: number
  readonly usage: Required<TokenUsage>
  /** In whole micro-dollars, rounded once. */
  readonly costMicroUsd: number
}

/** What calls have cost, as a plain object. */
export interface InvoiceSnapshot {
  /** In the order in which they began. */
  readonly lines: readonly InvoiceLine[]
  /** Calls of further labels, when there were more than `maxLines`. */
  readonly rest?: InvoiceLine
  /** All lines together. */
  readonly costMicroUsd: number
  readonly unpriced: number
}

/** Adds up what calls cost. */
export interface Invoice {
  /** Adds a call. @throws TypeError or RangeError for a bad one */
  add(call: InvoicedCall): void
  /** Adds the attempts of a target of a balancer that used something, failed ones and hedges too. It lets every call pass. */
  guard(target: InvoicedTarget): Guard
  toJSON(): InvoiceSnapshot
  /** Gives what {@link toJSON} does, and begins anew. */
  take(): InvoiceSnapshot
}
