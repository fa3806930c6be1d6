import type { LimitReport } from '@llm-balancer/core'

/** One limit, as it is now. */
export interface LimitState {
  readonly unit: LimitReport['unit']
  readonly limit: number
  readonly windowMs: number
  /** What may still be used now; below 0 when more was used than there was. */
  readonly left: number
  /** Whose number it is: the user's, the vendor's, or a guess from refusals. */
  readonly source: 'configured' | 'reported' | 'guessed'
  /** Fills evenly, or all at once when its window ends, or with `exact` as the calls leave the window in which they began. */
  readonly kind: 'bucket' | 'fixed-window' | 'sliding-window'
  /** Clock time in ms at which a fixed window ends. */
  readonly resetAt?: number
}
