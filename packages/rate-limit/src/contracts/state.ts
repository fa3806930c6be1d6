import type { LimitState } from './limit-state.ts'

/** One limit, as plain data. */
export interface SavedLimit extends Pick<LimitState, 'unit' | 'limit' | 'windowMs' | 'source' | 'kind'> {
  /** The user's own number, which the vendor's may be below; absent for a limit that is not the user's. */
  readonly own?: number | undefined
  /** What could still be used; below 0 when more was used than there was. */
  readonly left: number
  /** What could be used at once when nothing had been used for long. */
  readonly most: number
  /** Clock time in ms at which a fixed window ends. */
  readonly resetAt?: number | undefined
  /** With `exact`: when how much was taken, the oldest first. */
  readonly taken?: readonly (readonly [at: number, amount: number])[] | undefined
  /** What is known of how much the vendor allows at once. */
  readonly atOnce: {
    /** Share of the usual burst, within (0, 1]; below 1 after refusals. */
    readonly burstRatio: number
    /** How many reports of the vendor there were, as far as that counts. */
    readonly reports: number
    /** The most that it ever had left. */
    readonly mostLeft: number
  }
}

/** What was learnt of the size of calls. */
export interface SavedTokens {
  /** Tokens that were estimated for the latest calls, and those that they really used. */
  readonly estimated: number
  readonly real: number
  /** Mean of the latest calls; absent while there was none. */
  readonly mean?: number | undefined
}

/** What `exportState` of a limiter gives: plain data that JSON can hold, without secrets. */
export interface RateLimiterState {
  readonly version: 1
  /** Clock time in ms at which it was exported: what comes back with time is counted from there. */
  readonly savedAt: number
  readonly limits: readonly SavedLimit[]
  /** Share of the known rate that is used; below 1 after refusals. */
  readonly pace: number
  /** Clock time in ms until which no call may begin; absent when it may. */
  readonly pausedUntil?: number | undefined
  readonly tokens: { readonly input: SavedTokens; readonly output: SavedTokens }
}
