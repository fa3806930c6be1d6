import type { Dialect } from '@llm-balancer/openai-compatible'
import { openaiVendor } from './openai-vendor.ts'
import type { OpenAISettings } from './openai-vendor.ts'
import { effortsOf, isReasoningModel, refusedSettings } from './reasoning-models.ts'

/** OpenAI's chat completions, as one of its models takes them. */
export function openaiDialect(settings: OpenAISettings): Dialect {
  const { model } = settings
  return {
    ...openaiVendor(settings),
    rename: { max_tokens: 'max_completion_tokens' },
    systemRole: isReasoningModel(model) ? 'developer' : 'system',
    efforts: effortsOf(model),
    refused: refusedSettings,
    endsWithDone: true,
  }
}
