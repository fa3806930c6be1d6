import type { Period } from './period.ts'

/** What a server can do, and how it says that it cannot. */
export interface ServerConditions {
  /** How many calls it takes; the others wait for their turn. @default all at once */
  readonly capacity?: Capacity
  /**
   * From the moment that a call has had its turn to its first content, in ms; the median where `spread` is above 0. A plain call is
   * answered then as well, unless the server writes at `tokensPerSecond`. With places it is the time that a call keeps its place.
   *
   * @default 300
   */
  readonly answerMs?: number
  /** How far answers differ from `answerMs`: the σ of a lognormal distribution. 0 = not at all. @default 0 */
  readonly spread?: number
  /** Some answers take much longer: this share of them, this many times as long. @default none */
  readonly tail?: { readonly ratio: number; readonly factor: number }
  /** Prompt tokens that are read per second, before the first content; those in the cache take no time. @default Infinity */
  readonly promptTokensPerSecond?: number
  /** Tokens of an answer that are written per second. @default Infinity */
  readonly tokensPerSecond?: number
  /** With more calls than this under way everything takes longer, in proportion. @default Infinity */
  readonly knee?: number
  /** How many times as long everything takes; writing takes the square root of it. @default 1 */
  readonly slowness?: number
  /** Share of the calls that fail with a 500 on the way, after 40 % of the time to their first content. @default 0 */
  readonly failureRatio?: number
  /** Share of the calls that are refused with a 429 although nothing is used up: the vendor's own shortage. @default 0 */
  readonly sheddingRatio?: number
  /** A call that would wait longer than this for its turn is refused, in ms; Infinity refuses none, 0 keeps no queue. @default 1000 */
  readonly longestQueueMs?: number
  /** How a call is refused for which the queue is too long. @default { status: 503, afterMs: 5 } */
  readonly refusal?: Refusal
  /** Every call ends so; undefined while the server works. @default undefined */
  readonly down?: Down | undefined
}

/** How many calls a server takes: so many per second, one after another, or so many at a time. Fractions are possible. */
export type Capacity =
  | { readonly perSecond: number; readonly places?: never }
  | { readonly places: number; readonly perSecond?: never }

/** An answer that says "not now". */
export interface Refusal {
  /** 503 is `overloaded`, 429 is `rate-limit`. */
  readonly status: 503 | 429
  /** Until the answer, in ms; 0 answers within the same moment. @default 5 */
  readonly afterMs?: number
  /** The `Retry-After` that comes with it, in ms. @default none */
  readonly retryAfterMs?: number
}

/**
 * A server that works no longer: it refuses every call, the waiting ones included; no connection is made (`refused`); or it is
 * silent (`hanging`): it answers no call that arrives meanwhile, even later, and goes on with those before it afterwards.
 */
export type Down = Refusal | 'refused' | 'hanging'

/** Conditions for a while, or again and again. */
export interface ServerChange extends Period {
  readonly to: Partial<ServerConditions>
  /** Within the period they hold for the first `forMs` of every `everyMs`. @default all the time */
  readonly repeat?: { readonly forMs: number; readonly everyMs: number }
}
