import type { Dialect } from '@llm-balancer/openai-compatible'
import { openaiVendor } from './openai-vendor.ts'
import type { OpenAISettings } from './openai-vendor.ts'
import { effortsOf, isReasoningModel, refusedSettings } from './reasoning-models.ts'

/** The dialect of OpenAI's chat completions for one model. */
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
