import type { LimitReport, TokenPrice } from './usage.ts'

/** What everybody may know about a target: its settings, never its client and never a secret. */
export interface TargetView {
  /** Names the target in errors, events and snapshots. Unique within a balancer. */
  readonly id: string
  /** Relative share; 0 = drained, never picked. */
  readonly weight: number
  /** Lower is chosen first by strategies that rank by priority. */
  readonly priority: number
  readonly tags: readonly string[]
  readonly cost?: TokenPrice
  /** The largest number of input and output tokens one call may have, where known. */
  readonly contextWindow?: number
  /** Targets with the same pool share one key or account: what is charged to the key takes all of them out. */
  readonly pool?: string
}

/** A target as strategies and meters see it: its settings and what is going on on it now. One object for its whole life. */
export interface TargetState extends TargetView {
  /** Attempts running now. */
  readonly inFlight: number
  /** The vendor's last word on its limits, with the clock time at which it came. */
  readonly limits: readonly LimitReport[]
  readonly limitsAt: number
}
