import { isJsonRecord } from '@llm-balancer/provider'
import type { JsonObject, JsonRecord, Usage } from '@llm-balancer/provider'

/** Reads an account of tokens. Anthropic's `input_tokens` are those beside the cache: reads and writes are added. */
export function toUsage(account: JsonRecord): Usage {
  const noCache = count(account['input_tokens'])
  const cacheRead = count(account['cache_read_input_tokens'])
  const cacheWrite = count(account['cache_creation_input_tokens'])
  const output = count(account['output_tokens'])
  const details = account['output_tokens_details']
  const reasoning = isJsonRecord(details) ? count(details['thinking_tokens']) : undefined
  return {
    inputTokens: {
      total: noCache === undefined ? undefined : noCache + (cacheRead ?? 0) + (cacheWrite ?? 0),
      noCache,
      cacheRead,
      cacheWrite,
    },
    outputTokens: {
      total: output,
      text: output === undefined || reasoning === undefined ? undefined : Math.max(0, output - reasoning),
      reasoning,
    },
    raw: account as JsonObject,
  }
}

function count(value: unknown): number | undefined {
  return typeof value === 'number' && value >= 0 ? value : undefined
}
