import { isMap } from '../schema/composites.ts'
import type { LLMConfig } from '../schema/config-types.generated.ts'
import { vendorSettings } from '../schema/vendor-settings.ts'
import { rankingNames } from '../schema/strategy.ts'
import { configVendors } from '../schema/vendors.generated.ts'
import type { Values } from '../checks/levels.ts'
import { hideSecrets } from './redacted.ts'

/** A checked configuration as options of `createLLMBalancer`, whose printing shows no secret. */
export function toOptions({ $schema: _, providerDefaults, ...values }: Values): LLMConfig {
  const defaults = isMap(providerDefaults) ? providerDefaults : {}
  return { ...values, providers: providersOf(values, defaults) } as unknown as LLMConfig
}

function providersOf({ providers, strategy }: Values, defaults: Values): readonly Values[] {
  const entries = (Array.isArray(providers) ? providers : []) as readonly Values[]
  const complete = entries.map((entry) =>
    entry['providers'] === undefined
      ? hideSecrets({ ...defaultsFor(entry, defaults), ...entry })
      : { ...entry, providers: providersOf(entry, defaults) },
  )
  const name = isMap(strategy) ? strategy['name'] : strategy
  return rankingNames.includes(String(name)) ? ranked(complete) : complete
}

/** The settings that a provider has from the defaults. `apiKey` and `apiKeys` stand for the same. */
function defaultsFor(entry: Values, defaults: Values): Values {
  const word = entry['type'] ?? defaults['type'] ?? entry['name']
  const vendor = configVendors.find(({ words }) => words.includes(String(word)))
  const hasKey = entry['apiKey'] !== undefined || entry['apiKeys'] !== undefined
  return Object.fromEntries(
    Object.entries(defaults).filter(([name]) => {
      if (name === 'apiKey' || name === 'apiKeys') return !hasKey
      return !Object.hasOwn(vendorSettings, name) || vendor?.settings.includes(name) === true
    }),
  )
}

/**
 * Numbers the priorities of providers that are chosen by their order, so that a provider that is put between others while the
 * balancer runs has its place there, as it would have after a restart.
 */
function ranked(entries: readonly Values[]): readonly Values[] {
  const priorityOf = ({ priority = 0 }: Values): number => Number(priority)
  const order = entries.toSorted((one, other) => priorityOf(one) - priorityOf(other))
  return entries.map((entry) => withPriority(entry, order.indexOf(entry)))
}

function withPriority(entry: Values, priority: number): Values {
  const numbered = { ...entry, priority }
  return entry['providers'] === undefined ? hideSecrets(numbered) : numbered
}
