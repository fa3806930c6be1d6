import { checkKnown, checkText } from '@llm-balancer/provider'
import type { ChatModel } from '@llm-balancer/provider'
import { chatSettingNames, createOpenAICompatible } from './create-openai-compatible.ts'
import type { ChatSettings } from './create-openai-compatible.ts'

/** Settings of a model on any server of this format. */
export interface OpenAICompatibleSettings extends ChatSettings {
  /** Where `/chat/completions` is below, usually ending in `/v1`; https, or http to a private host. */
  readonly baseURL: string
  /** Names the server in errors, `providerOptions` and `providerMetadata`. @default 'openai-compatible' */
  readonly name?: string | undefined
}

/**
 * A chat model on any server that speaks OpenAI's chat completions: vLLM, llama.cpp, Ollama, LM Studio, SGLang, gateways.
 *
 * @throws TypeError or RangeError naming a setting that is missing, unknown or wrong.
 */
export function openaiCompatible(settings: OpenAICompatibleSettings): ChatModel {
  const owner = 'openai-compatible'
  checkKnown(owner, settings, [...chatSettingNames, 'name'])
  const { name, ...rest } = settings
  return createOpenAICompatible(
    { provider: name === undefined ? owner : checkText(owner, 'name', name) },
    rest,
  )
}
