import type { TokenUsage } from '@llm-balancer/core'
import { asCount, asRecord, compact } from '@llm-balancer/provider'

/**
 * The usage in an answer, or in an event of one: chat completions, Responses, embeddings and Messages. Counts include cached
 * tokens, which Anthropic counts separately; Groq's streams have the usage in `x_groq`.
 */
export function usageIn(answer: Readonly<Record<string, unknown>>): TokenUsage {
  const usage = asRecord(answer['usage'] ?? asRecord(answer['x_groq'])['usage'])
  const input = asRecord(usage['prompt_tokens_details'] ?? usage['input_tokens_details'])
  const output = asRecord(usage['completion_tokens_details'] ?? usage['output_tokens_details'])
  const besideRead = asCount(usage['cache_read_input_tokens'])
  const besideWrite = asCount(usage['cache_creation_input_tokens'])
  const inputTokens = asCount(usage['prompt_tokens']) ?? asCount(usage['input_tokens'])
  return compact({
    inputTokens: inputTokens === undefined ? undefined : inputTokens + (besideRead ?? 0) + (besideWrite ?? 0),
    outputTokens: asCount(usage['completion_tokens']) ?? asCount(usage['output_tokens']),
    cacheReadTokens: besideRead ?? asCount(input['cached_tokens']),
    cacheWriteTokens: besideWrite ?? asCount(input['cache_write_tokens']),
    reasoningTokens: asCount(output['reasoning_tokens']) ?? asCount(output['thinking_tokens']),
  })
}
