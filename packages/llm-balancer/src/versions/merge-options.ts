import { readProperty } from '@llm-balancer/core/options'
import { isFromData } from '../costs/known-models.ts'
import type { LLMBalancerOptions, ResolvedOptions } from '../options/llm-balancer-options.ts'
import { isSameData } from '../options/same-data.ts'
import type { FixedName, SettingName } from './version.ts'

const fixedNames: readonly FixedName[] = ['clock', 'random', 'fetch', 'initialState']

/** Every option that can change, as a record so that the compiler reports a missing one. */
const settings: Readonly<Record<SettingName, true>> = {
  strategy: true,
  customStrategy: true,
  timeouts: true,
  retry: true,
  circuitBreaker: true,
  whenUnavailable: true,
  hedge: true,
  cooling: true,
  pools: true,
  budgets: true,
  catalogue: true,
  models: true,
  acceptable: true,
  classify: true,
  exposeVendorErrors: true,
}
const settingNames = Object.keys(settings) as SettingName[]

/**
 * Other options, with what only code can give (functions, a strategy of one's own, a catalogue) taken over from before where they leave
 * it out: a configuration cannot have it.
 *
 * @throws TypeError for an option that cannot change
 */
export function mergeOptions(
  owner: string,
  given: LLMBalancerOptions,
  before: ResolvedOptions,
): LLMBalancerOptions {
  for (const name of fixedNames) {
    const value = readProperty(given, name)
    if (value !== undefined && value !== before[name])
      throw new TypeError(`${owner}: "${name}" cannot change while the balancer serves; leave it out`)
  }
  const { clock, random, fetch, initialState, catalogue, classify, acceptable, strategy, customStrategy } =
    before
  const isOfCode = customStrategy !== undefined || typeof readProperty(strategy, 'pick') === 'function'
  const ownCatalogue = isFromData(catalogue) ? undefined : catalogue
  const kept = { clock, random, fetch, initialState, catalogue: ownCatalogue, classify, acceptable }
  const isKept = isOfCode && given.strategy === undefined && given.customStrategy === undefined
  return {
    ...withoutUndefined(kept),
    ...(isKept ? withoutUndefined({ strategy, customStrategy }) : {}),
    ...given,
  }
}

/** The options that are not the same in both. */
export function changedOptions(one: ResolvedOptions, other: ResolvedOptions): readonly SettingName[] {
  return settingNames.filter((name) => !isSameData(one[name], other[name]))
}

function withoutUndefined(shape: object): object {
  return Object.fromEntries(Object.entries(shape).filter(([, value]) => value !== undefined))
}
