import type { Acceptable } from './acceptable.ts'
import type { Classify } from './classify.ts'
import type { BalancerHedgeOptions } from './hedge.ts'
import type { PoolOptions } from './pool-options.ts'
import type { Backoff, ExponentialWaitSettings, RetryBudget, RetryBudgetOptions } from './retry.ts'
import type { Strategy } from './strategy.ts'
import type { AttemptTimeouts } from './timeouts.ts'

/** The settings of a balancer that its runs go by. They can change while it serves. */
export interface BalancerSettings {
  /** Chooses among the eligible targets. @default adaptive() */
  readonly strategy?: Strategy
  readonly retry?: BalancerRetryOptions
  readonly timeouts?: TimeoutOptions
  /** What a run does when no target may take it. @default 'fail' */
  readonly whenUnavailable?: WhenUnavailable
  /** When a second attempt begins beside one that takes long. @default false: never */
  readonly hedge?: BalancerHedgeOptions | false
  readonly cooling?: CoolingOptions
  /** What targets of the same `pool` may do together, by its name. @default {} */
  readonly pools?: Readonly<Record<string, PoolOptions>>
  /** Judges an error before the built-in classifier; undefined leaves it to that one. */
  readonly classify?: Classify
  /**
   * Whether a returned `Response` with a status of 400 or more is a failure, classified like an error of that status, so that
   * `(url, { signal }) => fetch(url, { signal })` fails over. When the run fails with it, it is thrown as a `ProviderError` with
   * that `response`. @default true
   */
  readonly classifyResponse?: boolean
  /** Judges the answers of runs that bring no rule of their own: see {@link RunOptions.acceptable}. @default every answer is accepted */
  readonly acceptable?: Acceptable
}

/** How often and how soon a run tries again. */
export interface BalancerRetryOptions {
  /**
   * Most attempts of one run, the first included and on all targets together, a whole number ≥ 1. Unset: every target may be
   * tried once, and a target is called again only up to 3 attempts in all.
   *
   * @default unset
   */
  readonly maxAttempts?: number
  /** Attempts on one target before the next one is tried, a whole number ≥ 1. @default 1 */
  readonly attemptsPerTarget?: number
  /**
   * Waits before a target is tried again: a function, a sequence such as `exponentialBackoff()` of `@llm-balancer/retry`, or
   * plain settings of exponential waits.
   *
   * @default { baseMs: 500, maxMs: 8000, factor: 2, jitter: 'full' }
   */
  readonly backoff?: Backoff | ExponentialWaitSettings
  /** Bounds the retries of all runs together: a budget, or settings of one; false for no bound. @default {} */
  readonly budget?: RetryBudget | RetryBudgetOptions | false
  /** Longest wait for a target that may yet serve a failed run, in ms, ≥ 0. @default 60 000 */
  readonly maxWaitMs?: number
  /**
   * Whether a run that has failed waits, within `maxWaitMs`, also for targets that something blocks: a cooldown, an open circuit, a
   * used-up limit. False: it waits for its own backoff before it calls a target again, and for nothing that is blocked. @default true
   */
  readonly waitForBlocked?: boolean
  /**
   * Whether a content filter's refusal is worth a try on another target; so is an answer of a chat model that ends with the finish
   * `content-filter` and has nothing in it. @default false
   */
  readonly failoverOnContentPolicy?: boolean
}

/** The clocks of attempts and of the whole run, in ms, above 0; Infinity switches one off. */
export interface TimeoutOptions extends AttemptTimeouts {
  /** Total time of a run, waits and retries included. @default Infinity */
  readonly deadlineMs?: number
  /**
   * While another target could take over, the share of what is left of the deadline that an attempt leaves for it, within
   * [0, 1): with 0.5 one that hangs costs half of the time. A stream without a deadline leaves it of `firstContentMs`. Not for
   * targets and calls with clocks of their own.
   *
   * @default 0
   */
  readonly failoverReserveRatio?: number
}

/** What a run does when no target may take it. */
export type WhenUnavailable =
  /** Throws at once. */
  | 'fail'
  /** Calls the one that is soonest available although its guards refuse it, unless one of those is binding. */
  | 'least-bad'
  /**
   * Waits up to 5 s for a target that comes back in that time, or once a call there has ended. Where none can (all are drained, or there
   * are none) it throws at once: nothing says that one will be added.
   */
  | 'wait'
  | {
      /** Longest wait in ms, above 0. @default 5000 */
      readonly maxWaitMs?: number
      /** Most runs waiting at a time; a further one fails at once. @default 1000 */
      readonly maxWaiting?: number
    }

/** For how long a failure blocks a target, in ms, ≥ 0. */
export interface CoolingOptions {
  /** A rate limit without a hint; doubles with each further one in a row, up to 30 s. @default 1000 */
  readonly throttleMs?: number
  /** A bad key, a missing permission, a used-up quota, an unknown model. @default 300 000 */
  readonly quarantineMs?: number
  /** No server's hint blocks a target for longer. @default 300 000 */
  readonly maxRetryAfterMs?: number
}
