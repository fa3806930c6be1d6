import { systemClock, type Clock } from '../clock.ts'
import type { Guard } from '../contracts/guard.ts'
import type { Backoff, RetryBudget } from '../contracts/retry.ts'
import type { Strategy } from '../contracts/strategy.ts'
import type { TargetView } from '../contracts/target.ts'
import type { AttemptTimeouts } from '../contracts/timeouts.ts'
import type { TargetOptions } from '../contracts/target-options.ts'
import { checkFunction, checkKnown, checkNumber, checkOneOf, describeValue } from '../options.ts'
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

const defaults = {
  timeouts: { attemptMs: 60_000, firstContentMs: 60_000, idleMs: 60_000, deadlineMs: Infinity },
  cooling: { throttleMs: 1000, quarantineMs: 300_000, maxRetryAfterMs: 300_000 },
  maxRetryWaitMs: 60_000,
  maxWaitMs: 5000,
  maxWaiting: 1000,
} as const

const knownOptions = [
  'targets',
  'strategy',
  'retry',
  'timeouts',
  'whenUnavailable',
  'cooling',
  'guards',
  'classify',
  'clock',
  'random',
] as const
const knownRetryOptions = [
  'maxAttempts',
  'attemptsPerTarget',
  'backoff',
  'budget',
  'maxWaitMs',
  'failoverOnContentPolicy',
] as const
const knownTargetOptions = [
  'id',
  'client',
  'weight',
  'priority',
  'tags',
  'cost',
  'contextWindow',
  'pool',
  'guards',
  'timeouts',
  'maxAttempts',
] as const

/** Fills in the defaults and checks every value. @throws TypeError or RangeError naming the option that is wrong */
export function resolveOptions<Client>(options: BalancerOptions<Client>): ResolvedOptions<Client> {
  checkKnown('createBalancer', options, knownOptions)
  if (!Array.isArray(options.targets))
    throw new TypeError('createBalancer: "targets" must be an array of targets')
  if (options.targets.length === 0)
    throw new RangeError('createBalancer: "targets" must hold at least one target')
  const waiting = typeof options.whenUnavailable === 'object' ? options.whenUnavailable : {}
  checkKnown('whenUnavailable', waiting, ['maxWaitMs', 'maxWaiting'])
  if (options.classify !== undefined) checkFunction('classify', options.classify)
  if (options.guards !== undefined) checkFunction('guards', options.guards)
  if (options.random !== undefined) checkFunction('random', options.random)
  return {
    ...resolveRetry(options.retry ?? {}),
    strategy: resolveStrategy(options.strategy),
    timeouts: { ...defaults.timeouts, ...checkTimeouts('timeouts', options.timeouts ?? {}, true) },
    whenUnavailable:
      typeof options.whenUnavailable === 'object'
        ? 'wait'
        : checkOneOf('whenUnavailable', options.whenUnavailable ?? 'fail', ['fail', 'wait', 'least-bad']),
    maxWaitMs: checkNumber('whenUnavailable.maxWaitMs', waiting.maxWaitMs ?? defaults.maxWaitMs, positive),
    maxWaiting: checkNumber(
      'whenUnavailable.maxWaiting',
      waiting.maxWaiting ?? defaults.maxWaiting,
      atLeastOne,
    ),
    cooling: resolveCooling(options.cooling ?? {}),
    guards: options.guards,
    classify: options.classify,
    clock: options.clock ?? systemClock,
    random: options.random ?? systemRandom,
    targets: options.targets,
  }
}

const positive = { min: 0, max: Infinity, above: true, infinite: true } as const
const nonNegative = { min: 0, max: Infinity, infinite: true } as const
const atLeastOne = { min: 1, max: Infinity, integer: true, infinite: true } as const

function resolveRetry(retry: RetryOptions) {
  checkKnown('retry', retry, knownRetryOptions)
  const { backoff = {}, budget } = retry
  if (budget !== undefined && budget !== false && !('withdraw' in Object(budget))) {
    throw new TypeError(`"retry.budget" must be a retry budget or false, got ${describeValue(budget)}`)
  }
  return {
    maxAttempts:
      retry.maxAttempts === undefined
        ? undefined
        : checkNumber('retry.maxAttempts', retry.maxAttempts, atLeastOne),
    attemptsPerTarget: checkNumber('retry.attemptsPerTarget', retry.attemptsPerTarget ?? 1, atLeastOne),
    backoff: typeof backoff === 'function' ? backoff : exponentialBackoff(backoff),
    budget: budget === false ? undefined : (budget ?? tokenBucketBudget()),
    maxRetryWaitMs: checkNumber('retry.maxWaitMs', retry.maxWaitMs ?? defaults.maxRetryWaitMs, nonNegative),
    failoverOnContentPolicy: retry.failoverOnContentPolicy ?? false,
  }
}

function resolveStrategy(strategy: Strategy = peakEwma()): Strategy {
  if (typeof strategy === 'string') {
    throw new TypeError(
      `createBalancer: "strategy" must be a strategy such as roundRobin(), not a name; got "${String(strategy).slice(0, 40)}"`,
    )
  }
  checkFunction('strategy.pick', (strategy as Partial<Strategy> | null)?.pick)
  return strategy
}

function resolveCooling(cooling: CoolingOptions): Required<CoolingOptions> {
  checkKnown('cooling', cooling, Object.keys(defaults.cooling))
  const resolved = { ...defaults.cooling, ...cooling }
  for (const [name, value] of Object.entries(resolved)) checkNumber(`cooling.${name}`, value, nonNegative)
  return resolved
}

/** Checks clocks; an entry that is undefined is left out. */
export function checkTimeouts(name: string, timeouts: TimeoutOptions, total = false): TimeoutOptions {
  const known = Object.keys(defaults.timeouts).filter((key) => total || key !== 'deadlineMs')
  checkKnown(name, timeouts, known)
  const given = Object.entries(timeouts).filter(([, value]) => value !== undefined)
  for (const [key, value] of given) checkNumber(`${name}.${key}`, value, positive)
  return Object.fromEntries(given)
}

/** The guards of a target: its own, or those the balancer gives. */
export function targetGuards<Client>(
  target: TargetOptions<Client>,
  options: ResolvedOptions<Client>,
): readonly Guard[] {
  if (target.guards !== undefined) return target.guards
  const { id, weight = 1, priority = 0, tags = [] } = target
  return (
    options.guards?.({
      id,
      weight,
      priority,
      tags,
      ...(target.pool === undefined ? {} : { pool: target.pool }),
    }) ?? []
  )
}

/** Checks a target's settings. @throws TypeError or RangeError naming the target and the setting that is wrong */
export function checkTarget<Client>(target: Partial<TargetOptions<Client>>, id: unknown): void {
  if (typeof target !== 'object' || (target as unknown) === null) {
    throw new TypeError(`a target must be an object with "id" and "client", got ${describeValue(target)}`)
  }
  if (typeof id !== 'string' || id === '')
    throw new TypeError(`a target needs an "id", a string that is not empty; got ${describeValue(id)}`)
  const name = `target "${id}"`
  checkKnown(name, target, knownTargetOptions)
  try {
    if (target.weight !== undefined) checkNumber('weight', target.weight, { min: 0, max: Infinity })
    if (target.priority !== undefined)
      checkNumber('priority', target.priority, { min: -Infinity, max: Infinity })
    if (target.contextWindow !== undefined) checkNumber('contextWindow', target.contextWindow, positive)
    if (target.maxAttempts !== undefined) checkNumber('maxAttempts', target.maxAttempts, atLeastOne)
    if (target.timeouts !== undefined) checkTimeouts('timeouts', target.timeouts)
    if (target.tags !== undefined && !Array.isArray(target.tags))
      throw new TypeError('"tags" must be an array of strings')
    if (target.cost !== undefined) {
      checkKnown('cost', target.cost, [
        'inputPerMTok',
        'outputPerMTok',
        'cacheReadPerMTok',
        'cacheWritePerMTok',
      ])
      for (const [key, value] of Object.entries(target.cost)) checkNumber(`cost.${key}`, value, nonNegative)
    }
  } catch (error) {
    const ErrorType = error instanceof RangeError ? RangeError : TypeError
    throw new ErrorType(`${name}: ${error instanceof Error ? error.message : 'bad setting'}`)
  }
}
