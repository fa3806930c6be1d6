import { imagePart } from '@llm-balancer/openai-compatible'
import type { Dialect } from '@llm-balancer/openai-compatible'
import { xaiLimitHeaders } from './limit-headers.ts'
import { refusedSettings } from './reasoning.ts'
import { usageOf } from './usage-of.ts'

/**
 * xAI's chat completions, whatever the model.
 *
 * Source: https://docs.x.ai/developers/rest-api-reference/inference/chat (November 2026)
 */
export const xaiDialect: Dialect = {
  provider: 'xai',
  baseURL: 'https://api.x.ai/v1',
  needsKey: true,
  rename: { max_tokens: 'max_completion_tokens' },
  refused: refusedSettings,
  filePart: imagePart,
  usageOf,
  endsWithDone: true,
  limitHeaders: xaiLimitHeaders,
}
