import { systemClock } from '@llm-balancer/core'
import type {
  Acceptable,
  BalancerHedgeOptions,
  Classify,
  Clock,
  CoolingOptions,
  PoolOptions,
  Random,
  BalancerRetryOptions,
  Strategy,
  TimeoutOptions,
  WhenUnavailable,
} from '@llm-balancer/core'
import {
  checkArray,
  checkBoolean,
  checkFunction,
  hasMethods,
  numberWithin,
  optionsOf,
  positive,
  readOptions,
  required,
  type OptionTable,
} from '@llm-balancer/core/options'
import type { ChatResponse, Fetch } from '@llm-balancer/provider'
import type { ProviderInput } from '../entries/provider-config.ts'
import { checkBudgets, type BudgetSetting } from '../costs/budget-setting.ts'
import { checkCatalogue, type CatalogueData, type KnownModels } from '../costs/known-models.ts'
import { checkCircuitSetting, type ProviderCircuitSetting } from '../guards/provider-circuit.ts'
import type { CustomStrategy } from './custom-strategy.ts'
import { checkModelNames, type ModelNames } from '../requests/providers-for-model.ts'
import { checkState, type LLMBalancerState } from '../state/balancer-state.ts'
import { givenOptions } from './given-options.ts'
import { balancerHints, retryHints } from './hints.ts'
import { ownFields } from './own-copy.ts'
import { checkStrategyChoice, type StrategyName, type StrategySettings } from './strategies.ts'

/** Settings of `createLLMBalancer`. */
export interface LLMBalancerOptions {
  /** Their names are unique. `[]` is a balancer that gets its providers later, by `addProvider`. */
  readonly providers: readonly ProviderInput[]
  /**
   * Chooses among the providers that may be asked: a name, a name with settings, a strategy for each priority (`{ tiers }`), or a strategy
   * of the core. @default 'adaptive', or 'custom' with `customStrategy`
   */
  readonly strategy?: StrategyName | StrategySettings | Strategy
  /** Chooses by your own rule. Only with `strategy: 'custom'`, or without `strategy`. */
  readonly customStrategy?: CustomStrategy
  /**
   * Clocks in ms, above 0; Infinity switches one off. `deadlineMs` (default 30 000) is the total time of one request, waits
   * and retries included; a stream has no total time unless it is given. `attemptMs` (default Infinity) bounds one attempt,
   * `firstContentMs` (default `attemptMs`, at most `deadlineMs`, and 25 000 where neither is given) a stream's first content, `idleMs`
   * (default 40 000) the time between two chunks. While another provider could take over, an attempt leaves it `failoverReserveRatio` (default 0.5) of
   * the time that is left, so that a provider that hangs is failed over; provider entries with `timeouts` have their own.
   */
  readonly timeouts?: TimeoutOptions
  /**
   * How often and how soon a request tries again. `maxAttempts` counts all attempts together, the first included; unless it
   * is given, every provider may be tried once.
   *
   * @default see BalancerRetryOptions
   */
  readonly retry?: BalancerRetryOptions
  /** When a provider that fails gets no requests, and for how long; false = only after a failed health check. @default 5 failures in a row or half of at least 10 requests, for 10 s ± 20 %, then one trial request at a time until one succeeds */
  readonly circuitBreaker?: ProviderCircuitSetting
  /** What a request does when no provider may be asked now. @default 'wait', up to 5 s, within its total time */
  readonly whenUnavailable?: WhenUnavailable
  /** When a second provider is asked beside one that takes long; the first that answers serves. @default false: never */
  readonly hedge?: BalancerHedgeOptions | false
  /** For how long rate limits, bad keys and used-up quotas keep a provider out. @default see CoolingOptions */
  readonly cooling?: CoolingOptions
  /** What providers of the same `pool`, that is of one key or account, may do together, by its name. @default {} */
  readonly pools?: Readonly<Record<string, PoolOptions>>
  /**
   * What may be spent: `[{ by: 'tenant', usdPerDay: 5 }]`. What a request may cost is set aside when it begins; one for which not enough is
   * left goes to a cheaper provider, or fails with a `BudgetExceededError`. Providers whose price is not known are not asked.
   *
   * @default []
   */
  readonly budgets?: readonly BudgetSetting[]
  /**
   * Knows what models cost, read and can do, for entries that do not say it themselves: what `createCatalogue` and `parseCatalogue`
   * give, or `modelCatalogue` of `@llm-balancer/cost/models`.
   *
   * @default none
   */
  readonly catalogue?: KnownModels | CatalogueData
  /**
   * Names for models, each with the providers and tags that it means: `{ fast: ['groq', 'mini'], smart: ['claude'] }`. A request with
   * `model: 'fast'` goes only to these; the strategy chooses among them.
   *
   * @default {}
   */
  readonly models?: ModelNames
  /** Judges an error before the built-in classifier; undefined leaves it to that one. */
  readonly classify?: Classify
  /**
   * Judges the answers of `generate` and `request`, when they come as a whole: true, or the kind of failure as which an answer that
   * is of no use counts, and then the next provider is asked. A call may bring a rule of its own. @default every answer is accepted
   */
  readonly acceptable?: Acceptable<ChatResponse>
  /** Puts the vendors' own words into the messages of errors, redacted; for development. @default false */
  readonly exposeVendorErrors?: boolean
  /** What `exportState` gave before a restart, for the providers of the same name, vendor and host. @default nothing is known */
  readonly initialState?: LLMBalancerState | undefined
  /** Sends the requests of entries without a `fetch` of their own. @default the platform's */
  readonly fetch?: Fetch
  /** Where time comes from. @default the machine's clock */
  readonly clock?: Clock
  /** Where random numbers come from. @default the machine's */
  readonly random?: Random
}

/** The options, checked as far as the core does not do it, with the defaults that are not the core's. */
export type ResolvedOptions = Omit<LLMBalancerOptions, 'timeouts' | 'clock' | 'catalogue'> & {
  readonly timeouts: TimeoutOptions & {
    readonly attemptMs: number
    readonly firstContentMs: number
    readonly deadlineMs: number
  }
  /** Total time of a stream in ms, where the call does not say. */
  readonly streamDeadlineMs: number
  readonly clock: Clock
  readonly catalogue?: KnownModels
}

const defaultDeadlineMs = 30_000
/** Half of it, which is left to another provider, is the longest silence before a first word that a reader puts up with. */
const defaultFirstContentMs = 25_000
/** Vendors that think between two chunks send signs of life more often. */
const defaultIdleMs = 40_000
/** While another provider could take over, one that hangs leaves it as much time as it had itself. */
const defaultReserveRatio = 0.5

const timeoutTable: OptionTable<TimeoutOptions> = {
  attemptMs: [positive, Infinity],
  firstContentMs: [positive],
  idleMs: [positive, defaultIdleMs],
  deadlineMs: [positive],
  failoverReserveRatio: [numberWithin({ min: 0, max: 1, below: true }), defaultReserveRatio],
}
/** The core checks the values. */
const retryTable: OptionTable<BalancerRetryOptions> = {
  maxAttempts: [],
  attemptsPerTarget: [],
  backoff: [],
  budget: [],
  maxWaitMs: [],
  waitForBlocked: [],
  failoverOnContentPolicy: [],
}
/** Options without a check are checked by the core, or by the function that they are passed to. */
const table: OptionTable<LLMBalancerOptions> = {
  providers: [checkArray, required],
  strategy: [],
  customStrategy: [checkFunction],
  timeouts: [optionsOf(timeoutTable, { hints: { timeout: 'deadlineMs' } }), {}],
  retry: [givenOptions(retryTable, { hints: retryHints })],
  circuitBreaker: [checkCircuitSetting],
  whenUnavailable: [],
  hedge: [],
  cooling: [],
  pools: [],
  budgets: [checkBudgets],
  catalogue: [checkCatalogue],
  models: [checkModelNames, {}],
  classify: [],
  acceptable: [],
  exposeVendorErrors: [checkBoolean, false],
  initialState: [checkState],
  fetch: [checkFunction],
  clock: [hasMethods('now', 'schedule'), systemClock],
  random: [checkFunction],
}

/**
 * Reads and checks the options.
 *
 * @param owner begins the messages
 * @param own options that the caller reads itself
 * @throws TypeError or RangeError naming the option that is wrong
 */
export function readBalancerOptions(
  owner: string,
  given: LLMBalancerOptions,
  own: readonly string[] = [],
): ResolvedOptions {
  const ownTable = Object.fromEntries(own.map((name) => [name, []]))
  const options = readOptions<LLMBalancerOptions>(
    owner,
    given,
    { ...table, ...ownTable },
    { hints: balancerHints },
  )
  checkStrategyChoice(owner, options)
  // The check has made a catalogue of data.
  const {
    timeouts = {},
    clock = systemClock,
    providers,
    ...others
  } = options as Omit<LLMBalancerOptions, 'catalogue'> & Pick<ResolvedOptions, 'catalogue'>
  const { attemptMs = Infinity, deadlineMs = defaultDeadlineMs } = timeouts
  const { firstContentMs = Math.min(attemptMs, timeouts.deadlineMs ?? defaultFirstContentMs) } = timeouts
  return {
    ...ownFields(others),
    providers,
    clock,
    timeouts: { ...timeouts, attemptMs, deadlineMs, firstContentMs },
    streamDeadlineMs: timeouts.deadlineMs ?? Infinity,
  }
}
