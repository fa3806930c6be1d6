import { createOpenAICompatible } from '@llm-balancer/openai-compatible'
import type { ApiKey, ChatModel, ModelSettings } from '@llm-balancer/provider'
import { groqDialect } from './groq-dialect.ts'
import { effortsOf, refusedSettings, thinksAloud } from './reasoning.ts'

/** How Groq gives a model's thoughts: apart, in the text between `<think>` tags, or not at all. */
const formats = ['parsed', 'raw', 'hidden'] as const

/** Settings of a model on Groq. */
export interface GroqSettings extends ModelSettings {
  /** The key, or a function that gives the current one before each request. */
  readonly apiKey: ApiKey
  /** @default 'https://api.groq.com/openai/v1' */
  readonly baseURL?: string | undefined
  /**
   * Sent as `reasoning_format`: thoughts as reasoning, in the text, or not at all.
   *
   * @default 'parsed' for Qwen 3, QwQ and DeepSeek R1, which would write them into the text; not sent for others
   */
  readonly reasoningFormat?: (typeof formats)[number] | undefined
}

/**
 * A chat model on Groq.
 *
 * @throws TypeError or RangeError naming a setting that is missing, unknown or wrong.
 */
export function groq(settings: GroqSettings): ChatModel {
  const { reasoningFormat, ...rest } = settings
  if (reasoningFormat !== undefined && !formats.includes(reasoningFormat)) {
    throw new TypeError(`groq: "reasoningFormat" must be one of ${formats.join(', ')}`)
  }
  const { model } = rest
  const isNamed = typeof model === 'string'
  const format = reasoningFormat ?? (isNamed && thinksAloud(model) ? 'parsed' : undefined)
  return createOpenAICompatible(
    {
      ...groqDialect,
      settingNames: ['reasoningFormat'],
      // Groq takes one of the two.
      extraBody: ({ include_reasoning: own }) =>
        format === undefined || own !== undefined ? {} : { reasoning_format: format },
      ...(isNamed ? { efforts: effortsOf(model), refused: () => refusedSettings(model) } : {}),
    },
    rest,
  )
}
