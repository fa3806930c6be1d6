import { createOpenAICompatible } from '@llm-balancer/openai-compatible'
import { oneOf, readModelSettings } from '@llm-balancer/provider'
import type { ApiKey, ChatModel, ModelSettings, OptionTable, OwnSettings } from '@llm-balancer/provider'
import { groqDialect } from './groq-dialect.ts'
import { effortsOf, refusedSettings, thinksAloud } from './reasoning.ts'

/** How Groq returns reasoning: apart, in the text between `<think>` tags, or not at all. */
const formats = ['parsed', 'raw', 'hidden'] as const

/** Settings of a model on Groq. */
export interface GroqSettings extends ModelSettings {
  /** The key, or a function that gives the current one before each request. */
  readonly apiKey: ApiKey
  /** @default 'https://api.groq.com/openai/v1' */
  readonly baseURL?: string | undefined
  /**
   * Sent as `reasoning_format`: reasoning apart, in the text, or not at all.
   *
   * @default 'parsed' for Qwen 3, QwQ and DeepSeek R1, which would write it into the text; not sent for others
   */
  readonly reasoningFormat?: (typeof formats)[number] | undefined
}

/** Checks of the settings that only this adapter has. */
export const ownSettings: OptionTable<OwnSettings<GroqSettings>> = { reasoningFormat: [oneOf(...formats)] }

/**
 * A chat model on Groq.
 *
 * @throws TypeError or RangeError naming a setting that is missing, unknown or wrong.
 */
export function groq(given: GroqSettings): ChatModel {
  const { reasoningFormat, ...settings } = readModelSettings<GroqSettings>('groq', given, ownSettings)
  const { model } = settings
  const format = reasoningFormat ?? (thinksAloud(model) ? 'parsed' : undefined)
  return createOpenAICompatible(
    {
      ...groqDialect,
      // Groq accepts only one of the two fields.
      extraBody: ({ include_reasoning: own }) =>
        format === undefined || own !== undefined ? {} : { reasoning_format: format },
      efforts: effortsOf(model),
      refused: () => refusedSettings(model),
    },
    settings,
  )
}
