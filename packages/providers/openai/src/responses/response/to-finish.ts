import { asCount, asRecord, compact, toMetadata, toUsage } from '@llm-balancer/provider'
import type { FinishReason, JsonRecord, ProviderMetadata, Usage } from '@llm-balancer/provider'

/** How an answer ended, in unified and in the vendor's own fields. */
export type Finish = {
  readonly finishReason: FinishReason
  readonly usage: Usage
  readonly providerMetadata?: ProviderMetadata
}

const reasons: ReadonlyMap<unknown, FinishReason['unified']> = new Map([
  ['max_output_tokens', 'length'],
  ['content_filter', 'content-filter'],
] as const)

/** The fields of a response that do not repeat the request. */
const ownFields = [
  'service_tier',
  'input_transformations',
  'moderation',
  'prompt_cache_diagnostics',
  'tool_usage',
]

/** Reads how an answer ended. What the unified fields cannot express becomes metadata. */
export function toFinish(response: JsonRecord, hasCalls: boolean): Finish {
  const { status, incomplete_details: details } = response
  const { reason } = asRecord(details)
  const whole = hasCalls ? 'tool-calls' : 'stop'
  const own = Object.fromEntries(ownFields.map((name) => [name, response[name]]))
  return compact({
    finishReason: {
      unified: status === 'completed' ? whole : (reasons.get(reason) ?? (hasCalls ? whole : 'other')),
      // Only an incomplete answer has a reason.
      raw: typeof reason === 'string' ? reason : undefined,
    },
    usage: usageOf(asRecord(response['usage'])),
    providerMetadata: toMetadata('openai', own),
  })
}

/** Input tokens include cached ones, output tokens include reasoning. Some servers name them as chat completions do. */
function usageOf(raw: JsonRecord): Usage {
  const input = asRecord(raw['input_tokens_details'] ?? raw['prompt_tokens_details'])
  const output = asRecord(raw['output_tokens_details'] ?? raw['completion_tokens_details'])
  return toUsage({
    input: asCount(raw['input_tokens'] ?? raw['prompt_tokens']),
    output: asCount(raw['output_tokens'] ?? raw['completion_tokens']),
    cacheRead: asCount(input['cached_tokens']),
    cacheWrite: asCount(input['cache_write_tokens']),
    reasoning: asCount(output['reasoning_tokens']),
    raw,
  })
}
