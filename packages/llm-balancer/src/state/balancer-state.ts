import type { ExportedCircuit } from '@llm-balancer/circuit-breaker'
import { createBalancer, type BalancerState } from '@llm-balancer/core'
import type { ExportedBudget } from '@llm-balancer/cost'
import type { RateLimiterState } from '@llm-balancer/rate-limit'
import {
  checkObject,
  checkStateVersion,
  checkText,
  finite,
  listOf,
  oneOf,
  optionsOf,
  required,
  type Check,
  type OptionTable,
} from '@llm-balancer/core/options'
import { retold } from '../options/retold.ts'

/** What is known of one target: a provider, or one of its keys. */
export interface ExportedProvider {
  readonly id: string
  /** The vendor: of another one under the same id nothing is taken over. */
  readonly vendor: string
  /** The host that it was reached at, where that is not the vendor's own: of another one nothing is taken over either. */
  readonly address?: string | undefined
  /** Absent for a group without a circuit of its own. */
  readonly circuit?: ExportedCircuit | undefined
  /** What has been used of its own limits, and what was learnt of its vendor's; absent for a group without limits of its own. */
  readonly limits?: RateLimiterState | undefined
}

/** What has been spent of one budget. */
export interface ExportedSpending {
  readonly by: 'all' | 'provider' | 'tenant'
  readonly per: 'minute' | 'day'
  /** As it was given: what was counted with another one cannot be taken over. */
  readonly maxTenants?: number | undefined
  readonly spent: ExportedBudget
}

/**
 * What `exportState` gives, as plain data that JSON can hold: statistics, latencies, cooldowns, circuits, used limits, and what has been
 * spent. It holds no secret.
 */
export interface LLMBalancerState {
  readonly version: 1
  /** Clock time in ms at which it was exported. */
  readonly savedAt: number
  /** The `savedAt` of the state that the balancer was made with; absent where there was none. */
  readonly restoredFrom?: number | undefined
  /** What the core knows of the targets. */
  readonly balancer: BalancerState
  readonly targets: readonly ExportedProvider[]
  readonly budgets: readonly ExportedSpending[]
  /** What has been used of shared quotas, by name; those of groups are the same. */
  readonly sharedLimits: Readonly<Record<string, RateLimiterState>>
  /** Those of groups as plain data, by name. */
  readonly groups: Readonly<Record<string, LLMBalancerState>>
}

/** Names of the user's own, each with such a value. */
const recordOf =
  (check: Check): Check =>
  (name, value, owner) => {
    const all = Object.entries(checkObject(name, value, owner) as object) as [string, unknown][]
    return Object.fromEntries(all.map(([key, one]) => [key, check(`${name}[]`, one, owner)]))
  }

const checkTarget = optionsOf<ExportedProvider>({
  id: [checkText, required],
  vendor: [checkText, required],
  address: [checkText],
  circuit: [checkObject],
  limits: [checkObject],
})
const checkBudget = optionsOf<ExportedSpending>({
  by: [oneOf('all', 'provider', 'tenant'), required],
  per: [oneOf('minute', 'day'), required],
  maxTenants: [finite],
  spent: [checkObject, required],
})

/** The core checks its own part. */
const checkCoreState: Check = (name, value, owner = '') => {
  retold(
    () => void createBalancer({ targets: [], initialState: value as BalancerState }).close(),
    (said) => said.replace('createBalancer', () => owner).replaceAll('"initialState', () => `"${name}`),
  )
  return value
}

/** What `exportState` gave, perhaps in another process. Circuits and budgets check their own parts. */
export const checkState: Check = (name, value, owner) => {
  const table: OptionTable<LLMBalancerState> = {
    version: [undefined, required],
    savedAt: [finite, required],
    restoredFrom: [finite],
    balancer: [checkCoreState, required],
    targets: [listOf(checkTarget), required],
    budgets: [listOf(checkBudget), required],
    sharedLimits: [recordOf(checkObject), {}],
    groups: [recordOf(checkState), {}],
  }
  checkStateVersion(name, value, owner)
  return optionsOf(table)(name, value, owner)
}
