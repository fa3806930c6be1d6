import type { FailureKind } from '../errors/failure.ts'
import type { LimitReport, TokenUsage } from './usage.ts'

/**
 * What `exportState` gives, as plain data that JSON can hold, for `initialState` of a balancer after a restart. It holds no client and no
 * key. Times in it are durations, so that it can be read by the clock of another process.
 */
export interface BalancerState {
  readonly version: 1
  /** Clock time in ms at which it was exported. */
  readonly savedAt: number
  readonly targets: readonly ExportedTarget[]
}

/** What is known of one target, calls that run aside. */
export interface ExportedTarget {
  readonly id: string
  readonly counters: ExportedCounters
  /** True when its latest outcome, neutral ones aside, was a failure. */
  readonly isFailing: boolean
  /** What blocks the target itself. */
  readonly cooldown?: ExportedCooldown | undefined
  /** What blocks its key, and so its whole pool. */
  readonly keyCooldown?: ExportedCooldown | undefined
  /** How long calls take that succeed. */
  readonly learnt: {
    readonly plain: ExportedTimes
    readonly streams: ExportedTimes
  }
  /** How many calls it may have in flight by what it has refused; absent without a refusal. */
  readonly window?: number | undefined
  /** What the vendor reported last of its limits. */
  readonly limits?: { readonly reports: readonly LimitReport[]; readonly agoMs: number } | undefined
  /** What the strategy's meter has learnt of it; only a meter of the same sort can read it. */
  readonly load?: unknown
}

/** What has happened on a target, attempts that run aside. */
export interface ExportedCounters {
  readonly successes: number
  readonly failures: number
  readonly neutral: number
  readonly failuresByKind: Readonly<Partial<Record<FailureKind, number>>>
  readonly lastFailure?:
    | { readonly kind: FailureKind; readonly agoMs: number; readonly status?: number | undefined }
    | undefined
  readonly lastAttemptAgoMs?: number | undefined
  readonly successMs: number
  readonly failureMs: number
  readonly costMicroUsd: number
  readonly unpriced: number
  readonly usage: Required<TokenUsage>
}

/**
 * A time for which a target or its key stays blocked. A quarantine (of a bad key, a used-up quota, an unknown model) is not exported: after a
 * restart its cause may have been mended, and asking once more costs little.
 */
export interface ExportedCooldown {
  readonly kind: FailureKind
  /** From `savedAt` on. */
  readonly remainingMs: number
  /** True when no server said how long. */
  readonly isGuess: boolean
  /** Rate limits in a row. */
  readonly streak: number
}

/** Times of one sort of calls, in ms; absent before the first success. */
export interface ExportedTimes {
  readonly usual?: number | undefined
  readonly quick?: number | undefined
}
