import { BudgetExceededError } from '@llm-balancer/core/errors'
import { defined } from '@llm-balancer/core/options'
import type { BudgetSettings } from './budget-options.ts'
import type { Ledger } from './ledger.ts'
import type { Wanted } from './wanted.ts'

export const microUsdPerUsd = 1_000_000

/** Of whom something is wanted, and what. */
export interface RefusedCall {
  readonly settings: Pick<BudgetSettings, 'by' | 'usd' | 'per' | 'label'>
  readonly ledger: Ledger
  readonly wanted: Wanted
}

/** The error of a call for which so much cannot be set aside. It names neither a tenant nor a provider. */
export function budgetRefusal({ settings, ledger, wanted }: RefusedCall, now: number): BudgetExceededError {
  const { by, usd: limitUsd, per, label } = settings
  const { key = '', microUsd, needed } = wanted
  const limit = `${String(limitUsd)} US dollars per ${per}${by === 'all' ? '' : ` of the ${by}`}`
  const refused = (why: string, retryAfterMs?: number): BudgetExceededError =>
    new BudgetExceededError(`${label}: ${why}`, defined({ limitUsd, retryAfterMs }))

  if (microUsd === Infinity)
    return refused(`the price of the call is not known, and ${limit} may be spent; say what the target costs`)
  if (needed > ledger.limitMicroUsd)
    return refused(`the call may cost ${String(needed / microUsdPerUsd)} US dollars, more than ${limit}`)
  const isOnlySetAside = needed <= ledger.limitMicroUsd - ledger.spent(key, now)
  const isLaterEnough = needed <= ledger.limitMicroUsd - ledger.reserved(key)
  const retryAfterMs = isLaterEnough ? ledger.endsAt(now) - now : undefined
  const inTime = retryAfterMs === undefined ? '' : ` in ${String(Math.ceil(retryAfterMs))} ms`
  if (!isOnlySetAside && isLaterEnough) return refused(`${limit} are spent, try again${inTime}`, retryAfterMs)
  const latest = inTime && `,${inTime} at the latest`
  return refused(
    `${limit} are spent, or set aside for calls that run; try again when those have ended${latest}`,
    retryAfterMs,
  )
}
