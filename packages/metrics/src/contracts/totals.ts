import type { FailureKind, TokenUsage } from '@llm-balancer/core'

/** What came of attempts since counting began. */
export interface AttemptTotals {
  readonly successes: number
  readonly failures: number
  /** Attempts that count neither for nor against a target: aborted by the caller, the caller's fault, beaten by a hedge. */
  readonly neutral: number
  /** By kind; `timeout` counts the timeouts. */
  readonly failuresByKind: Readonly<Partial<Record<FailureKind, number>>>
  /** Tokens that were reported. Cached ones are part of the input tokens, reasoning of the output tokens. */
  readonly tokens: Required<TokenUsage>
  /** Successes that reported no tokens. */
  readonly withoutUsage: number
  /** What the attempts with a known price cost together, in millionths of a US dollar; absent while none had one. */
  readonly costMicroUsd?: number
  /** Attempts that used tokens and whose price is not known: they are missing in the cost. */
  readonly unpriced: number
}

/** What came of runs since counting began. */
export interface RunTotals {
  readonly succeeded: number
  readonly failed: number
  /** Ended by their callers. */
  readonly cancelled: number
  /**
   * By the code of the error (`all-targets-failed`, `deadline-exceeded` …) or, where a target's own error was thrown, by the kind of
   * the failure.
   */
  readonly failuresByReason: Readonly<Record<string, number>>
}

/** How often attempts were further ones of their run. */
export interface RepeatTotals {
  /** Attempts on the same target as the one before. */
  readonly retries: number
  /** Attempts on another target than the one before, which had failed. */
  readonly failovers: number
  /** Attempts begun beside one that took long. */
  readonly hedges: number
}
