import { describeWord, readProperty } from '@llm-balancer/core/options'
import type { BaseProvider } from './base-provider.ts'
import type { ProviderConfig } from './provider-config.ts'
import {
  ClaudeProvider,
  CohereProvider,
  GeminiProvider,
  MistralProvider,
  OpenAIProvider,
} from './vendor-provider.ts'

const makers = new Map<unknown, (config: ProviderConfig) => BaseProvider>([
  ['openai', (config) => new OpenAIProvider(config)],
  ['claude', (config) => new ClaudeProvider(config)],
  ['gemini', (config) => new GeminiProvider(config)],
  ['cohere', (config) => new CohereProvider(config)],
  ['mistral', (config) => new MistralProvider(config)],
])

/**
 * The provider of the vendor that a configuration names, in whatever letter case.
 *
 * @throws TypeError when the name is not one of the five vendors, or for a bad option
 */
export function createProvider(config: ProviderConfig): BaseProvider {
  const name = readProperty(config, 'name')
  const make = makers.get(typeof name === 'string' ? name.toLowerCase() : name)
  if (make !== undefined) return make(config)
  const known = [...makers.keys()].join(', ')
  throw new TypeError(`createProvider: "name" must be one of ${known}, got ${describeWord(name)}`)
}
