import {
  affinity,
  failover,
  leastInFlight,
  lowestCost,
  mostHeadroom,
  peakEwma,
  roundRobin,
  tiers,
  weightedRandom,
  weightedRoundRobin,
} from '@llm-balancer/core'
import type { Strategy } from '@llm-balancer/core'
import { describeValue, describeWord, nearestWord, readProperty } from '@llm-balancer/core/options'

/** Strategies that choose among the providers of one priority. */
type TierStrategyName =
  | 'round-robin'
  | 'weighted'
  | 'weighted-round-robin'
  | 'weighted-random'
  | 'least-in-flight'
  | 'peak-ewma'
  | 'lowest-cost'
  | 'most-headroom'
  | 'affinity'

/** Strategies that rank by priority themselves. */
type RankingStrategyName = 'failover' | 'sticky-failover'

/** The strategies that have a name. `weighted` is `weighted-round-robin`; `custom` asks `customStrategy`. */
export type StrategyName = TierStrategyName | RankingStrategyName | 'custom'

const withinTier: Readonly<Record<TierStrategyName, () => Strategy>> = {
  'round-robin': roundRobin,
  weighted: weightedRoundRobin,
  'weighted-round-robin': weightedRoundRobin,
  'weighted-random': weightedRandom,
  'least-in-flight': leastInFlight,
  'peak-ewma': peakEwma,
  'lowest-cost': lowestCost,
  'most-headroom': mostHeadroom,
  affinity,
}

const overTiers: Readonly<Record<RankingStrategyName, () => Strategy>> = {
  failover,
  'sticky-failover': () => failover({ sticky: true }),
}

/** Every name there is. */
export const strategyNames: readonly StrategyName[] = [
  ...(Object.keys(withinTier) as TierStrategyName[]),
  ...(Object.keys(overTiers) as RankingStrategyName[]),
  'custom',
]

/** Checks that the two options that choose a strategy agree. @throws TypeError naming the one that is wrong */
export function checkStrategyChoice(
  owner: string,
  { strategy, customStrategy }: { readonly strategy?: unknown; readonly customStrategy?: unknown },
): void {
  if (strategy === 'custom' && customStrategy === undefined)
    throw new TypeError(
      `${owner}: "strategy" is "custom", so "customStrategy" must be a function that chooses`,
    )
  if (strategy !== undefined && strategy !== 'custom' && customStrategy !== undefined)
    throw new TypeError(`${owner}: "customStrategy" is asked only with "strategy": "custom"`)
}

/**
 * The strategy of a name, or the given one.
 *
 * @param makeCustom makes the strategy called `custom`
 * @throws TypeError for an unknown name, listing the known ones
 */
export function toStrategy(strategy: StrategyName | Strategy, makeCustom: () => Strategy): Strategy {
  if (typeof strategy !== 'string') {
    if (typeof readProperty(strategy, 'pick') === 'function') return strategy
    throw new TypeError(
      `"strategy" must be a name or a strategy such as roundRobin(), got ${describeValue(strategy)}`,
    )
  }
  if (strategy === 'custom') return makeCustom()
  if (isKeyOf(overTiers, strategy)) return { ...overTiers[strategy](), name: strategy }
  if (isKeyOf(withinTier, strategy)) return tiered(strategy, withinTier[strategy])
  throw unknownStrategy(strategy)
}

function unknownStrategy(strategy: string): TypeError {
  const nearest = nearestWord(strategy, strategyNames)
  const hint = nearest === undefined ? ';' : `, did you mean "${nearest}"?`
  const known = `known strategies are ${strategyNames.join(', ')}`
  return new TypeError(`"strategy": there is no ${describeWord(strategy)}${hint} ${known}`)
}

/** One strategy per priority, under the strategy's own name. */
function tiered(name: StrategyName, make: () => Strategy): Strategy {
  const { meter, ...strategy } = { ...tiers(() => make()), name }
  return make().meter === undefined || meter === undefined ? strategy : { ...strategy, meter }
}

function isKeyOf<Table extends object>(table: Table, key: string): key is keyof Table & string {
  return Object.hasOwn(table, key)
}
