import { checkText } from '@llm-balancer/provider'
import type { ChatModel, EmbeddingModel, Fetch } from '@llm-balancer/provider'
import { BaseProvider, isBaseProvider } from '../providers/base-provider.ts'
import { customModel } from '../providers/custom-model.ts'
import { checkSpelling } from './check-config.ts'
import { checkKnown } from './check-known.ts'
import { describe, isRecord } from './checks.ts'
import type { ModelProviderConfig, ProviderConfig, ProviderInput } from './provider-config.ts'
import { refuseForeign } from './refuse-foreign.ts'
import { readConfig, secretsOf, settingNames, settingsOf, type ReadProvider } from './read-config.ts'

/**
 * Reads an entry of `providers`, whichever kind it is, and makes its model.
 *
 * @param fetch for configurations that bring none
 * @throws TypeError naming the provider and what is wrong with it
 */
export function readProvider(input: ProviderInput, fetch: Fetch | undefined): ReadProvider {
  if (!isRecord(input)) {
    throw new TypeError(
      `a provider must be a configuration, a model or a BaseProvider, got ${describe(input)}`,
    )
  }
  if (isBaseProvider(input)) return readOwn(input)
  if (isChatModel(input)) return { name: input.provider, model: input, settings: {}, secrets: [] }
  refuseForeign('a provider', input)
  if (input instanceof BaseProvider) throw new TypeError('a provider of your own needs a "makeRequest"')
  const name = checkText('a provider', 'name', input.name)
  const owner = `provider "${name}"`
  if (!isModelConfig(input)) {
    checkModelName(owner, input.model)
    return readConfig(input, fetch)
  }
  checkKnown(`${owner}, whose "model" is ready-made`, input, ['name', 'model', 'embedding', ...settingNames])
  const { model, embedding } = input
  if (embedding !== undefined && !isEmbeddingModel(embedding)) {
    throw new TypeError(`${owner}: "embedding" must be an embedding model, got ${describe(embedding)}`)
  }
  return { name, model, embedding, settings: settingsOf(input), secrets: [] }
}

function readOwn(provider: Parameters<typeof customModel>[0]): ReadProvider {
  const config = provider.config
  if (!isRecord(config)) throw new TypeError('a provider of your own needs a "config": call super(config)')
  const name = checkText('a provider of your own', 'config.name', config.name)
  checkText(`provider "${name}"`, 'config.model', config.model)
  checkSpelling(`provider "${name}"`, config, settingNames)
  return {
    name,
    model: customModel(provider),
    settings: settingsOf(config),
    secrets: secretsOf(config.apiKey),
  }
}

/** An object is meant to be a model, so it is not asked for the vendor's name first. @throws TypeError */
function checkModelName(owner: string, model: unknown): void {
  if (!isRecord(model)) return
  refuseForeign(`${owner}: "model"`, model)
  const wanted = 'the name of a model, or a model with "provider", "modelId", "generate" and "stream"'
  throw new TypeError(`${owner}: "model" must be ${wanted}`)
}

function isModelConfig(input: ProviderConfig | ModelProviderConfig): input is ModelProviderConfig {
  return isChatModel(input.model)
}

function isChatModel(value: unknown): value is ChatModel {
  if (!isRecord(value)) return false
  const { provider, modelId, generate, stream } = value
  return (
    typeof provider === 'string' &&
    typeof modelId === 'string' &&
    typeof generate === 'function' &&
    typeof stream === 'function'
  )
}

function isEmbeddingModel(value: unknown): value is EmbeddingModel {
  if (!isRecord(value)) return false
  const { provider, modelId, maxEmbeddingsPerCall, embed } = value
  const words = [provider, modelId].every((word) => typeof word === 'string')
  return words && typeof maxEmbeddingsPerCall === 'number' && typeof embed === 'function'
}
