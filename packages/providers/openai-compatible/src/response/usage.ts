import { isJsonRecord } from '@llm-balancer/provider'
import type { JsonObject, Usage } from '@llm-balancer/provider'

/**
 * A vendor's count of tokens in unified words. `prompt_tokens` include cached ones and `completion_tokens` include
 * reasoning. Cached tokens are where OpenAI, DeepSeek or Together put them.
 */
export function usageFrom(raw: unknown): Usage {
  const usage = isJsonRecord(raw) ? raw : {}
  const prompt = detailsOf(usage['prompt_tokens_details'])
  const completion = detailsOf(usage['completion_tokens_details'])
  const input = count(usage['prompt_tokens'])
  const output = count(usage['completion_tokens'])
  const cacheRead =
    count(prompt['cached_tokens']) ?? count(usage['cached_tokens']) ?? count(usage['prompt_cache_hit_tokens'])
  const cacheWrite = count(prompt['cache_write_tokens'])
  const reasoning = count(completion['reasoning_tokens']) ?? count(usage['reasoning_tokens'])
  return {
    inputTokens: {
      total: input,
      noCache: input === undefined ? undefined : Math.max(0, input - (cacheRead ?? 0) - (cacheWrite ?? 0)),
      cacheRead,
      cacheWrite,
    },
    outputTokens: {
      total: output,
      text: output === undefined ? undefined : Math.max(0, output - (reasoning ?? 0)),
      reasoning,
    },
    ...(isJsonRecord(raw) ? { raw: raw as JsonObject } : {}),
  }
}

function detailsOf(value: unknown): Readonly<Record<string, unknown>> {
  return isJsonRecord(value) ? value : {}
}

function count(value: unknown): number | undefined {
  return typeof value === 'number' && value >= 0 ? value : undefined
}
