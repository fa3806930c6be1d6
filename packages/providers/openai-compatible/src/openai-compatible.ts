import { checkText, compact, oneOf, readModelSettings } from '@llm-balancer/provider'
import type {
  ChatModel,
  EmbeddingModel,
  ModelSettings,
  OptionTable,
  OwnSettings,
} from '@llm-balancer/provider'
import { createOpenAICompatibleEmbedding } from './create-openai-compatible-embedding.ts'
import { createOpenAICompatible } from './create-openai-compatible.ts'
import type { Dialect } from './dialect.ts'

/** Settings of a model on any server of this format. */
export interface OpenAICompatibleSettings extends ModelSettings {
  /** Where `/chat/completions` is below, usually ending in `/v1`; https, or http to this machine. */
  readonly baseURL: string
  /** Names the server in errors, `providerOptions` and `providerMetadata`. @default 'openai-compatible' */
  readonly name?: string | undefined
  /**
   * The field in which the server takes reasoning of earlier answers back: DeepSeek wants `reasoning_content` again in
   * conversations with tools, vLLM takes `reasoning`. @default it is left out, with a warning
   */
  readonly reasoningInput?: 'reasoning' | 'reasoning_content' | undefined
  /**
   * For a server that ends its streams with `[DONE]` and never gives a finish reason: `optional` takes such an answer for whole, with
   * the finish `stop`. Otherwise it counts as cut off. @default 'required'
   */
  readonly finishReason?: 'required' | 'optional' | undefined
}

/** Checks of the settings that only this adapter has. */
export const ownSettings: OptionTable<OwnSettings<OpenAICompatibleSettings>> = {
  name: [checkText],
  reasoningInput: [oneOf('reasoning', 'reasoning_content')],
  finishReason: [oneOf('required', 'optional')],
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

function named(given: OpenAICompatibleSettings): [Dialect, ModelSettings] {
  const { name, reasoningInput, finishReason, ...settings } = readModelSettings<OpenAICompatibleSettings>(
    'openai-compatible',
    given,
    ownSettings,
  )
  return [compact({ provider: name ?? 'openai-compatible', reasoningInput, finishReason }), settings]
}
