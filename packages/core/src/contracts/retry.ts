import type { Random } from '../time/random.ts'

/**
 * How long to wait before a target is called again, in ms. `retry` is 0 before the first second try, and so on. The
 * balancer waits longer when the server asks for it.
 */
export type Backoff = (retry: number, random: Random) => number

/**
 * Bounds how many retries all runs may make together, so that an outage cannot multiply traffic. Only a second try on the
 * same target is charged; going to another target is free.
 */
export interface RetryBudget {
  /** Takes the price of one retry; false when there is not enough left, and then the run fails with its real error. */
  withdraw(kind: 'transient' | 'throttled'): boolean
  /** A run succeeded: gives back `retry`'s price when it needed one, else a little. */
  deposit(retry: 'none' | 'transient' | 'throttled'): void
  /** Tokens left. */
  readonly remaining: number
}
