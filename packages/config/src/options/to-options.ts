import { isMap } from '../schema/composites.ts'
import type { LLMConfig } from '../schema/config-types.generated.ts'
import { rankingNames } from '../schema/strategy.ts'
import type { Values } from '../checks/texts.ts'
import { defaultsFor } from '../defaults/defaults-for.ts'
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
