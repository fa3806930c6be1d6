import type { FinishReason } from '@llm-balancer/provider'

const unifiedByWord: Readonly<Record<string, FinishReason['unified']>> = {
  stop: 'stop',
  end_turn: 'stop',
  stop_sequence: 'stop',
  complete: 'stop',
  eos: 'stop',
  length: 'length',
  max_tokens: 'length',
  'tool-calls': 'tool-calls',
  tool_calls: 'tool-calls',
  tool_use: 'tool-calls',
  'content-filter': 'content-filter',
  content_filter: 'content-filter',
  safety: 'content-filter',
  refusal: 'content-filter',
  error: 'error',
}

/** Why an answer of a custom provider ended: the unified word, the vendor's, or both. */
type GivenReason = {
  readonly finishReason?: string | undefined
  readonly rawFinishReason?: string | undefined
}

/** The unified reason with the vendor's own word for it. Without any word it is a normal end. */
export function toFinishReason({ finishReason, rawFinishReason }: GivenReason): FinishReason {
  const raw = rawFinishReason ?? finishReason
  const word = (finishReason ?? rawFinishReason ?? 'stop').toLowerCase()
  return { unified: Object.hasOwn(unifiedByWord, word) ? (unifiedByWord[word] ?? 'other') : 'other', raw }
}
