import type { Random } from '@llm-balancer/core/time'

/** An open time that grows each time a probe fails. */
export interface ResetGrowth {
  /** The first open time in ms, ≥ 0. */
  readonly baseMs: number
  /** What it is multiplied by each time, ≥ 1. @default 2 */
  readonly factor?: number
  /** The longest open time in ms, ≥ `baseMs`. @default 10 × baseMs */
  readonly maxMs?: number
}

/** Gives the open time in ms. `openings`: how often the circuit has opened since it was last closed, from 1. */
export type ResetDelay = (openings: number, random: Random) => number

/** What a {@link ResetBackoff} is given. cockatiel's `IHalfOpenAfterBackoffContext` has this shape. */
export interface ResetBackoffContext {
  /** How often the circuit has opened since it was last closed, from 1. */
  readonly attempt: number
  /** Always the same: a circuit does not hand the outcomes of its calls on. */
  readonly result: { readonly value: undefined }
  /** Never aborts. */
  readonly signal: AbortSignal
}

/**
 * A sequence of open times: `next` gives its first step, and each step the next one. Any backoff of cockatiel is one, such
 * as `new IterableBackoff([1000, 5000, 30_000])`. It must not change itself: one may configure many breakers.
 */
export interface ResetBackoff {
  next(context: ResetBackoffContext): ResetStep
}

/** One step of a {@link ResetBackoff}. */
export interface ResetStep extends ResetBackoff {
  /** The open time in ms. */
  readonly duration: number
}

/** How long a circuit stays open before a probe, in one of four forms. */
export type ResetTimeout = number | ResetGrowth | ResetDelay | ResetBackoff

/** The same, checked and with the defaults filled in. */
export type CompleteResetTimeout = Exclude<ResetTimeout, ResetGrowth> | Required<ResetGrowth>
