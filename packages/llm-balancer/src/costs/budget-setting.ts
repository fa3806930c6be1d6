import { createBudget } from '@llm-balancer/cost'
import type { Budget, BudgetOptions } from '@llm-balancer/cost'
import type { Clock } from '@llm-balancer/core'
import { checkKnown, describeValue, readProperty, subjectOf, type Check } from '@llm-balancer/core/options'
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

/** A budget with other settings that goes on from what another one of the same kind has spent. */
export function continueBudget(setting: BudgetSetting, before: Budget, clock: Clock): Budget {
  if (isBudget(setting)) return setting
  return createBudget({ clock, ...setting, initialState: before.exportState() })
}

/** True when both count the same: for the same, over the same time, as many of them one by one. */
export function isSameKind(one: BudgetSetting, other: BudgetSetting): boolean {
  if (isBudget(one) || isBudget(other)) return one === other
  const isDaily = ({ usdPerDay }: BudgetOptions): boolean => usdPerDay !== undefined
  return one.by === other.by && isDaily(one) === isDaily(other) && one.maxTenants === other.maxTenants
}

/** True for what `createBudget` gives. */
function isBudget(value: unknown): value is Budget {
  return (
    typeof readProperty(value, 'guard') === 'function' && typeof readProperty(value, 'isSoft') === 'function'
  )
}
