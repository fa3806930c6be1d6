import type { GroupMaker } from '../entries/entry-environment.ts'
import type { NestedOptions } from '../entries/provider-config.ts'
import type { OwnedGroup } from '../entries/provider-group.ts'
import type { SharedLimits } from '../guards/provider-limits.ts'
import type { LLMBalancerOptions } from '../options/llm-balancer-options.ts'
import type { BalancerVersion } from './version.ts'

/** Makes a balancer that belongs to an entry. */
export type AssembleGroup = (owner: string, options: LLMBalancerOptions, shared: SharedLimits) => OwnedGroup

/** Groups of a balancer with this version, from which they have what they do not say themselves. */
export function groupMaker(assemble: AssembleGroup, version: Pick<BalancerVersion, 'options'>): GroupMaker {
  // Holding the version itself, makers of groups would hold one another, and with them all versions there ever were.
  const own = inherited(version)
  const whole = (nested: NestedOptions): LLMBalancerOptions => ({ ...own, ...nested })
  return {
    make: (owner, nested, { sharedLimits }) => assemble(owner, whole(nested), sharedLimits),
    plan: (group, nested, { owner, environment }) =>
      group.plan(owner, whole(nested), environment.sharedLimits),
  }
}

/** What a group has from the balancer around it. Budgets, models and pools are that one's own. */
function inherited({ options }: Pick<BalancerVersion, 'options'>): Omit<LLMBalancerOptions, 'providers'> {
  const { timeouts, circuitBreaker, cooling, catalogue, classify, exposeVendorErrors } = options
  const { clock, random, fetch } = options
  const given = {
    timeouts,
    circuitBreaker,
    cooling,
    catalogue,
    classify,
    exposeVendorErrors,
    clock,
    random,
    fetch,
  }
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
}
