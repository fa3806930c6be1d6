/**
 * When a second attempt is begun beside one that takes long. The one that answers first serves the run, the other is aborted. For
 * calls of which a few take much longer than the others: it costs a few more calls, and shortens the longest waits.
 */
export type BalancerHedgeOptions = HedgeAfterTime | HedgeAfterLatency

/** Hedges what takes longer than a time of your own. */
export interface HedgeAfterTime {
  /** Milliseconds, ≥ 0, without an answer, or without a stream's first content: a little more than most calls take. */
  readonly afterMs: number
  readonly after?: undefined
  /**
   * Hedges per run in the long run, within (0, 1]: each run that succeeds allows this much of one. Ten more may be made at once.
   *
   * @default 0.05
   */
  readonly budgetRatio?: number | undefined
}

/** Hedges what takes longer than 95 % of the calls of its target have taken. */
export interface HedgeAfterLatency {
  /**
   * The time that 95 % of the target's latest calls took, plain calls and streams apart. A target is not hedged before 20 calls
   * are known of it.
   */
  readonly after: 'p95'
  readonly afterMs?: undefined
  /**
   * Hedges per run in the long run, within (0, 1]: each run that succeeds allows this much of one. Ten more may be made at once.
   *
   * @default 0.05
   */
  readonly budgetRatio?: number | undefined
}
