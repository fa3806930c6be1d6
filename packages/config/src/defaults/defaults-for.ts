import { textOf, type Values } from '../checks/texts.ts'
import { vendorSettings } from '../schema/vendor-settings.ts'
import { configVendors, type ConfigVendor } from '../schema/vendors.generated.ts'

/** Settings that stand for the same, whichever the vendor. */
const keys = ['apiKey', 'apiKeys']
const embeddings: readonly string[] = ['embeddingModel', 'embeddingSpace']

/** The vendor that a provider names. */
export function vendorOf(provider: Values, defaults: Values): ConfigVendor | undefined {
  const word = textOf(provider['type'] ?? defaults['type'] ?? provider['name'])
  return configVendors.find(({ words }) => word !== undefined && words.includes(word))
}

/** True when providers of the vendor can have a setting. One of an unknown vendor might have any. */
export function hasSetting(vendor: ConfigVendor | undefined, name: string): boolean {
  if (vendor === undefined) return true
  if (embeddings.includes(name)) return vendor.makesEmbeddings
  return !Object.hasOwn(vendorSettings, name) || vendor.settings.includes(name)
}

/** The settings that a provider has from the defaults: those that its vendor has, and that it says neither itself nor in another way. */
export function defaultsFor(provider: Values, defaults: Values): Values {
  const vendor = vendorOf(provider, defaults)
  const alternatives = [keys, ...(vendor?.rules ?? []).map(({ oneOf }) => oneOf)]
  const isGiven = (name: string): boolean => provider[name] !== undefined
  return Object.fromEntries(
    Object.entries(defaults).filter(
      ([name]) =>
        !isGiven(name) &&
        !alternatives.some((names) => names.includes(name) && names.some(isGiven)) &&
        hasSetting(vendor, name),
    ),
  )
}
