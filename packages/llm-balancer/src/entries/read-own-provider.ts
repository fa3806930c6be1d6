import { checkText, defined, nearestWord, readOptions, readProperty } from '@llm-balancer/core/options'
import { providerSettings, type ProviderSettings } from '../options/provider-settings.ts'
import type { BaseProvider } from '../providers/base-provider.ts'
import { customModel } from '../providers/custom-model.ts'
import type { ProviderSource } from './provider-source.ts'

const settingNames = Object.keys(providerSettings) as readonly (keyof ProviderSettings)[]

/** Shorter names count as the provider's own fields: `tag`, `cost1`. */
const shortestMisspelt = 6

/**
 * Reads a custom provider.
 *
 * @param changes settings that replace those in its `config`
 * @throws TypeError or RangeError naming the provider and what is wrong with its `config`
 */
export function readOwnProvider(provider: BaseProvider, changes: ProviderSettings = {}): ProviderSource {
  const config: unknown = provider.config
  if (typeof config !== 'object' || config === null)
    throw new TypeError('a provider of your own needs a "config": call super(config)')
  const name = checkText('config.name', readProperty(config, 'name'), 'a provider of your own') as string
  const owner = `provider "${name}"`
  checkText('config.model', readProperty(config, 'model'), owner)
  checkSpelling(owner, Object.keys(config))
  const given = Object.fromEntries(settingNames.map((setting) => [setting, readProperty(config, setting)]))
  const settings = readOptions(owner, { ...given, ...defined(changes) }, providerSettings)
  const apiKey = readProperty(config, 'apiKey')
  return {
    name,
    settings: defined(settings),
    members: [{ key: undefined, model: customModel(provider), embedding: undefined }],
    secrets: typeof apiKey === 'string' ? [apiKey] : [],
    isOwn: true,
  }
}

/** A custom provider may have fields of its own, but none that looks like a misspelt setting. @throws TypeError */
function checkSpelling(owner: string, names: readonly string[]): void {
  for (const name of names) {
    const meant = nearestWord(name, settingNames)
    if (meant === undefined || meant === name || name.length < shortestMisspelt) continue
    if (meant.at(0) !== name.at(0) || Math.abs(meant.length - name.length) > 1) continue
    throw new TypeError(`${owner}: unknown option "${name}", did you mean "${meant}"?`)
  }
}
