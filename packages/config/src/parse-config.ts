import { checkString } from '@llm-balancer/core/options'
import { readParseOptions, type ParseConfigOptions } from './options/load-options.ts'
import { readText } from './read-text.ts'
import type { LLMConfig } from './schema/config-types.generated.ts'

/**
 * Reads a configuration from a text, YAML or JSON, for those that keep it elsewhere: a database, a parameter store.
 *
 * @throws {ConfigurationError} with all mistakes of the text, each with its line and column
 * @throws TypeError or RangeError for a bad option
 */
export async function parseConfig(text: string, options: ParseConfigOptions = {}): Promise<LLMConfig> {
  checkString('text', text, 'parseConfig')
  const { source, env, files, secretFolders: allowed = [] } = readParseOptions(options)
  const { config } = await readText(text, { source, env, folders: { files, base: undefined, allowed } })
  return config
}
