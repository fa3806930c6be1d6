import { createOpenAICompatible, createOpenAICompatibleEmbedding } from '@llm-balancer/openai-compatible'
import type { Dialect } from '@llm-balancer/openai-compatible'
import { readModelSettings } from '@llm-balancer/provider'
import type { ChatModel, EmbeddingModel, ModelSettings } from '@llm-balancer/provider'
import { ownSettings } from './azure-openai-settings.ts'
import type { AzureOpenAISettings } from './azure-openai-settings.ts'
import { checkEither, endpointOf, owner } from './endpoint.ts'
import { refusedSettings } from './refused-settings.ts'

/**
 * A chat model deployed on Azure OpenAI.
 *
 * @throws TypeError or RangeError naming a setting that is missing, unknown or wrong.
 */
export function azureOpenAI(settings: AzureOpenAISettings): ChatModel {
  return createOpenAICompatible(...deploymentOf(settings))
}

/**
 * An embedding model deployed on Azure OpenAI.
 *
 * @throws TypeError or RangeError naming a setting that is missing, unknown or wrong.
 */
export function azureOpenAIEmbedding(settings: AzureOpenAISettings): EmbeddingModel {
  return createOpenAICompatibleEmbedding(...deploymentOf(settings))
}

function deploymentOf(given: AzureOpenAISettings): [Dialect, ModelSettings] {
  // The deployment's name is the model's unless another is given.
  const model = given.model ?? given.deployment
  if (model === undefined) throw new TypeError(`${owner}: "deployment" is missing`)
  const settings = readModelSettings<AzureOpenAISettings & ModelSettings>(
    owner,
    { ...given, model },
    ownSettings,
  )
  const { tokenProvider, resource: _, deployment, apiVersion: __, ...rest } = settings
  const name = deployment ?? model
  checkEither(settings, 'apiKey', 'tokenProvider')
  const { baseURL, prefix, query, isOld } = endpointOf(settings, name)
  const dialect: Dialect = {
    provider: owner,
    needsKey: true,
    ...(tokenProvider === undefined ? { authHeaders: (key: string) => ({ 'api-key': key }) } : {}),
    chatPath: `${prefix}/chat/completions${query}`,
    embeddingPath: `${prefix}/embeddings${query}`,
    probePath: `/models${query}`,
    rename: isOld ? {} : { max_tokens: 'max_completion_tokens' },
    streamUsage: !isOld,
    refused: ({ reasoning_effort: effort }) => refusedSettings(model, effort),
    endsWithDone: true,
  }
  return [dialect, { ...rest, apiKey: tokenProvider ?? rest.apiKey, model: name, baseURL }]
}
