import type { AttemptTimeouts } from '@llm-balancer/core'
import type { Period } from './period.ts'

/** Callers of one kind. They arrive whether or not earlier ones have been served. */
export interface Traffic {
  /** Tells several kinds apart in the results. */
  readonly name: string
  readonly arrivals: Arrivals
  /** What each call brings along. @default nothing */
  readonly call?: CallSettings
}

/** When calls arrive: independently of each other at a mean rate (a Poisson process), or many at once, again and again. */
export type Arrivals = SteadyArrivals | WavesOfArrivals

/** Calls that arrive independently of each other. */
export interface SteadyArrivals extends Period {
  readonly perSecond: number
}

/** `calls` calls at once, `times` times, `everyMs` apart. */
export interface WavesOfArrivals {
  readonly fromMs: number
  readonly calls: number
  /** @default 1 */
  readonly times?: number
  /** @default 0 */
  readonly everyMs?: number
}

/** Limits that a caller sets for its own call, as in `RunOptions`. */
export interface CallSettings {
  readonly deadlineMs?: number
  readonly timeouts?: AttemptTimeouts
}
