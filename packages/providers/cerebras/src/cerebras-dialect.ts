import { imagePart } from '@llm-balancer/openai-compatible'
import type { Dialect } from '@llm-balancer/openai-compatible'
import { cerebrasLimitHeaders } from './limit-headers.ts'

/**
 * Cerebras's API. What `time_info` says of an answer is in its `providerMetadata`.
 *
 * Sources: https://inference-docs.cerebras.ai/api-reference/chat-completions and the types of its official SDK (November 2026).
 */
export const cerebrasDialect: Dialect = {
  provider: 'cerebras',
  baseURL: 'https://api.cerebras.ai/v1',
  needsKey: true,
  rename: { max_tokens: 'max_completion_tokens' },
  efforts: { minimal: 'low', xhigh: 'high', max: 'high' },
  filePart: imagePart,
  reasoningInput: 'reasoning',
  endsWithDone: true,
  limitHeaders: cerebrasLimitHeaders,
}
