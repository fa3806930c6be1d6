import {
  atLeastOne,
  checkArray,
  checkText,
  finite,
  hasMethods,
  numberWithin,
  oneOf,
  optionsOf,
  readOptions,
  required,
  subjectOf,
  type Check,
  type OptionTable,
} from '@llm-balancer/core/options'
import { systemClock, type Clock } from '@llm-balancer/core/time'
import type { ExportedBudget } from './budget.ts'

/** Settings of `createBudget`: one of `usdPerMinute` and `usdPerDay`, and for whom. */
export interface BudgetOptions {
  /** Whose budget it is: `all` calls share one, each `provider` or each `tenant` has its own. */
  readonly by: 'all' | 'provider' | 'tenant'
  /** US dollars per minute of the clock, ≥ 0. */
  readonly usdPerMinute?: number | undefined
  /** US dollars per day, ≥ 0. With the machine's clock days begin at midnight UTC. */
  readonly usdPerDay?: number | undefined
  /** The share of it from which on `then` and {@link Budget.onSoft} count, within (0, 1]. @default 0.8 */
  readonly soft?: number | undefined
  /**
   * What happens when the soft share is spent: calls go to where they are `cheaper`, or as before. When all is spent they are refused in
   * any case. `cheaper` needs a strategy that asks: `economical`; the umbrella has it built in.
   *
   * @default 'refuse'
   */
  readonly then?: 'cheaper' | 'refuse' | undefined
  /** What happens to calls whose price is not known: they are refused, or allowed, counted with nothing. @default 'refuse' */
  readonly unpriced?: 'refuse' | 'allow' | undefined
  /**
   * So many tenants (or providers) that have spent something are kept one by one, a whole number ≥ 1. Of more than these, those that have
   * spent little are kept together: none ever counts as having spent less than it has. Each takes about 200 bytes. @default 50 000
   */
  readonly maxTenants?: number | undefined
  /** Names the budget in errors. @default 'budget' */
  readonly label?: string | undefined
  /** What `exportState` gave, after a restart. */
  readonly initialState?: ExportedBudget | undefined
  /** Where time comes from: the clock of the balancers that it is used in. @default the machine's clock */
  readonly clock?: Clock | undefined
}

type Optional = 'usdPerMinute' | 'usdPerDay' | 'initialState'

/** The same, checked and complete. */
export type BudgetSettings = {
  readonly [Name in Exclude<keyof BudgetOptions, Optional>]-?: NonNullable<BudgetOptions[Name]>
} & Pick<BudgetOptions, 'initialState'> & { readonly usd: number; readonly per: 'minute' | 'day' }

const anyNumber = numberWithin({ min: -Infinity, max: Infinity })

/** A pair of a key and an amount. */
const checkSpent: Check = (name, value, owner) => {
  const pairs = checkArray(name, value, owner) as readonly unknown[]
  for (const [index, pair] of pairs.entries()) {
    const place = `${name}[${String(index)}]`
    const [key, microUsd] = checkArray(place, pair, owner) as readonly unknown[]
    if (typeof key !== 'string') throw new TypeError(`${subjectOf(`${place}[0]`, owner)} must be a string`)
    finite(`${place}[1]`, microUsd, owner)
  }
  return pairs
}
const checkNumbers: Check = (name, value, owner) => {
  const numbers = checkArray(name, value, owner) as readonly unknown[]
  for (const [index, number] of numbers.entries()) finite(`${name}[${String(index)}]`, number, owner)
  return numbers
}

const stateTable: OptionTable<ExportedBudget> = {
  from: [anyNumber, required],
  spentMicroUsd: [finite, required],
  spent: [checkSpent, required],
  rest: [checkNumbers],
}

const table: OptionTable<BudgetOptions> = {
  by: [oneOf('all', 'provider', 'tenant'), required],
  usdPerMinute: [finite],
  usdPerDay: [finite],
  soft: [numberWithin({ min: 0, max: 1, above: true }), 0.8],
  then: [oneOf('cheaper', 'refuse'), 'refuse'],
  unpriced: [oneOf('refuse', 'allow'), 'refuse'],
  maxTenants: [atLeastOne, 50_000],
  label: [checkText, 'budget'],
  initialState: [optionsOf(stateTable)],
  clock: [hasMethods('now'), systemClock],
}

/** Names of the same settings in other places. */
const hints = {
  usd: 'usdPerDay',
  limit: 'usdPerDay',
  limitUsd: 'usdPerDay',
  maxUsd: 'usdPerDay',
  maxBudget: 'usdPerDay',
  perDay: 'usdPerDay',
  perMinute: 'usdPerMinute',
  scope: 'by',
  per: 'by',
  softLimit: 'soft',
  action: 'then',
  maxKeys: 'maxTenants',
  name: 'label',
}

/** Checks the options and fills in the defaults. @throws RangeError or TypeError that names the option */
export function readBudgetOptions(given: BudgetOptions): BudgetSettings {
  const owner = 'createBudget'
  const { usdPerMinute, usdPerDay, ...others } = readOptions(owner, given, table, { hints })
  const usd = usdPerMinute ?? usdPerDay
  if (usd === undefined || (usdPerMinute !== undefined && usdPerDay !== undefined))
    throw new TypeError(
      `${owner}: "usdPerDay" or "usdPerMinute" must be given, one of them; make two budgets for both`,
    )
  return {
    ...(others as Omit<BudgetSettings, 'usd' | 'per'>),
    usd,
    per: usdPerMinute === undefined ? 'day' : 'minute',
  }
}
