import { systemClock, type Clock } from '../time/clock.ts'
import type { BalancerState } from '../contracts/balancer-state.ts'
import type { Guard } from '../contracts/guard.ts'
import type { PoolOptions } from '../contracts/pool-options.ts'
import type {
  BalancerRetryOptions,
  BalancerSettings,
  CoolingOptions,
  TimeoutOptions,
} from '../contracts/balancer-settings.ts'
import type { BalancerHedgeOptions } from '../contracts/hedge.ts'
import type { RetryBudget } from '../contracts/retry.ts'
import type { Strategy } from '../contracts/strategy.ts'
import type { TargetView } from '../contracts/target.ts'
import type { TargetOptions } from '../contracts/target-options.ts'
import { checkHedge } from '../options/check-hedge.ts'
import { defined } from '../options/defined.ts'
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
import { adaptive } from '../strategies/adaptive/adaptive.ts'
import { checkBackoff } from '../backoff/check-backoff.ts'
import type { EngineSettings, WaitingOptions } from '../run/engine.ts'
import { checkState } from './check-state.ts'
import { toHedgeSettings } from '../run/hedge-settings.ts'
import { checkPools } from '../targets/check-pools.ts'
import { attemptClocks } from '../targets/check-timeouts.ts'
import { checkBudgetOrSettings } from '../budget/check-budget.ts'
import { createRetryBudget } from '../budget/create-retry-budget.ts'

/** Settings of `createBalancer`. */
export interface BalancerOptions<Client> extends BalancerSettings {
  /** The targets to begin with; may be empty. */
  readonly targets: readonly TargetOptions<Client>[]
  /** Gives the guards of each target that has no `guards` of its own; what it is given stays up to date. @default none */
  readonly guards?: (target: TargetView) => readonly Guard[]
  /** What `exportState` gave before a restart: the targets with the same ids go on from there. @default nothing is known */
  readonly initialState?: BalancerState | undefined
  /** Where time comes from. @default the machine's clock */
  readonly clock?: Clock
  /** Where random numbers come from. @default the machine's */
  readonly random?: Random
}

/** The options with every default filled in. */
export interface ResolvedOptions<Client> extends EngineSettings {
  readonly targets: readonly TargetOptions<Client>[]
  readonly pools: Readonly<Record<string, PoolOptions>> | undefined
  readonly guards: ((target: TargetView) => readonly Guard[]) | undefined
  readonly initialState: BalancerState | undefined
}

const retryTable: OptionTable<BalancerRetryOptions> = {
  maxAttempts: [atLeastOne],
  attemptsPerTarget: [atLeastOne, 1],
  backoff: [checkBackoff, {}],
  budget: [checkBudgetOrSettings],
  maxWaitMs: [nonNegative, 60_000],
  waitForBlocked: [checkBoolean, true],
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

const settingsTable: OptionTable<BalancerSettings> = {
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
  classify: [checkFunction],
  classifyResponse: [checkBoolean, true],
  acceptable: [checkFunction],
}

const table: OptionTable<BalancerOptions<unknown>> = {
  targets: [],
  ...settingsTable,
  guards: [checkFunction],
  initialState: [checkState],
  clock: [hasMethods('now', 'schedule'), systemClock],
  random: [checkFunction, systemRandom],
}

/** Fills in the defaults and checks every value. @throws TypeError or RangeError naming the option that is wrong */
export function resolveOptions<Client>(options: BalancerOptions<Client>): ResolvedOptions<Client> {
  const resolved = readOptions('createBalancer', options, table) as CheckedSettings &
    Omit<ResolvedOptions<Client>, keyof LiveSettings>
  if (!Array.isArray(resolved.targets))
    throw new TypeError('createBalancer: "targets" must be an array of targets')
  return { ...resolved, ...resolveSettings(resolved) }
}

/** Settings of an update, checked, with the defaults of what they name. */
export interface ResolvedUpdate extends Pick<BalancerSettings, 'pools'> {
  readonly settings: Partial<LiveSettings>
}

/** Checks an update of settings. @throws TypeError or RangeError naming the setting that is wrong */
export function resolveUpdate(update: BalancerSettings): ResolvedUpdate {
  const { pools, ...checked } = readOptions('updateSettings', update, settingsTable)
  const all: Readonly<Record<string, unknown>> = { ...resolveSettings(checked as CheckedSettings) }
  const names = Object.keys(defined(update)).filter((name) => name !== 'pools')
  const settings = Object.fromEntries(names.map((name) => [name, all[name]])) as Partial<LiveSettings>
  return { settings, ...defined({ pools }) }
}

/** The settings that runs go by. */
export type LiveSettings = Omit<EngineSettings, 'clock' | 'random'>

/** Settings that are checked, with the defaults that do not depend on others. */
type CheckedSettings = Omit<LiveSettings, 'strategy' | 'hedge' | 'retry'> & {
  readonly strategy?: Strategy
  readonly hedge: BalancerHedgeOptions | false
  readonly retry: Omit<LiveSettings['retry'], 'budget'> & { readonly budget?: RetryBudget | false }
}

function resolveSettings({ hedge, retry, strategy = adaptive(), ...others }: CheckedSettings): LiveSettings {
  return {
    ...others,
    strategy,
    hedge: hedge === false ? undefined : toHedgeSettings(hedge),
    retry: { ...retry, budget: retry.budget ?? createRetryBudget() },
  }
}
