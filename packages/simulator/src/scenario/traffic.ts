import type { AttemptTimeouts } from '@llm-balancer/core'
import type { Period } from './period.ts'

/** Callers of one kind. They arrive whether or not earlier ones have been served. */
export interface Traffic {
  /** Tells several kinds apart in the results. */
  readonly name: string
  readonly arrivals: Arrivals
  /** How long prompts and answers are. @default no tokens */
  readonly tokens?: TokenSizes
  /** Calls that belong together: each repeats everything said before. @default every call is for itself */
  readonly sessions?: Sessions
  /** Whether callers read a stream, and so are served by the first content. @default false */
  readonly streaming?: boolean
  /** What each call brings along. @default nothing */
  readonly call?: CallSettings
}

/** When calls arrive: independently of each other at a mean rate, many at once, again and again, or as in a log of one's own. */
export type Arrivals = SteadyArrivals | WavesOfArrivals | TracedArrivals

/** Calls that arrive independently of each other. */
export interface SteadyArrivals extends Period {
  readonly perSecond: number
  /** The coefficient of variation of the gaps between calls, above 0: 1 is a Poisson process, 2 comes in bursts. @default 1 */
  readonly burstiness?: number
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

/** Calls as they came, such as from a log. */
export interface TracedArrivals {
  readonly trace: readonly TracedCall[]
}

/** One call of a trace. What it does not say is drawn like that of other calls. */
export interface TracedCall {
  readonly atMs: number
  readonly inputTokens?: number
  readonly outputTokens?: number
  /** Calls with the same word belong together. */
  readonly session?: string
}

/** How many tokens calls have. */
export interface TokenSizes {
  readonly input: TokenSize
  readonly output: TokenSize
}

/** A lognormal number of tokens. */
export interface TokenSize {
  readonly median: number
  /** The σ of the lognormal distribution. @default 0 */
  readonly spread?: number
  /** @default 1 */
  readonly least?: number
  /** @default Infinity */
  readonly most?: number
}

/** Conversations of several calls. */
export interface Sessions {
  /** Tokens that every conversation begins with: instructions and tools. */
  readonly systemTokens: number
  /** Share of the calls that continue a conversation. */
  readonly continueRatio: number
  /** How many conversations are open at a time. */
  readonly active: number
}

/** Limits that a caller sets for its own call, as in `RunOptions`. */
export interface CallSettings {
  readonly deadlineMs?: number
  readonly timeouts?: AttemptTimeouts
}
