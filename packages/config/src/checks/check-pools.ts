import { isMap } from '../schema/composites.ts'
import type { ConfigIssue } from '../text/config-node.ts'
import type { Level } from './levels.ts'
import { textOf, type Values } from './texts.ts'

/** Each pool says something, and has providers. Those inside of groups are not the balancer's. */
export function checkPools({ pools }: Values, { entries }: Level): readonly ConfigIssue[] {
  const named = new Set(entries.map(({ all }) => textOf(all['pool'])))
  return Object.entries(isMap(pools) ? pools : {}).flatMap(([pool, settings]) => {
    const inert = (message: string): ConfigIssue => ({ path: ['pools', pool], message, isKey: true })
    if (isMap(settings) && settings['concurrency'] === undefined)
      return [inert('has no effect without "concurrency"; add that, or remove it')]
    if (named.has(pool)) return []
    return [
      inert('has no effect, no provider outside of groups is in it; give one this "pool", or remove it'),
    ]
  })
}
