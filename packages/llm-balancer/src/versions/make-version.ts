import { createRetryBudget } from '@llm-balancer/core'
import type { BalancerRetryOptions, RetryBudget } from '@llm-balancer/core'
import { describeValue, readProperty } from '@llm-balancer/core/options'
import { restoredBudgets } from '../costs/budget-setting.ts'
import { ProviderBudgets } from '../costs/provider-budgets.ts'
import type { EntryEnvironment } from '../entries/entry-environment.ts'
import type { ResolvedOptions } from '../options/llm-balancer-options.ts'
import { isSameData } from '../options/same-data.ts'
import { withOwner } from '../options/with-owner.ts'
import type { BalancerVersion } from './version.ts'

/** The parts of a version that are not made from the options. */
export type VersionParts = Pick<EntryEnvironment, 'vendors' | 'sharedLimits' | 'onCircuitEvent' | 'groups'>

/**
 * What a balancer goes by with these options.
 *
 * @param before the version that it takes the place of: what does not change is used on
 * @throws TypeError or RangeError naming the option that is wrong
 */
export function makeVersion(
  owner: string,
  options: ResolvedOptions,
  ...[parts, before]: [parts: VersionParts, before?: BalancerVersion]
): BalancerVersion {
  const { clock, random, fetch, circuitBreaker, exposeVendorErrors = false, catalogue } = options
  const { streamDeadlineMs, timeouts, models = {}, budgets = [] } = options
  const environment: EntryEnvironment = {
    ...parts,
    ...{ clock, random, fetch, circuitBreaker, exposeVendorErrors, catalogue },
    budgets:
      before !== undefined && isSameData(before.options.budgets ?? [], budgets)
        ? before.environment.budgets
        : new ProviderBudgets(
            before === undefined ? restoredBudgets(budgets, options.initialState?.budgets ?? []) : budgets,
            clock,
            before?.environment.budgets,
          ),
    restoring: { state: before === undefined ? options.initialState : undefined },
  }
  const retryBudget = retryBudgetOf(owner, options.retry, before)
  return {
    options,
    environment,
    retryBudget,
    streamDeadlineMs,
    deadlineMs: timeouts.deadlineMs,
    catalogue,
    models,
  }
}

function retryBudgetOf(
  owner: string,
  retry: BalancerRetryOptions | undefined,
  before: BalancerVersion | undefined,
): RetryBudget | false {
  const setting = retry?.budget ?? {}
  if (before !== undefined && isSameData(before.options.retry?.budget ?? {}, setting))
    return before.retryBudget
  const isPlain = describeValue(setting) === 'an object' && readProperty(setting, 'withdraw') === undefined
  // The core refuses anything else.
  if (!isPlain || readProperty(setting, 'deposit') !== undefined) return setting as RetryBudget | false
  return withOwner({ owner, insteadOf: 'createRetryBudget', prefix: 'retry.budget.' }, () =>
    createRetryBudget(setting as object),
  )
}
