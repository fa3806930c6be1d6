import { isMap } from '../schema/composites.ts'
import { rankingNames } from '../schema/strategy.ts'
import type { ConfigIssue } from '../text/config-node.ts'
import { inertLimits } from './inert-limits.ts'
import type { Entry, Level } from './levels.ts'
import { priorityOf, textOf } from './texts.ts'

const weightless: readonly string[] = [...rankingNames, 'round-robin']

/**
 * Settings of a provider or a group that would change nothing. The paths begin at the provider, also of what it has from the defaults.
 */
export function inertSettings({ all, isGroup }: Entry, { values }: Level): readonly ConfigIssue[] {
  const { weight, embeddingSpace, embeddingModel, allowInsecureHttp, baseURL } = all
  const issues: ConfigIssue[] = []
  const strategy = strategyFor(values['strategy'], priorityOf(all))
  const instead = rankingNames.includes(strategy)
    ? 'which goes by the order and "priority"; remove it'
    : 'which takes turns; remove it, or use "weighted"'
  if (weightless.includes(strategy) && isShare(weight))
    issues.push({
      path: ['weight'],
      message: `has no effect with the strategy ${strategy}, ${instead}`,
      isKey: true,
    })
  if (!isGroup && embeddingSpace !== undefined && embeddingModel === undefined)
    issues.push({
      path: ['embeddingSpace'],
      message: 'has no effect without "embeddingModel"; add that, or remove it',
      isKey: true,
    })
  if (allowInsecureHttp === true && textOf(baseURL)?.startsWith('http:') !== true)
    issues.push({
      path: ['allowInsecureHttp'],
      message: 'has no effect, the "baseURL" does not begin with http:; remove it',
      isKey: true,
    })
  return [...issues, ...inertLimits(all)]
}

/** The name of the strategy that chooses among providers of a priority; empty for the default. */
function strategyFor(strategy: unknown, priority: number): string {
  if (!isMap(strategy)) return textOf(strategy) ?? ''
  const { name, tiers } = strategy
  if (typeof tiers !== 'object' || tiers === null) return textOf(name) ?? ''
  const [, tier] = Object.entries(tiers).find(([place]) => Number(place) === priority) ?? []
  return strategyFor(tier, priority)
}

/** 0 keeps requests away, and 1 is the default. */
function isShare(weight: unknown): boolean {
  return typeof weight === 'number' && weight !== 0 && weight !== 1
}
