import type { Period } from './period.ts'

/** What a server can do, and how it says that it cannot. */
export interface ServerConditions {
  readonly capacity: Capacity
  /** From the moment that a call has had its turn to its answer, in ms. With places it is the time that a call keeps its place. @default 300 */
  readonly answerMs?: number
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

/** Conditions for a while. */
export interface ServerChange extends Period {
  readonly to: Partial<ServerConditions>
}
