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

/** Why an answer ended, as a custom provider says it: by the unified word, or by the vendor's. */
type SpokenReason = {
  readonly finishReason?: string | undefined
  readonly rawFinishReason?: string | undefined
}

/** The unified reason with the vendor's own word for it. No word at all is taken for a normal end. */
export function toFinishReason({ finishReason, rawFinishReason }: SpokenReason): FinishReason {
  const raw = rawFinishReason ?? finishReason
  const word = (finishReason ?? rawFinishReason ?? 'stop').toLowerCase()
  return { unified: Object.hasOwn(unifiedByWord, word) ? (unifiedByWord[word] ?? 'other') : 'other', raw }
}
