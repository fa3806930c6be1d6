import type { FailureKind, PickReason, TokenUsage } from '@llm-balancer/core'

/** What happened in one run, as far as it may be told: no prompt, no answer, no key, no message of an error. */
export interface RunTrail {
  /** Name of the observed balancer. */
  readonly balancer: string
  readonly runId: number
  /** Clock time in ms. */
  readonly startedAt: number
  readonly streaming: boolean
  readonly tenant?: string
  readonly operation?: string
  /** The first 50 attempts, in the order in which they began. */
  readonly attempts: readonly AttemptTrail[]
  /** How many more there were. */
  readonly moreAttempts?: number
  /** The first 50 waits. */
  readonly waits: readonly WaitTrail[]
  /** How many more there were. */
  readonly moreWaits?: number
  /** How it ended; absent while it runs. */
  readonly result?: 'succeeded' | 'failed' | 'cancelled'
  readonly durationMs?: number
  /** The target that served. */
  readonly targetId?: string
  /** Why it failed: the code of the error, or the kind of the last failure. */
  readonly reason?: string
}

/** One attempt of a run. */
export interface AttemptTrail {
  /** 1-based within the run. */
  readonly number: number
  readonly targetId: string
  /** Clock time in ms. */
  readonly startedAt: number
  readonly hedge?: true
  /** Why its target was chosen; absent when that is not kept. */
  readonly picked?: PickReason
  /** Ms from its start to the first content of a stream. */
  readonly firstContentMs?: number
  /** How it ended; absent while it runs. */
  readonly outcome?: 'success' | 'failure' | 'neutral'
  readonly durationMs?: number
  readonly kind?: FailureKind
  readonly status?: number
  readonly retryAfterMs?: number
  readonly usage?: TokenUsage
  /** In millionths of a US dollar; absent while it is not known. */
  readonly costMicroUsd?: number
  /** True when a stream broke after this attempt's first content, and began again on another target. */
  readonly restarted?: true
}

/** One wait of a run. */
export interface WaitTrail {
  /** Clock time in ms. */
  readonly startedAt: number
  /** No target could take it, or it waited before a retry. */
  readonly cause: 'unavailable' | 'retry'
  /** How long it took, in ms; absent while it lasts. */
  readonly durationMs?: number
  /** Up to 16 of the targets that were passed over, and why. */
  readonly considered: PickReason['excluded']
}
