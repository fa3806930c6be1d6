import type { LimitReport, TokenPrice } from './usage.ts'

/** The settings of a target; never its client and never a secret. */
export interface TargetView {
  /** Names the target in errors, events and snapshots. Unique within a balancer. */
  readonly id: string
  /** Relative share; 0 = drained, never picked. */
  readonly weight: number
  /** Lower is chosen first by strategies that rank by priority. */
  readonly priority: number
  readonly tags: readonly string[]
  readonly cost?: TokenPrice | undefined
  /** The largest number of input and output tokens one call may have, where known. */
  readonly contextWindow?: number | undefined
  /** The model it serves: what one model cannot do (a prompt too long for it), the same model cannot do elsewhere. */
  readonly model?: string | undefined
  /** What its model is known not to do, in the words of {@link RunOptions.needs}. */
  readonly lacks?: readonly string[] | undefined
  /** The vendor that serves it. */
  readonly provider?: string | undefined
  /** Targets with the same pool share one key or account: a failure that is charged to the key blocks all of them. */
  readonly pool?: string | undefined
  /** Most attempts that may run on it at a time, by its user's own word. */
  readonly concurrency?: number | undefined
}

/** A target as strategies and meters see it: its settings and its present use. One object for its whole life. */
export interface TargetState extends TargetView {
  /** Its place in the order in which the targets were added: a number that no other target of its balancer has. */
  readonly order: number
  /** Attempts running now. */
  readonly inFlight: number
  /** What the vendor reported last of its limits, with the clock time at which the report came. */
  readonly limits: readonly LimitReport[]
  readonly limitsAt: number
  /** The share that is left of the tightest limit that its guards keep, at most 1, at a clock time; undefined when they keep none. */
  headroomRatio(now: number): number | undefined
}
