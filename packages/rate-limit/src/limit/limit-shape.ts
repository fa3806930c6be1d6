import type { Unit } from './unit.ts'

/** What a limit is made from. */
export interface LimitShape {
  readonly unit: Unit
  /** How much may be used per window, a whole number ≥ 0. */
  readonly limit: number
  readonly windowMs: number
  /** How much may be used at once while the vendor has said nothing. */
  readonly burst: number
  /** Whose number it is: the user's, the vendor's, or a guess from refusals. */
  readonly source: 'configured' | 'reported' | 'guessed'
  /** True when no window may ever exceed it: see {@link SlidingWindow}. */
  readonly exact?: boolean | undefined
  /** For a window that ends at certain times: see {@link FixedWindow}. */
  readonly nextReset?: ((time: number) => number) | undefined
}
