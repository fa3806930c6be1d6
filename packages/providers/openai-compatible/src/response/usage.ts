import { asCount, asRecord, toUsage } from '@llm-balancer/provider'
import type { Usage } from '@llm-balancer/provider'

/**
 * A vendor's count of tokens in unified words. `prompt_tokens` include cached ones and `completion_tokens` include
 * reasoning. Cached tokens are where OpenAI, Mistral, Together or DeepSeek put them.
 */
export function usageFrom(raw: unknown): Usage {
  const usage = asRecord(raw)
  const prompt = asRecord(usage['prompt_tokens_details'] ?? usage['prompt_token_details'])
  const completion = asRecord(usage['completion_tokens_details'])
  return toUsage({
    input: asCount(usage['prompt_tokens']),
    output: asCount(usage['completion_tokens']),
    cacheRead:
      asCount(prompt['cached_tokens']) ??
      asCount(usage['cached_tokens']) ??
      asCount(usage['num_cached_tokens']) ??
      asCount(usage['prompt_cache_hit_tokens']),
    cacheWrite: asCount(prompt['cache_write_tokens']),
    reasoning: asCount(completion['reasoning_tokens']) ?? asCount(usage['reasoning_tokens']),
    raw,
  })
}
