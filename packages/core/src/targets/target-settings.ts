import type { TargetUpdate } from '../contracts/target-options.ts'
import type { TargetView } from '../contracts/target.ts'
import type { TokenPrice } from '../contracts/usage.ts'
import { defined } from '../options/defined.ts'

const usualSettings = { weight: 1, priority: 0, tags: [] as readonly string[] }

/** A new target's settings. Frozen, with no part that its user could still change. */
export function settingsOf<Client>(id: string, given: TargetUpdate<Client>): TargetView {
  return changedSettings({ id, ...usualSettings }, given)
}

/** The settings with the given ones in their place. Frozen. */
export function changedSettings<Client>(settings: TargetView, given: TargetUpdate<Client>): TargetView {
  const { weight, priority, tags, cost, contextWindow, model, provider, pool, lacks, concurrency } = given
  return Object.freeze({
    ...settings,
    ...defined({ weight, priority, contextWindow, model, provider, pool }),
    ...(concurrency === undefined ? {} : { concurrency: concurrency === Infinity ? undefined : concurrency }),
    ...(lacks === undefined ? {} : { lacks: Object.freeze([...lacks]) }),
    ...(tags === undefined ? {} : { tags: Object.freeze([...tags]) }),
    ...(cost === undefined ? {} : { cost: frozenPrice(cost) }),
  })
}

function frozenPrice({ longInput, ...rates }: TokenPrice): TokenPrice {
  if (longInput === undefined) return Object.freeze(defined(rates))
  return Object.freeze({ ...defined(rates), longInput: Object.freeze(defined({ ...longInput })) })
}
