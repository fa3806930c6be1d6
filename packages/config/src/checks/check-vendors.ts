import { configVendors, type ConfigVendor } from '../schema/vendors.generated.ts'
import { vendorSettings } from '../schema/vendor-settings.ts'
import type { ConfigIssue } from '../text/config-node.ts'
import { textOf, type Entry, type Values } from './levels.ts'

const words = configVendors.flatMap((vendor) => vendor.words)

/** The vendor that a provider names. */
export function vendorOf({ values }: Entry, defaults: Values): ConfigVendor | undefined {
  const word = textOf(values['type'] ?? defaults['type'] ?? values['name'])
  return configVendors.find((vendor) => word !== undefined && vendor.words.includes(word))
}

/** A provider names a vendor, has what it needs, and no settings of another one. */
export function checkVendor(entry: Entry, defaults: Values): readonly ConfigIssue[] {
  const { path, values } = entry
  const vendor = vendorOf(entry, defaults)
  if (vendor === undefined) return unknownVendor(entry, defaults)
  const { type, settings, needsKey, makesEmbeddings } = vendor
  const has = (name: string): boolean => values[name] !== undefined || defaults[name] !== undefined
  const foreign = Object.keys(values)
    .filter((name) => Object.hasOwn(vendorSettings, name) && !settings.includes(name))
    .map((name) => ({
      path: [...path, name],
      message: `is no setting of ${type}, but of ${ownersOf(name)}; remove it`,
      isKey: true,
    }))
  const missing = [
    ...(has('model') || has('embeddingModel')
      ? []
      : [{ path: [...path, 'model'], message: 'is missing; add the name of the model' }]),
    ...(needsKey && !has('apiKey') && !has('apiKeys')
      ? [
          {
            path: [...path, 'apiKey'],
            message: `is missing; ${type} needs one, such as \${NAME} or file:path`,
          },
        ]
      : []),
  ]
  const isOfNoUse = values['embeddingModel'] !== undefined && !makesEmbeddings
  const embeddings = isOfNoUse
    ? [
        {
          path: [...path, 'embeddingModel'],
          message: `is of no use, ${type} makes no embeddings; remove it`,
          isKey: true,
        },
      ]
    : []
  return [...foreign, ...missing, ...embeddings]
}

function ownersOf(setting: string): string {
  const owners = configVendors.filter(({ settings }) => settings.includes(setting))
  return owners.map(({ type }) => type).join(', ')
}

/** A type that no vendor has is told by the schema, and so is a name that is no text. */
function unknownVendor({ path, values, name }: Entry, defaults: Values): readonly ConfigIssue[] {
  if (name === undefined || values['type'] !== undefined || defaults['type'] !== undefined) return []
  const message = `is not a vendor's, so the provider needs a "type"; known types are ${words.join(', ')}`
  return [{ path: [...path, 'name'], message }]
}
