import type { Acceptable, BalancerSettings, Strategy } from '@llm-balancer/core'
import { defined } from '@llm-balancer/core/options'
import type { ProviderRegistry } from '../entries/provider-registry.ts'
import { customStrategy } from '../options/custom-strategy.ts'
import { toStrategy } from '../options/strategies.ts'
import type { BalancerVersion, SettingName } from './version.ts'

/** The settings of the core that a version has. What is not given has the core's default. */
export function coreSettings(
  owner: string,
  version: BalancerVersion,
  registry: ProviderRegistry,
): BalancerSettings {
  const { options, retryBudget } = version
  const {
    timeouts,
    retry,
    whenUnavailable = 'wait',
    hedge = false,
    cooling = {},
    pools = {},
    classify,
    acceptable,
  } = options
  return {
    strategy: strategyOf(owner, version, registry),
    retry: { ...retry, budget: retryBudget },
    ...{ timeouts, whenUnavailable, hedge, cooling, pools },
    ...defined({ classify }),
    ...(acceptable === undefined ? {} : { acceptable: acceptable as Acceptable }),
  }
}

/** The settings of the core that depend on an option. */
const dependents: Readonly<Partial<Record<SettingName, keyof BalancerSettings>>> = {
  strategy: 'strategy',
  customStrategy: 'strategy',
  // A budget may ask the strategy to go to where it is cheaper.
  budgets: 'strategy',
  timeouts: 'timeouts',
  retry: 'retry',
  whenUnavailable: 'whenUnavailable',
  hedge: 'hedge',
  cooling: 'cooling',
  pools: 'pools',
  classify: 'classify',
  acceptable: 'acceptable',
}

/** Those of some settings of the core that depend on options which have changed: the others keep what they have learnt. */
export function changedCoreSettings(
  settings: BalancerSettings,
  changed: readonly SettingName[],
): BalancerSettings {
  const names = changed.flatMap((name) => dependents[name] ?? [])
  return Object.fromEntries(
    Object.entries(settings).filter(([name]) => names.includes(name as keyof BalancerSettings)),
  )
}

function strategyOf(
  owner: string,
  { options, environment }: BalancerVersion,
  registry: ProviderRegistry,
): Strategy {
  const { customStrategy: choose, strategy = choose === undefined ? 'adaptive' : 'custom' } = options
  const made = toStrategy(owner, strategy, () =>
    customStrategy(choose ?? (() => undefined), ({ id }) => registry.describe(id)),
  )
  return environment.budgets.strategy(made, (id) => registry.nameOf(id))
}
