import { isMap } from '../schema/composites.ts'
import { rankingNames } from '../schema/strategy.ts'
import type { ConfigIssue, ConfigPath } from '../text/config-node.ts'
import { textOf, type Entry, type Level, type Values } from './levels.ts'

/** Settings of one provider that would change nothing. */
export function checkEntryEffect({ path, values, isGroup }: Entry, defaults: Values): readonly ConfigIssue[] {
  const has = (name: string): boolean => values[name] !== undefined || defaults[name] !== undefined
  const isSpaceAlone = !isGroup && values['embeddingSpace'] !== undefined && !has('embeddingModel')
  return [
    ...(isSpaceAlone
      ? [inert([...path, 'embeddingSpace'], 'has no effect without "embeddingModel"; add that, or remove it')]
      : []),
    ...checkCircuit(values['circuitBreaker'], [...path, 'circuitBreaker']),
    ...checkResetsAt(values, isGroup ? {} : defaults, path),
  ]
}

/** Settings of the configuration that would change nothing, or that exclude each other. */
export function checkRootEffect(values: Values): readonly ConfigIssue[] {
  return [...checkCircuit(values['circuitBreaker'], ['circuitBreaker'])]
}

/** Weights and tiers that the strategy of a level does not look at. */
export function checkStrategyEffect({ path, values, entries }: Level): readonly ConfigIssue[] {
  const { strategy } = values
  const name = textOf(isMap(strategy) ? strategy['name'] : strategy)
  if (name !== undefined && rankingNames.includes(name)) {
    return entries.flatMap((entry) => {
      const { weight } = entry.values
      if (typeof weight !== 'number' || weight === 0 || weight === 1) return []
      return [
        inert(
          [...entry.path, 'weight'],
          `has no effect with the strategy ${name}, which goes by the order and "priority"; remove it`,
        ),
      ]
    })
  }
  const tiers = isMap(strategy) ? strategy['tiers'] : undefined
  const priorities = entries.map((entry) =>
    Number(textOf(entry.values['priority']) ?? entry.values['priority'] ?? 0),
  )
  return tiersOf(tiers).flatMap(([tier, place]) => {
    const tierPath = [...path, 'strategy', 'tiers', place]
    const priority = Number(tier)
    if (tier.trim() === '' || !Number.isFinite(priority))
      return [inert(tierPath, 'must be a priority, a number such as 0')]
    if (priorities.includes(priority)) return []
    return [
      inert(
        tierPath,
        `has no effect, no provider has the priority ${tier}; give it to one, or remove the tier`,
      ),
    ]
  })
}

function tiersOf(tiers: unknown): readonly (readonly [tier: string, place: string | number])[] {
  if (Array.isArray(tiers)) return tiers.map((_, place) => [String(place), place] as const)
  return isMap(tiers) ? Object.keys(tiers).map((tier) => [tier, tier] as const) : []
}

function checkCircuit(circuit: unknown, path: ConfigPath): readonly ConfigIssue[] {
  if (!isMap(circuit)) return []
  const { trip, failureThreshold, windowMs, resetTimeoutMs } = circuit
  const isCounted = failureThreshold !== undefined || windowMs !== undefined
  const both = trip !== undefined && isCounted
  const isEmpty = isMap(trip) && Object.keys(trip).length === 0
  const { baseMs, maxMs } = isMap(resetTimeoutMs) ? resetTimeoutMs : {}
  const isShrinking = typeof baseMs === 'number' && typeof maxMs === 'number' && maxMs < baseMs
  return [
    ...(both
      ? [
          inert(
            [...path, 'trip'],
            'takes the place of "failureThreshold" and "windowMs"; give one or the other',
          ),
        ]
      : []),
    ...(isEmpty
      ? [{ path: [...path, 'trip'], message: 'needs a rule, such as consecutiveFailures: 5' }]
      : []),
    ...(isShrinking
      ? [
          {
            path: [...path, 'resetTimeoutMs', 'maxMs'],
            message: `must be at least "baseMs", ${String(baseMs)}`,
          },
        ]
      : []),
  ]
}

/** A time of day at which limits per day begin anew needs one. */
function checkResetsAt(values: Values, defaults: Values, path: ConfigPath): readonly ConfigIssue[] {
  const { limits = defaults['limits'] } = values
  const listed = (Array.isArray(limits) ? limits : []).flatMap((limit: unknown, place) =>
    isMap(limit) ? [{ limit, path: [...path, 'limits', place, 'resetsAt'] }] : [],
  )
  const own = [
    { limit: values, path: [...path, 'resetsAt'] },
    ...listed.filter(({ limit }) => limit['shared'] === undefined),
  ]
  const isOwnDaily = hasDay(defaults) || own.some(({ limit }) => hasDay(limit))
  const shared = listed.filter(({ limit }) => limit['shared'] !== undefined)
  return [...(isOwnDaily ? [] : own), ...shared.filter(({ limit }) => !hasDay(limit))]
    .filter(({ limit }) => limit['resetsAt'] !== undefined)
    .map((each) => inert(each.path, 'has no effect without a limit per day; add one, or remove it'))
}

function hasDay({ requestsPerDay, tokensPerDay }: Values): boolean {
  return requestsPerDay !== undefined || tokensPerDay !== undefined
}

function inert(path: ConfigPath, message: string): ConfigIssue {
  return { path, message, isKey: true }
}
