import { asCount, asRecord, isJsonRecord, toUsage } from '@llm-balancer/provider'
import type { JsonRecord, Usage } from '@llm-balancer/provider'
import type { Dialect } from '../dialect.ts'
import type { Said } from './metadata.ts'

/** A vendor's account of tokens: where it is by its dialect, else in the choice (Moonshot) or in its message. */
export function accountIn({ body, choice, message }: Said, { usageOf }: Dialect): JsonRecord | undefined {
  const usual = usageOf === undefined ? body['usage'] : usageOf(body)
  if (isJsonRecord(usual)) return usual
  const other = choice['usage'] ?? message['usage']
  return isJsonRecord(other) ? other : undefined
}

/**
 * A vendor's count of tokens in unified words. Input tokens include cached ones and output tokens include reasoning. Counts are under
 * the names of chat completions or of Responses; cached tokens are where OpenAI, Mistral, Together, DeepSeek or Anthropic put them.
 */
export function usageFrom(usage: JsonRecord): Usage {
  const prompt = asRecord(
    usage['prompt_tokens_details'] ?? usage['prompt_token_details'] ?? usage['input_tokens_details'],
  )
  const completion = asRecord(usage['completion_tokens_details'] ?? usage['output_tokens_details'])
  return toUsage({
    input: countIn(usage, inputFields),
    output: countIn(usage, outputFields),
    cacheRead: asCount(prompt['cached_tokens']) ?? countIn(usage, cacheReadFields),
    cacheWrite: asCount(prompt['cache_write_tokens']) ?? asCount(usage['cache_creation_input_tokens']),
    reasoning: asCount(completion['reasoning_tokens']) ?? asCount(usage['reasoning_tokens']),
    raw: usage,
  })
}

const inputFields = ['prompt_tokens', 'input_tokens']
const outputFields = ['completion_tokens', 'output_tokens']
const cacheReadFields = [
  'cached_tokens',
  'num_cached_tokens',
  'prompt_cache_hit_tokens',
  'cache_read_input_tokens',
]

/** The first of these counts that is more than zero, else the first that is there. */
function countIn(usage: JsonRecord, fields: readonly string[]): number | undefined {
  let found: number | undefined
  for (const name of fields) {
    const count = asCount(usage[name])
    if ((count ?? 0) > 0) return count
    found ??= count
  }
  return found
}
