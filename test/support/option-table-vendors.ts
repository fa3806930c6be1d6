import { join } from 'node:path'
import { dialects, ownMappings } from './vendors.generated.ts'
import { publishedPackages, root } from './workspace.ts'
import { aboveZero, upstream, wholeFromOne, type OptionObject } from './option-table.ts'
import type { OptionTypes } from './option-table-types.ts'

type Factory = (settings: never) => unknown

/** Settings without which the factories of a vendor refuse. */
const needed: Readonly<Record<string, object>> = {
  'azure-openai': { resource: 'acme' },
  'openai-compatible': { baseURL: 'https://acme.test/v1' },
}

/** The numbers among the settings that one vendor alone has. */
const ownNumbers: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'anthropic: AnthropicSettings': { maxOutputTokens: wholeFromOne },
}

/** Settings of models in other libraries' words. */
const foreign = {
  url: 'baseURL',
  endpoint: 'baseURL',
  host: 'baseURL',
  key: 'apiKey',
  token: 'apiKey',
  accessToken: 'apiKey',
  modelName: 'model',
  modelId: 'model',
  defaultHeaders: 'headers',
}

const vendors = [...ownMappings, ...dialects, '@llm-balancer/openai-compatible']

/** The settings of every factory of every vendor's package: what an entry point exports that takes exported settings. */
export const readVendorObjects = async (types: OptionTypes): Promise<readonly OptionObject[]> => {
  const entries = publishedPackages
    .filter(({ manifest }) => vendors.includes(manifest.name))
    .flatMap(({ folder, manifest }) =>
      Object.entries(manifest.exports ?? {}).map(([entry, file]) => ({
        vendor: manifest.name.replace('@llm-balancer/', ''),
        page: join(manifest.name, entry).replace('@llm-balancer/', ''),
        path: join(root, folder, file),
      })),
    )
  const rows = entries.map(async ({ vendor, page, path }) => {
    const exported = (await import(path)) as Readonly<Record<string, unknown>>
    return types.factoriesOf(page).map(({ name, settings }): OptionObject => ({
      types: [settings],
      who: vendor,
      valid: { apiKey: 'key', model: 'acme-1', fetch: upstream.call, ...needed[vendor] },
      numbers: { maxResponseBytes: aboveZero, ...ownNumbers[settings] },
      foreign,
      give: exported[name] as Factory,
    }))
  })
  return (await Promise.all(rows)).flat()
}
