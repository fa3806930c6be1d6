import { readLoadOptions, type LoadConfigOptions } from './options/load-options.ts'
import { readText } from './read-text.ts'
import type { LLMConfig } from './schema/config-types.generated.ts'
import { readSource } from './source/config-source.ts'
import { toSource } from './source/to-source.ts'

/**
 * Reads a configuration from a file or a URL, YAML or JSON. Gives options of `createLLMBalancer`; printing them shows no secret.
 *
 * @throws {ConfigurationError} when it cannot be read, or with all of its mistakes, each with its line and column
 * @throws TypeError or RangeError for a bad option, or an address that no request may go to
 *
 * @example
 * const llm = createLLMBalancer(await loadConfig('llm.yaml'))
 */
export async function loadConfig(from: string | URL, options: LoadConfigOptions = {}): Promise<LLMConfig> {
  const settings = readLoadOptions(options)
  const source = toSource('loadConfig', from, settings)
  const found = await readSource(source, true)
  const { config } = await readText(found ?? '', {
    source: source.name,
    env: settings.env,
    folders: source.folders,
  })
  return config
}
