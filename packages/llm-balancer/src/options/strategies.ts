import {
  adaptive,
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
import type {
  AdaptiveOptions,
  FailoverOptions,
  LowestCostOptions,
  PeakEwmaOptions,
  Strategy,
} from '@llm-balancer/core'
import {
  checkKnown,
  describeValue,
  describeWord,
  nearestWord,
  readProperty,
  subjectOf,
} from '@llm-balancer/core/options'
import { withOwner } from './with-owner.ts'

/** Strategies that choose among the providers of one priority. */
export type TierStrategyName =
  | 'round-robin'
  | 'weighted'
  | 'weighted-round-robin'
  | 'weighted-random'
  | 'least-in-flight'
  | 'adaptive'
  | 'peak-ewma'
  | 'lowest-cost'
  | 'most-headroom'
  | 'affinity'

/** Strategies that rank by priority themselves. */
type RankingStrategyName = 'failover' | 'sticky-failover'

/** The strategies that have a name. `weighted` is `weighted-round-robin`; `custom` asks `customStrategy`. */
export type StrategyName = TierStrategyName | RankingStrategyName | 'custom'

/** A strategy that chooses among the providers of one priority, as plain data: its name, with its settings. */
export type TierStrategySettings =
  | { readonly name: Exclude<TierStrategyName, 'adaptive' | 'peak-ewma' | 'lowest-cost' | 'affinity'> }
  | ({ readonly name: 'adaptive' } & AdaptiveOptions)
  | ({ readonly name: 'peak-ewma' } & PeakEwmaOptions)
  | ({ readonly name: 'lowest-cost' } & LowestCostOptions)
  | {
      readonly name: 'affinity'
      /** Chooses for calls without an affinity key. @default 'least-in-flight' */
      readonly fallback?: TierStrategyName | TierStrategySettings
    }

/** A strategy as plain data, as configurations have it. */
export type StrategySettings =
  | TierStrategySettings
  | { readonly name: 'failover' }
  | ({ readonly name: 'sticky-failover' } & Omit<FailoverOptions, 'sticky'>)
  | {
      /** The strategy of each priority: of 0, 1 and so on, or by priority. Others get `weighted-round-robin`. */
      readonly tiers:
        | readonly (TierStrategyName | TierStrategySettings)[]
        | Readonly<Record<string, TierStrategyName | TierStrategySettings>>
    }

/** Settings of a strategy, without its name. */
type Settings = Readonly<Record<string, unknown>>

/** Where a strategy stands, for messages. */
type Place = { readonly owner: string; readonly path: string }

/** The function that makes a strategy, its name in messages, and the names of its settings. */
type Maker = {
  readonly make: (settings: never, place: Place) => Strategy
  readonly insteadOf?: string
  readonly known?: readonly string[]
}

const withinTier: Readonly<Record<TierStrategyName, Maker>> = {
  'round-robin': { make: roundRobin },
  weighted: { make: weightedRoundRobin },
  'weighted-round-robin': { make: weightedRoundRobin },
  'weighted-random': { make: weightedRandom },
  'least-in-flight': { make: leastInFlight },
  adaptive: { make: adaptive, insteadOf: 'adaptive', known: ['objective'] },
  'peak-ewma': { make: peakEwma, insteadOf: 'peakEwma', known: ['decayMs', 'defaultMs', 'failurePenalty'] },
  'lowest-cost': { make: lowestCost, insteadOf: 'lowestCost', known: ['inputTokens', 'outputTokens'] },
  'most-headroom': { make: mostHeadroom },
  affinity: { make: affinityOf, known: ['fallback'] },
}

const overTiers: Readonly<Record<RankingStrategyName, Maker>> = {
  failover: { make: () => failover() },
  'sticky-failover': {
    make: (settings: FailoverOptions) => failover({ ...settings, sticky: true }),
    insteadOf: 'failover',
    known: ['failbackAfterMs', 'round'],
  },
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
 * The strategy of a name or of settings, or the given one.
 *
 * @param owner begins the messages
 * @param makeCustom makes the strategy called `custom`
 * @throws TypeError or RangeError for an unknown name, listing the known ones, or a bad setting
 */
export function toStrategy(
  owner: string,
  strategy: StrategyName | StrategySettings | Strategy,
  makeCustom: () => Strategy,
): Strategy {
  const place: Place = { owner, path: 'strategy' }
  if (strategy === 'custom') return makeCustom()
  if (typeof readProperty(strategy, 'pick') === 'function') return strategy as Strategy
  const tierSettings = typeof strategy === 'string' ? undefined : readProperty(strategy, 'tiers')
  if (tierSettings !== undefined) return tiersOf(strategy, tierSettings, place)
  const { name, settings } = readSettings(strategy, place)
  if (isKeyOf(overTiers, name)) return { ...made(overTiers[name], settings, place), name }
  if (isKeyOf(withinTier, name)) return tiered(name, () => made(withinTier[name], settings, place))
  throw unknownStrategy(place, name, strategyNames)
}

function readSettings(
  given: unknown,
  { owner, path }: Place,
): { readonly name: string; readonly settings: Settings } {
  if (typeof given === 'string') return { name: given, settings: {} }
  const { name, ...settings } = describeValue(given) === 'an object' ? { ...(given as Settings) } : {}
  if (typeof name === 'string') return { name, settings }
  throw new TypeError(
    `${subjectOf(path, owner)} must be a name, { name, … } or a strategy such as roundRobin(), got ${describeValue(given)}`,
  )
}

/** @throws TypeError or RangeError for an unknown setting, or a bad one */
function made({ make, insteadOf = '', known = [] }: Maker, settings: Settings, place: Place): Strategy {
  const { owner, path } = place
  const prefix = `${path}.`
  checkKnown(owner, settings, known, { prefix })
  if (insteadOf === '') return make(settings as never, place)
  return withOwner({ owner, insteadOf, prefix }, () => make(settings as never, place))
}

/** A strategy for the providers of one priority. */
function withinTierOf(given: unknown, place: Place): Strategy {
  const { name, settings } = readSettings(given, place)
  if (isKeyOf(withinTier, name)) return { ...made(withinTier[name], settings, place), name }
  throw unknownStrategy(place, name, Object.keys(withinTier))
}

function affinityOf({ fallback }: { readonly fallback?: unknown }, { owner, path }: Place): Strategy {
  if (fallback === undefined) return affinity()
  return affinity({ fallback: withinTierOf(fallback, { owner, path: `${path}.fallback` }) })
}

/** A strategy for each priority that is named. */
function tiersOf(strategy: unknown, given: unknown, { owner, path }: Place): Strategy {
  checkKnown(owner, strategy, ['tiers'], { prefix: `${path}.` })
  const named = `${path}.tiers`
  if (typeof given !== 'object' || given === null)
    throw new TypeError(
      `${subjectOf(named, owner)} must be a list, or strategies by priority, got ${describeValue(given)}`,
    )
  const strategies = Object.entries(given).map(
    ([priority, one]: [string, unknown]) =>
      [priority, withinTierOf(one, { owner, path: `${named}[${priority}]` })] as const,
  )
  return withOwner({ owner: subjectOf(named, owner), insteadOf: 'tiers' }, () =>
    tiers(Object.fromEntries(strategies) as Readonly<Record<number, Strategy>>),
  )
}

function unknownStrategy({ owner, path }: Place, name: string, names: readonly string[]): TypeError {
  const nearest = nearestWord(name, names)
  const hint = nearest === undefined ? ';' : `, did you mean "${nearest}"?`
  const known = `known strategies are ${names.join(', ')}`
  // What is nearly a strategy's name is no key.
  const word = nearest === undefined ? describeWord(name) : `"${name}"`
  const what = word.startsWith('"') ? word : `strategy of that name (${word})`
  return new TypeError(`${subjectOf(path, owner)}: there is no ${what}${hint} ${known}`)
}

/** One strategy per priority, under the strategy's own name. */
function tiered(name: string, make: () => Strategy): Strategy {
  const { meter, ...strategy } = { ...tiers(() => make()), name }
  return make().meter === undefined || meter === undefined ? strategy : { ...strategy, meter }
}

function isKeyOf<Table extends object>(table: Table, key: string): key is keyof Table & string {
  return Object.hasOwn(table, key)
}
