import { createOpenAICompatible, createOpenAICompatibleEmbedding } from '@llm-balancer/openai-compatible'
import type { Dialect } from '@llm-balancer/openai-compatible'
import { checkText } from '@llm-balancer/provider'
import type { ApiKey, ChatModel, EmbeddingModel, ModelSettings } from '@llm-balancer/provider'
import { checkEither, endpointOf, owner } from './endpoint.ts'
import { azureErrorRules } from './error-rules.ts'
import { refusedSettings } from './refused-settings.ts'

/** Settings of a deployment on Azure OpenAI. */
export interface AzureOpenAISettings extends Omit<ModelSettings, 'model'> {
  /** The resource's key, or a function that gives the current one before each request; sent as `api-key`. */
  readonly apiKey?: ApiKey | undefined
  /** Gives a token of Microsoft Entra ID before each request, in place of a key; sent as `Authorization: Bearer`. */
  readonly tokenProvider?: (() => string | PromiseLike<string>) | undefined
  /** The resource's name: `https://{resource}.openai.azure.com`. */
  readonly resource?: string | undefined
  /** Where the API is, in place of `resource`: a host, or all up to where the paths of the API begin. */
  readonly baseURL?: string | undefined
  /** The deployment's name. @default `model` */
  readonly deployment?: string | undefined
  /** The model it deploys, where the deployment's name is another one; the name alone when there is no `deployment`. */
  readonly model?: string | undefined
  /**
   * A date (`2024-10-21`) asks the classic API, `/deployments/{deployment}`; `preview` and the like are sent to the v1 API.
   *
   * @default the v1 API
   */
  readonly apiVersion?: string | undefined
}

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

function deploymentOf(settings: AzureOpenAISettings): [Dialect, ModelSettings] {
  const { tokenProvider, resource: _, deployment, apiVersion: __, model, ...rest } = settings
  const name = checkText(owner, 'deployment', deployment ?? model)
  checkEither(settings, 'apiKey', 'tokenProvider')
  const { baseURL, prefix, query, isOld } = endpointOf(settings, name)
  const dialect: Dialect = {
    provider: owner,
    settingNames: ['tokenProvider', 'resource', 'deployment', 'apiVersion'],
    needsKey: true,
    ...(tokenProvider === undefined ? { authHeaders: (key: string) => ({ 'api-key': key }) } : {}),
    chatPath: `${prefix}/chat/completions${query}`,
    embeddingPath: `${prefix}/embeddings${query}`,
    probePath: `/models${query}`,
    rename: isOld ? {} : { max_tokens: 'max_completion_tokens' },
    streamUsage: !isOld,
    refused: ({ reasoning_effort: effort }) => refusedSettings(model ?? name, effort),
    endsWithDone: true,
    errorRules: azureErrorRules,
  }
  return [dialect, { ...rest, apiKey: tokenProvider ?? rest.apiKey, model: name, baseURL }]
}
