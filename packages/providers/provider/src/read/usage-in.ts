import type { TokenUsage } from '@llm-balancer/core'
import { asCount, asRecord, asRecords } from './as-value.ts'
import { compact } from './compact.ts'
import { isJsonRecord, type JsonRecord } from './json-record.ts'
import { mergeAccount } from './merge-account.ts'

/**
 * The tokens in an answer, or in a chunk of one, whichever vendor's format it has: chat completions, Responses, embeddings, Messages,
 * Google's and Cohere's; also in the words of SDKs (`promptTokens`, `inputTokens`). Empty where it says nothing of them. Input includes
 * what was read from caches.
 */
export function usageIn(answer: JsonRecord): TokenUsage {
  return usageOf(accountIn(answer) ?? {})
}

/** The tokens in the events of one answer, some of which tell only what is new. */
export class UsageAccount {
  #account: JsonRecord | undefined

  /** What is known with this event. */
  add(event: JsonRecord): TokenUsage {
    const account = accountIn(event)
    if (account === undefined) return {}
    this.#account = mergeAccount(this.#account, account)
    return usageOf(this.#account)
  }
}

/** An account of tokens: Groq's streams have it in `x_groq`, Moonshot's in the choice; Google's counts have names of their own. */
function accountIn(answer: JsonRecord): JsonRecord | undefined {
  const { usage, x_groq: groq, choices, usageMetadata } = answer
  if (isJsonRecord(usageMetadata)) return usageMetadata
  const [choice = {}] = asRecords(choices)
  return [usage, asRecord(groq)['usage'], choice['usage']].find(isJsonRecord)
}

/** Counts include cached tokens, which Anthropic counts separately, as it does what it took to compact the conversation. */
function usageOf(account: JsonRecord): TokenUsage {
  if ('promptTokenCount' in account || 'candidatesTokenCount' in account) return googleUsage(account)
  if (isJsonRecord(account['tokens'])) return cohereUsage(account)
  const compactions = asRecords(account['iterations']).filter(({ type }) => type === 'compaction')
  const sum = (...names: readonly string[]): number | undefined => {
    const counts = [account, ...compactions].flatMap((each) => {
      const [found] = names.flatMap((name) => asCount(each[name]) ?? [])
      return found === undefined ? [] : [found]
    })
    return counts.length === 0 ? undefined : counts.reduce((total, count) => total + count)
  }
  const input = asRecord(account['prompt_tokens_details'] ?? account['input_tokens_details'])
  const output = asRecord(account['completion_tokens_details'] ?? account['output_tokens_details'])
  const besideRead = sum('cache_read_input_tokens')
  const besideWrite = sum('cache_creation_input_tokens')
  const inputTokens = sum('prompt_tokens', 'input_tokens', 'promptTokens', 'inputTokens')
  // Chat completions include what is cached, under whatever name they tell it.
  const isBeside = asCount(account['prompt_tokens']) === undefined
  const beside = isBeside ? (besideRead ?? 0) + (besideWrite ?? 0) : 0
  return compact({
    inputTokens: inputTokens === undefined ? undefined : inputTokens + beside,
    outputTokens: sum('completion_tokens', 'output_tokens', 'completionTokens', 'outputTokens'),
    cacheReadTokens: besideRead ?? asCount(input['cached_tokens']),
    cacheWriteTokens: besideWrite ?? asCount(input['cache_write_tokens']),
    reasoningTokens: asCount(output['reasoning_tokens']) ?? asCount(output['thinking_tokens']),
  })
}

/** The output of Google's own tools counts as input, and thoughts as output. */
function googleUsage(account: JsonRecord): TokenUsage {
  const sum = (...names: readonly string[]): number | undefined => {
    const counts = names.flatMap((name) => asCount(account[name]) ?? [])
    return counts.length === 0 ? undefined : counts.reduce((total, count) => total + count)
  }
  return compact({
    inputTokens: sum('promptTokenCount', 'toolUsePromptTokenCount'),
    outputTokens: sum('candidatesTokenCount', 'thoughtsTokenCount'),
    cacheReadTokens: sum('cachedContentTokenCount'),
    reasoningTokens: sum('thoughtsTokenCount'),
  })
}

/** The tokens that Cohere's model processed, not the billed ones. */
function cohereUsage({ tokens, cached_tokens: cached }: JsonRecord): TokenUsage {
  const { input_tokens: input, output_tokens: output } = asRecord(tokens)
  return compact({
    inputTokens: asCount(input),
    outputTokens: asCount(output),
    cacheReadTokens: asCount(cached),
  })
}
