import { asCount, asRecord, toUsage } from '@llm-balancer/provider'
import type { JsonRecord, Usage } from '@llm-balancer/provider'

/** Reads the usage. Anthropic's `input_tokens` exclude cache reads and writes, so these are added. */
export function usageOf(account: JsonRecord): Usage {
  const beside = asCount(account['input_tokens'])
  const cacheRead = asCount(account['cache_read_input_tokens'])
  const cacheWrite = asCount(account['cache_creation_input_tokens'])
  return toUsage({
    input: beside === undefined ? undefined : beside + (cacheRead ?? 0) + (cacheWrite ?? 0),
    output: asCount(account['output_tokens']),
    cacheRead,
    cacheWrite,
    reasoning: asCount(asRecord(account['output_tokens_details'])['thinking_tokens']),
    raw: account,
  })
}
