import type { RunTotals } from '../contracts/totals.ts'

/** The totals of no runs. */
const noRuns: RunTotals = { succeeded: 0, failed: 0, cancelled: 0, failuresByReason: {} }

/** Counts how runs ended. */
export class RunCounters {
  #succeeded: number
  #failed: number
  #cancelled: number
  readonly #failuresByReason: Record<string, number>

  constructor(totals: RunTotals = noRuns) {
    this.#succeeded = totals.succeeded
    this.#failed = totals.failed
    this.#cancelled = totals.cancelled
    this.#failuresByReason = { ...totals.failuresByReason }
  }

  succeed(): void {
    this.#succeeded += 1
  }

  fail(reason: string): void {
    this.#failed += 1
    this.#failuresByReason[reason] = (this.#failuresByReason[reason] ?? 0) + 1
  }

  cancel(): void {
    this.#cancelled += 1
  }

  /** Adds the totals of others. */
  addAll(others: RunTotals): void {
    this.#succeeded += others.succeeded
    this.#failed += others.failed
    this.#cancelled += others.cancelled
    for (const [reason, count] of Object.entries(others.failuresByReason))
      this.#failuresByReason[reason] = (this.#failuresByReason[reason] ?? 0) + count
  }

  /** The totals now, as a plain object. */
  totals(): RunTotals {
    return {
      succeeded: this.#succeeded,
      failed: this.#failed,
      cancelled: this.#cancelled,
      failuresByReason: { ...this.#failuresByReason },
    }
  }
}
