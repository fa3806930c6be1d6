import { systemClock, type Clock } from '../time/clock.ts'
import type { Guard } from '../contracts/guard.ts'
import type { PoolOptions } from '../contracts/pool-options.ts'
import type { BalancerHedgeOptions } from '../contracts/hedge.ts'
import type { Backoff, RetryBudget } from '../contracts/retry.ts'
import type { Strategy } from '../contracts/strategy.ts'
import type { TargetView } from '../contracts/target.ts'
import type { AttemptTimeouts } from '../contracts/timeouts.ts'
import type { TargetOptions } from '../contracts/target-options.ts'
import { checkHedge } from '../options/check-hedge.ts'
import { optionsOf, readOptions, type OptionTable } from '../options/read-options.ts'
import {
  atLeastOne,
  checkBoolean,
  checkFunction,
  hasMethods,
  mustBe,
  nonNegative,
  numberWithin,
  oneOf,
  positive,
} from '../options/checks.ts'
import { systemRandom, type Random } from '../time/random.ts'
import { checkStrategy } from '../strategies/check-strategy.ts'
import { peakEwma } from '../strategies/peak-ewma.ts'
import { checkBackoff } from '../backoff/check-backoff.ts'
import type { ExponentialWaitSettings } from '../backoff/exponential-waits.ts'
import type { Acceptable } from '../contracts/acceptable.ts'
import type { Classify } from '../contracts/classify.ts'
import type { EngineSettings, WaitingOptions } from '../run/engine.ts'
import { toHedgeSettings } from '../run/hedge-settings.ts'
import { checkPools } from '../targets/check-pools.ts'
import { attemptClocks } from '../targets/check-timeouts.ts'
import { checkBudget } from '../budget/check-budget.ts'
import { createRetryBudget } from '../budget/create-retry-budget.ts'

/** Settings of `createBalancer`. */
export interface BalancerOptions<Client> {
  /** The targets to begin with; may be empty. */
  readonly targets: readonly TargetOptions<Client>[]
  /** Chooses among the eligible targets. @default peakEwma() */
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
  /** Gives the guards of each target that has no `guards` of its own; what it is given stays up to date. @default none */
  readonly guards?: (target: TargetView) => readonly Guard[]
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
  /** Where time comes from. @default the machine's clock */
  readonly clock?: Clock
  /** Where random numbers come from. @default the machine's */
  readonly random?: Random
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
  /** Bounds the retries of all runs together; false for no bound. @default createRetryBudget() */
  readonly budget?: RetryBudget | false
  /** Longest wait for a target that may yet serve a failed run, in ms, ≥ 0. @default 60 000 */
  readonly maxWaitMs?: number
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
  /** Calls the one that is soonest available, although its guards refuse it. */
  | 'least-bad'
  /** Waits for a target, up to 5 s. */
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

/** The options with every default filled in. */
export interface ResolvedOptions<Client> extends EngineSettings {
  readonly targets: readonly TargetOptions<Client>[]
  readonly pools: Readonly<Record<string, PoolOptions>> | undefined
  readonly guards: ((target: TargetView) => readonly Guard[]) | undefined
}

const retryTable: OptionTable<BalancerRetryOptions> = {
  maxAttempts: [atLeastOne],
  attemptsPerTarget: [atLeastOne, 1],
  backoff: [checkBackoff, {}],
  budget: [checkBudget],
  maxWaitMs: [nonNegative, 60_000],
  failoverOnContentPolicy: [checkBoolean, false],
}
const coolingTable: OptionTable<CoolingOptions> = {
  throttleMs: [nonNegative, 1000],
  quarantineMs: [nonNegative, 300_000],
  maxRetryAfterMs: [nonNegative, 300_000],
}
const waitingTable: OptionTable<WaitingOptions> = {
  maxWaitMs: [positive, 5000],
  maxWaiting: [atLeastOne, 1000],
}
const timeoutTable: OptionTable<TimeoutOptions> = {
  ...attemptClocks,
  deadlineMs: [positive, Infinity],
  failoverReserveRatio: [numberWithin({ min: 0, max: 1, below: true }), 0],
}
const isMade = mustBe(
  'a strategy; call the function that makes it: roundRobin()',
  (value) => typeof value === 'object',
)

const table: OptionTable<BalancerOptions<unknown>> = {
  targets: [],
  strategy: [(name, value, owner) => checkStrategy(name, isMade(name, value, owner), owner)],
  retry: [optionsOf(retryTable), {}],
  timeouts: [optionsOf(timeoutTable), {}],
  whenUnavailable: [
    (name, value, owner) => {
      const given = value === 'wait' ? {} : value
      const check = typeof given === 'object' ? optionsOf(waitingTable) : oneOf('fail', 'wait', 'least-bad')
      return check(name, given, owner)
    },
    'fail',
  ],
  hedge: [checkHedge, false],
  cooling: [optionsOf(coolingTable), {}],
  pools: [checkPools],
  guards: [checkFunction],
  classify: [checkFunction],
  classifyResponse: [checkBoolean, true],
  acceptable: [checkFunction],
  clock: [hasMethods('now', 'schedule'), systemClock],
  random: [checkFunction, systemRandom],
}

/** Fills in the defaults and checks every value. @throws TypeError or RangeError naming the option that is wrong */
export function resolveOptions<Client>(options: BalancerOptions<Client>): ResolvedOptions<Client> {
  const { hedge: given, ...resolved } = readOptions('createBalancer', options, table) as Partial<
    Omit<ResolvedOptions<Client>, 'hedge'> & { readonly hedge: BalancerHedgeOptions | false }
  >
  const { strategy = peakEwma() } = resolved
  const hedge = given === undefined || given === false ? undefined : toHedgeSettings(given)
  if (!Array.isArray(resolved.targets))
    throw new TypeError('createBalancer: "targets" must be an array of targets')
  const budget = resolved.retry?.budget ?? createRetryBudget()
  return { ...resolved, strategy, hedge, retry: { ...resolved.retry, budget } } as ResolvedOptions<Client>
}
