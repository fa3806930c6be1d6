import { defined } from '@llm-balancer/core/options'
import { isPlain, ownFields } from '../options/own-copy.ts'
import { isSameData } from '../options/same-data.ts'
import { isBaseProvider } from '../providers/base-provider.ts'
import type { VendorRegistry } from './entry-environment.ts'
import type { ProviderInput } from './provider-config.ts'
import { isChatModel, isNested } from './read-provider.ts'

/** The fields of an input, by name. */
export type Fields = Readonly<Record<string, unknown>>

/** The settings that say where a vendor is reached. */
const addressNames: readonly string[] = ['baseURL', 'resource']
/** In the place of fields for a provider of the user's own, which is what it is. */
const ownName = 'ownProvider'

/** An input as fields, whichever kind it is. */
export function wholeOf(input: ProviderInput): Fields {
  if (isBaseProvider(input)) return { [ownName]: input }
  return isChatModel(input) ? { name: input.provider, model: input } : { ...input }
}

/** An input that its user can no longer change: with fields of its own, where it is no object of a class and no bare model. */
export function ownInput(input: ProviderInput): ProviderInput {
  if (!isPlain(input) || isBaseProvider(input) || isChatModel(input)) return input
  const { providers, ...fields } = ownFields(input) as ProviderInput & { readonly providers?: unknown }
  if (!Array.isArray(providers)) return { ...fields, ...defined({ providers }) } as ProviderInput
  return { ...fields, providers: (providers as ProviderInput[]).map(ownInput) } as ProviderInput
}

/**
 * True when both are the same vendor at the same address, the same model, or a group.
 *
 * @param anywhere true when the addresses do not matter
 */
export function isSameTarget(
  one: Fields,
  other: Fields,
  ...[{ find }, anywhere]: [vendors: VendorRegistry, anywhere: boolean]
): boolean {
  if (ownName in one || ownName in other) return one[ownName] === other[ownName]
  if (isNested(one) || isNested(other)) return isNested(one) && isNested(other)
  const isMade = [one, other].some(({ model }) => typeof model !== 'string')
  if (isMade) return one['model'] === other['model']
  const vendorOf = ({ type, name }: Fields): unknown => find(type ?? name)
  if (vendorOf(one) !== vendorOf(other)) return false
  return anywhere || addressNames.every((name) => isSameData(one[name], other[name]))
}

/** The fields of the second that are not those of the first, and those of the first that it does not have. */
export function changedIn(one: Fields, other: Fields): Fields {
  const names = [...new Set([...Object.keys(one), ...Object.keys(other)])]
  return Object.fromEntries(
    names.filter((name) => !isSameData(one[name], other[name])).map((name) => [name, other[name]]),
  )
}
