import { systemClock, type Clock } from '../clock.ts'
import type { Guard } from '../contracts/guard.ts'
import type { Backoff, RetryBudget } from '../contracts/retry.ts'
import type { Strategy } from '../contracts/strategy.ts'
import type { TargetView } from '../contracts/target.ts'
import type { AttemptTimeouts } from '../contracts/timeouts.ts'
import type { TargetOptions } from '../contracts/target-options.ts'
import {
  anything,
  atLeastOne,
  checkFunction,
  checkOptions,
  describeValue,
  nonNegative,
  numberWithin,
  oneOf,
  optionsOf,
  positive,
  withDefaults,
  type Check,
} from '../options.ts'
import { systemRandom, type Random } from '../random.ts'
import { peakEwma } from '../strategies/peak-ewma.ts'
import { exponentialBackoff, type ExponentialBackoffOptions } from './backoff.ts'
import type { Classify } from './classify-error.ts'
import { tokenBucketBudget } from './retry-budget.ts'

/** Settings of `createBalancer`. */
export interface BalancerOptions<Client> {
  /** At least one target. */
  readonly targets: readonly TargetOptions<Client>[]
  /** Chooses among the eligible targets. @default peakEwma() */
  readonly strategy?: Strategy
  readonly retry?: RetryOptions
  readonly timeouts?: TimeoutOptions
  /** What a run does when no target may take it. @default 'fail' */
  readonly whenUnavailable?: WhenUnavailable
  readonly cooling?: CoolingOptions
  /** Gives the guards of each target that brings none of its own. @default none */
  readonly guards?: (target: TargetView) => readonly Guard[]
  /** Judges an error before the built-in classifier; undefined leaves it to that one. */
  readonly classify?: Classify
  /** Where time comes from. @default the machine's clock */
  readonly clock?: Clock
  /** Where random numbers come from. @default the machine's */
  readonly random?: Random
}

/** How often and how soon a run tries again. */
export interface RetryOptions {
  /** Most attempts of one run, on all targets together, a whole number ≥ 1. @default 3, or the number of priorities if higher */
  readonly maxAttempts?: number
  /** Attempts on one target before the next one is tried, a whole number ≥ 1. @default 1 */
  readonly attemptsPerTarget?: number
  /** Waits before a target is tried again. @default exponentialBackoff() */
  readonly backoff?: Backoff | ExponentialBackoffOptions
  /** Bounds the retries of all runs together; false for no bound. @default tokenBucketBudget() */
  readonly budget?: RetryBudget | false
  /** Longest wait for a target that a failed run may still hope for, in ms, ≥ 0. @default 60 000 */
  readonly maxWaitMs?: number
  /** Whether a content filter's refusal is worth a try on another target. @default false */
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
  /** Calls the one that is soonest available, against what its guards say. */
  | 'least-bad'
  /** Waits in line, up to 5 s. */
  | 'wait'
  | {
      /** Longest wait in ms, above 0. @default 5000 */
      readonly maxWaitMs?: number
      /** Most runs waiting at a time; a further one fails at once. @default 1000 */
      readonly maxWaiting?: number
    }

/** For how long failures that say so keep a target out, in ms, ≥ 0. */
export interface CoolingOptions {
  /** A rate limit without a hint; doubles with each further one in a row, up to 30 s. @default 1000 */
  readonly throttleMs?: number
  /** A bad key, a missing permission, a used-up quota, an unknown model. @default 300 000 */
  readonly quarantineMs?: number
  /** No server's hint keeps a target out for longer. @default 300 000 */
  readonly maxRetryAfterMs?: number
}

/** The options with every default filled in. */
export interface ResolvedOptions<Client> {
  readonly strategy: Strategy
  readonly maxAttempts: number | undefined
  readonly attemptsPerTarget: number
  readonly backoff: Backoff
  readonly budget: RetryBudget | undefined
  readonly maxRetryWaitMs: number
  readonly failoverOnContentPolicy: boolean
  readonly timeouts: Required<TimeoutOptions>
  readonly whenUnavailable: 'fail' | 'least-bad' | 'wait'
  readonly maxWaitMs: number
  readonly maxWaiting: number
  readonly cooling: Required<CoolingOptions>
  readonly guards: ((target: TargetView) => readonly Guard[]) | undefined
  readonly classify: Classify | undefined
  readonly clock: Clock
  readonly random: Random
  readonly targets: readonly TargetOptions<Client>[]
}

const defaultRetry = { attemptsPerTarget: 1, maxWaitMs: 60_000, failoverOnContentPolicy: false }
const defaultTimeouts = {
  attemptMs: 60_000,
  firstContentMs: 60_000,
  idleMs: 60_000,
  deadlineMs: Infinity,
  failoverReserveRatio: 0,
}
const defaultCooling = { throttleMs: 1000, quarantineMs: 300_000, maxRetryAfterMs: 300_000 }
const defaultWaiting = { maxWaitMs: 5000, maxWaiting: 1000 }

const attemptClocks = { attemptMs: positive, firstContentMs: positive, idleMs: positive }
const isFunction: Check = checkFunction

/** The clocks of attempts. */
export const checkTimeouts: Check = optionsOf(attemptClocks)

const checks = {
  targets: anything,
  strategy: checkStrategy,
  retry: optionsOf({
    maxAttempts: atLeastOne,
    attemptsPerTarget: atLeastOne,
    backoff: anything,
    budget: checkBudget,
    maxWaitMs: nonNegative,
    failoverOnContentPolicy: anything,
  }),
  timeouts: optionsOf({
    ...attemptClocks,
    deadlineMs: positive,
    failoverReserveRatio: numberWithin({ min: 0, max: 0.99 }),
  }),
  whenUnavailable: checkWhenUnavailable,
  cooling: optionsOf({ throttleMs: nonNegative, quarantineMs: nonNegative, maxRetryAfterMs: nonNegative }),
  guards: isFunction,
  classify: isFunction,
  clock: checkClock,
  random: isFunction,
}

/** Fills in the defaults and checks every value. @throws TypeError or RangeError naming the option that is wrong */
export function resolveOptions<Client>(options: BalancerOptions<Client>): ResolvedOptions<Client> {
  checkOptions('createBalancer', options, checks)
  const { targets, whenUnavailable = 'fail', retry = {} } = options
  if (!Array.isArray(targets)) throw new TypeError('createBalancer: "targets" must be an array of targets')
  if (targets.length === 0) throw new RangeError('createBalancer: "targets" must hold at least one target')
  const { maxWaitMs: maxRetryWaitMs, ...retryRules } = withDefaults(defaultRetry, retry)
  const { backoff = {}, budget = tokenBucketBudget(), maxAttempts } = retry
  const waits = typeof whenUnavailable === 'object'
  return {
    ...retryRules,
    maxRetryWaitMs,
    maxAttempts,
    backoff: typeof backoff === 'function' ? backoff : exponentialBackoff(backoff),
    budget: budget === false ? undefined : budget,
    ...withDefaults(defaultWaiting, waits ? whenUnavailable : {}),
    whenUnavailable: waits ? 'wait' : whenUnavailable,
    timeouts: withDefaults(defaultTimeouts, options.timeouts),
    cooling: withDefaults(defaultCooling, options.cooling),
    strategy: options.strategy ?? peakEwma(),
    guards: options.guards,
    classify: options.classify,
    clock: options.clock ?? systemClock,
    random: options.random ?? systemRandom,
    targets,
  }
}

function checkStrategy(_: string, strategy: unknown): void {
  if (typeof strategy === 'string') {
    throw new TypeError('createBalancer: "strategy" must be a strategy such as roundRobin(), not its name')
  }
  if (typeof strategy === 'function') {
    throw new TypeError(
      'createBalancer: "strategy" must be a strategy; call the function that makes it: roundRobin()',
    )
  }
  checkFunction('strategy.pick', (strategy as Partial<Strategy> | null)?.pick)
}

function checkClock(name: string, clock: unknown): void {
  checkFunction(`${name}.now`, (clock as Partial<Clock> | null)?.now)
  checkFunction(`${name}.schedule`, (clock as Partial<Clock> | null)?.schedule)
}

function checkBudget(name: string, budget: unknown): void {
  if (budget === false || 'withdraw' in Object(budget)) return
  throw new TypeError(`"${name}" must be a retry budget or false, got ${describeValue(budget)}`)
}

function checkWhenUnavailable(name: string, value: unknown): void {
  const check =
    typeof value === 'object'
      ? optionsOf({ maxWaitMs: positive, maxWaiting: atLeastOne })
      : oneOf('fail', 'wait', 'least-bad')
  check(name, value)
}

/** The guards of a target: its own, or those the balancer gives. */
export function targetGuards<Client>(
  target: TargetOptions<Client>,
  options: ResolvedOptions<Client>,
): readonly Guard[] {
  const { id, weight = 1, priority = 0, tags = [], pool } = target
  if (target.guards !== undefined) return target.guards
  return options.guards?.({ id, weight, priority, tags, ...(pool === undefined ? {} : { pool }) }) ?? []
}

const targetChecks = {
  id: anything,
  client: anything,
  weight: numberWithin({ min: 0, max: Infinity }),
  priority: numberWithin({ min: -Infinity, max: Infinity }),
  tags: checkTags,
  cost: optionsOf({
    inputPerMTok: nonNegative,
    outputPerMTok: nonNegative,
    cacheReadPerMTok: nonNegative,
    cacheWritePerMTok: nonNegative,
  }),
  contextWindow: positive,
  pool: checkPool,
  guards: checkGuards,
  timeouts: checkTimeouts,
  maxAttempts: atLeastOne,
}

function checkPool(name: string, pool: unknown): void {
  if (typeof pool !== 'string') throw new TypeError(`"${name}" must be a string, got ${describeValue(pool)}`)
}

function checkGuards(name: string, guards: unknown): void {
  if (!Array.isArray(guards)) throw new TypeError(`"${name}" must be an array of guards`)
  for (const guard of guards) {
    checkFunction(`${name}[].availableAt`, (guard as Partial<Guard> | null)?.availableAt)
    checkFunction(`${name}[].acquire`, (guard as Partial<Guard> | null)?.acquire)
  }
}

function checkTags(name: string, tags: unknown): void {
  if (!Array.isArray(tags) || tags.some((tag) => typeof tag !== 'string')) {
    throw new TypeError(`"${name}" must be an array of strings`)
  }
}

/** Checks a target's settings. @throws TypeError or RangeError naming the target and the setting that is wrong */
export function checkTarget(target: object, id: unknown): void {
  if (typeof id !== 'string' || id === '') {
    throw new TypeError(`a target needs an "id", a string that is not empty; got ${describeValue(id)}`)
  }
  checkOptions(`target "${id}"`, target, targetChecks, `targets.${id}.`)
}
