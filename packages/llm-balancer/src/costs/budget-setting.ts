import { createBudget } from '@llm-balancer/cost'
import type { Budget, BudgetOptions } from '@llm-balancer/cost'
import type { Clock } from '@llm-balancer/core'
import {
  checkKnown,
  defined,
  describeValue,
  readProperty,
  subjectOf,
  type Check,
} from '@llm-balancer/core/options'
import type { ExportedSpending } from '../state/balancer-state.ts'
import { isSameData } from '../options/same-data.ts'
import { withOwner } from '../options/with-owner.ts'

/** A budget: its settings, or what `createBudget` of `@llm-balancer/cost` gives, which several balancers may share. */
export type BudgetSetting = BudgetOptions | Budget

const known: readonly string[] = [
  'by',
  'usdPerMinute',
  'usdPerDay',
  'soft',
  'then',
  'unpriced',
  'maxTenants',
  'label',
  'initialState',
  'clock',
] as const satisfies (keyof BudgetOptions)[]

const hints = { usd: 'usdPerDay', limit: 'usdPerDay', limitUsd: 'usdPerDay', per: 'by', action: 'then' }

/** An array of budgets or their settings; the message names a wrong one by its place. */
export const checkBudgets: Check = (name, value, owner = 'createLLMBalancer') => {
  if (!Array.isArray(value)) throw new TypeError(`${subjectOf(name, owner)} must be an array of budgets`)
  for (const [index, one] of (value as readonly unknown[]).entries()) {
    const place = `${name}[${String(index)}]`
    if (isBudget(one)) continue
    if (describeValue(one) !== 'an object')
      throw new TypeError(`${subjectOf(place, owner)} must be an object, got ${describeValue(one)}`)
    checkKnown(owner, one, known, { prefix: `${place}.`, hints })
    withOwner({ owner, insteadOf: 'createBudget', prefix: `${place}.` }, () =>
      createBudget(one as BudgetOptions),
    )
  }
  return value as unknown
}

/** A budget as it is, or one with these settings; its time is the balancer's. */
export function toBudget(setting: BudgetSetting, clock: Clock): Budget {
  return isBudget(setting) ? setting : createBudget({ clock, ...setting })
}

/** Settings that continue from what was spent before a restart, where the same was counted. Budgets of the user's own are theirs. */
export function restoredBudgets(
  settings: readonly BudgetSetting[],
  states: readonly ExportedSpending[],
): readonly BudgetSetting[] {
  const left = [...states]
  return settings.map((setting) => {
    const kind = kindOf(setting)
    const place = left.findIndex(({ spent: _, ...state }) => isSameData(state, kind))
    const [state] = place < 0 ? [] : left.splice(place, 1)
    if (state === undefined || isBudget(setting) || setting.initialState !== undefined) return setting
    return { ...setting, initialState: state.spent }
  })
}

/** What a budget counts; undefined for one of the user's own. */
export function kindOf(setting: BudgetSetting): Omit<ExportedSpending, 'spent'> | undefined {
  if (isBudget(setting)) return undefined
  const { by, usdPerDay, maxTenants } = setting
  return { by, per: usdPerDay === undefined ? 'minute' : 'day', ...defined({ maxTenants }) }
}

/** A budget with other settings that goes on from what another one of the same kind has spent. */
export function continueBudget(setting: BudgetSetting, before: Budget, clock: Clock): Budget {
  if (isBudget(setting)) return setting
  return createBudget({ clock, ...setting, initialState: before.exportState() })
}

/** True when both count the same: for the same, over the same time, as many of them one by one. */
export function isSameKind(one: BudgetSetting, other: BudgetSetting): boolean {
  const kind = kindOf(one)
  return kind === undefined ? one === other : isSameData(kind, kindOf(other))
}

/** True for what `createBudget` gives. */
function isBudget(value: unknown): value is Budget {
  return (
    typeof readProperty(value, 'guard') === 'function' && typeof readProperty(value, 'isSoft') === 'function'
  )
}
