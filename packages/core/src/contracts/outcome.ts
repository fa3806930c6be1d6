import type { Failure, FailureKind } from '../errors/failure.ts'
import type { TokenUsage } from './usage.ts'

/** What every outcome measures. */
export interface OutcomeMeasures {
  /** Milliseconds from the attempt's start to its end. */
  readonly durationMs: number
  /** Milliseconds from the attempt's start to its first content; for a plain call, to its answer. */
  readonly firstContentMs?: number
  /** Tokens used, also by an attempt that failed half-way. */
  readonly usage?: TokenUsage
  /**
   * What the attempt cost, in whole micro-dollars (millionths of a US dollar); absent while its tokens or the price of its target
   * are not known.
   */
  readonly costMicroUsd?: number
}

/**
 * How an attempt ended. `success`: the target did its work. `failure`: it, or the key in it, did not. `neutral`: the
 * caller went away or asked for something impossible, or another attempt of the run answered first, which counts neither for nor
 * against the target.
 */
export type Outcome =
  | (OutcomeMeasures & { readonly type: 'success' })
  | (OutcomeMeasures & Failure & { readonly type: 'failure' })
  | (OutcomeMeasures & {
      readonly type: 'neutral'
      /** What failed, where something did that does not count against the target. */
      readonly kind?: FailureKind
      /** True when nothing was sent: another guard refused the call. */
      readonly unsent?: true
      /** True when another attempt of the run answered first: this one would have taken longer than `durationMs`. */
      readonly beaten?: true
    })
