import type { FinishReason } from '@llm-balancer/provider'

const unifiedByWord: Readonly<Record<string, FinishReason['unified']>> = {
  stop: 'stop',
  end_turn: 'stop',
  stop_sequence: 'stop',
  complete: 'stop',
  eos: 'stop',
  length: 'length',
  max_tokens: 'length',
  tool_calls: 'tool-calls',
  tool_use: 'tool-calls',
  content_filter: 'content-filter',
  safety: 'content-filter',
  refusal: 'content-filter',
}

/** A vendor's own word for why it stopped, with the word all vendors share. No word at all is taken for a normal end. */
export function toFinishReason(raw: string | undefined): FinishReason {
  if (raw === undefined) return { unified: 'stop', raw }
  const word = raw.toLowerCase()
  return { unified: Object.hasOwn(unifiedByWord, word) ? (unifiedByWord[word] ?? 'other') : 'other', raw }
}
