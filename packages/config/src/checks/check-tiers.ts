import { isMap } from '../schema/composites.ts'
import type { ConfigIssue } from '../text/config-node.ts'
import type { Level } from './levels.ts'
import { priorityOf } from './texts.ts'

/** Each tier of a strategy is a priority that a provider has. */
export function checkTiers({ path, values: { strategy }, entries }: Level): readonly ConfigIssue[] {
  const tiers = isMap(strategy) ? strategy['tiers'] : undefined
  const own = [...path, 'strategy', 'tiers']
  const places = placesOf(tiers)
  if (places?.length === 0)
    return [{ path: own, message: 'must have at least one tier, such as 0: adaptive' }]
  // That there is no provider is told elsewhere.
  if (entries.length === 0) return []
  const priorities = entries.map(({ all }) => priorityOf(all))
  return (places ?? []).flatMap((place) => {
    const tier = String(place)
    const inert = (message: string): ConfigIssue => ({ path: [...own, place], message, isKey: true })
    if (tier.trim() === '' || !Number.isFinite(Number(tier)))
      return [inert('must be a priority, a number such as 0')]
    if (priorities.includes(Number(tier))) return []
    return [inert(`has no effect, no provider has the priority ${tier}; give it to one, or remove the tier`)]
  })
}

function placesOf(tiers: unknown): readonly (string | number)[] | undefined {
  if (Array.isArray(tiers)) return [...tiers.keys()]
  return isMap(tiers) ? Object.keys(tiers) : undefined
}
