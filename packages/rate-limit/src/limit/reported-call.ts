/** A call that a report belongs to. */
export interface ReportedCall {
  /** Clock time at which it was sent. */
  readonly sentAt: number
  /** The calls of a limiter count from 1. */
  readonly sequence: number
  /** What it took of this limit. */
  readonly amount: number
  /** What has been sent after it, or is not settled yet. */
  readonly sentSince: number
}
