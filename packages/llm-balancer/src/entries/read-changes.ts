import { checkKnown, defined, describeValue } from '@llm-balancer/core/options'
import { entryHints } from '../options/hints.ts'
import { providerSettings } from '../options/provider-settings.ts'
import { isBaseProvider } from '../providers/base-provider.ts'
import type { EntryEnvironment } from './entry-environment.ts'
import type { ProviderChanges, ProviderInput } from './provider-config.ts'
import type { ProviderSource } from './provider-source.ts'
import { readOwnProvider } from './read-own-provider.ts'
import { isChatModel, readProvider } from './read-provider.ts'

/** All changes of an entry so far, by name; one that is undefined takes away what the entry began with. */
export type ChangedFields = Readonly<Record<string, unknown>>

const fixed: readonly string[] = ['name', 'type']
const keyNames: readonly string[] = ['apiKey', 'apiKeys']
const settingNames: readonly string[] = Object.keys(providerSettings)
/** What a group changes inside itself. */
const groupNames: readonly string[] = ['providers', 'strategy', 'retry', 'hedge']

/**
 * The changes so far with some more. `apiKey` replaces `apiKeys`, and the other way round.
 *
 * @throws TypeError when they are no object, or change what cannot be changed
 */
export function mergeChanges(name: string, before: ChangedFields, changes: ProviderChanges): ChangedFields {
  const given: unknown = changes
  if (describeValue(given) !== 'an object')
    throw new TypeError(
      `updateProvider: the changes of "${name}" must be an object, got ${describeValue(given)}`,
    )
  const fields: ChangedFields = defined({ ...changes })
  const refused = fixed.find((field) => field in fields)
  if (refused !== undefined)
    throw new TypeError(`updateProvider: "${refused}" cannot be changed; add a provider and remove "${name}"`)
  return {
    ...before,
    ...('apiKey' in fields ? { apiKeys: undefined } : {}),
    ...('apiKeys' in fields ? { apiKey: undefined } : {}),
    ...fields,
  }
}

/** Reads an entry with its changes. @throws TypeError or RangeError naming the provider and what is wrong */
export function readChanged(
  input: ProviderInput,
  changes: ChangedFields,
  ...[environment, before]: [environment: EntryEnvironment, before: ProviderSource]
): ProviderSource {
  if (isBaseProvider(input)) {
    const key = keyNames.find((field) => changes[field] !== undefined)
    if (key !== undefined)
      throw new TypeError(
        `updateProvider: "${key}" of "${input.config.name}" cannot be changed; a provider of your own holds its own key`,
      )
    checkKnown(`provider "${input.config.name}"`, defined({ ...changes }), settingNames, {
      hints: entryHints,
    })
    return readOwnProvider(input, changes)
  }
  const whole = isChatModel(input) ? { name: input.provider, model: input } : input
  return readProvider({ ...whole, ...changes }, environment, before)
}

/** True when changes reach beyond the settings of a target: to its model, its address, its headers. */
export function movesTarget(changes: object): boolean {
  return Object.keys(changes).some(
    (name) => !settingNames.includes(name) && !keyNames.includes(name) && !groupNames.includes(name),
  )
}
