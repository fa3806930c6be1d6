import { checkText, compact } from '@llm-balancer/provider'
import type { ChatModel, EmbeddingModel, ModelSettings } from '@llm-balancer/provider'
import { createOpenAICompatibleEmbedding } from './create-openai-compatible-embedding.ts'
import { createOpenAICompatible } from './create-openai-compatible.ts'
import type { Dialect } from './dialect.ts'

/** Settings of a model on any server of this format. */
export interface OpenAICompatibleSettings extends ModelSettings {
  /** Where `/chat/completions` is below, usually ending in `/v1`; https, or http to a private host. */
  readonly baseURL: string
  /** Names the server in errors, `providerOptions` and `providerMetadata`. @default 'openai-compatible' */
  readonly name?: string | undefined
  /**
   * The field in which the server takes reasoning of earlier answers back: DeepSeek wants `reasoning_content` again in
   * conversations with tools, vLLM takes `reasoning`. @default it is left out, with a warning
   */
  readonly reasoningInput?: 'reasoning' | 'reasoning_content' | undefined
}

/**
 * A chat model on any server that speaks OpenAI's chat completions: vLLM, llama.cpp, Ollama, LM Studio, SGLang, gateways.
 *
 * @throws TypeError or RangeError naming a setting that is missing, unknown or wrong.
 */
export function openaiCompatible(settings: OpenAICompatibleSettings): ChatModel {
  return createOpenAICompatible(...named(settings))
}

/**
 * An embedding model on any server that speaks OpenAI's embeddings.
 *
 * @throws TypeError or RangeError naming a setting that is missing, unknown or wrong.
 */
export function openaiCompatibleEmbedding(settings: OpenAICompatibleSettings): EmbeddingModel {
  return createOpenAICompatibleEmbedding(...named(settings))
}

function named(all: OpenAICompatibleSettings): [Dialect, ModelSettings] {
  const { name, reasoningInput, ...settings } = all
  const owner = 'openai-compatible'
  const provider = name === undefined ? owner : checkText(owner, 'name', name)
  if (reasoningInput !== undefined && !/^reasoning(_content)?$/.test(reasoningInput)) {
    throw new TypeError(`${owner}: "reasoningInput" must be "reasoning" or "reasoning_content"`)
  }
  const settingNames = ['name', 'reasoningInput']
  return [compact({ provider, settingNames, reasoningInput }), settings]
}
