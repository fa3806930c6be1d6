import type { UsageMetadata } from '@langchain/core/messages'
import { compact } from '@llm-balancer/provider'
import type { Usage } from '@llm-balancer/provider'

/**
 * The field of a message for the tokens of an answer. Under `exactOptionalPropertyTypes` LangChain's types allow none there.
 */
export function usageField(usage: UsageMetadata | undefined): { readonly usage_metadata?: never } {
  return usage === undefined ? {} : { usage_metadata: usage as never }
}

/** The tokens of an answer in LangChain's words; undefined when none of them is known. Details that are unknown are left out. */
export function toUsageMetadata({ inputTokens, outputTokens }: Usage): UsageMetadata | undefined {
  if (inputTokens.total === undefined && outputTokens.total === undefined) return undefined
  const { total: input = 0, cacheRead: cache_read, cacheWrite: cache_creation } = inputTokens
  const { total: output = 0, reasoning } = outputTokens
  return {
    input_tokens: input,
    output_tokens: output,
    total_tokens: input + output,
    input_token_details: compact({ cache_read, cache_creation }),
    output_token_details: compact({ reasoning }),
  }
}
