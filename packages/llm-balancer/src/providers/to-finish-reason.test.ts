import { expect, it } from 'vitest'
import { toFinishReason } from './to-finish-reason.ts'

it.each([
  [{}, 'stop', undefined],
  [{ finishReason: 'stop' }, 'stop', 'stop'],
  [{ finishReason: 'end_turn' }, 'stop', 'end_turn'],
  [{ finishReason: 'stop_sequence' }, 'stop', 'stop_sequence'],
  [{ finishReason: 'COMPLETE' }, 'stop', 'COMPLETE'],
  [{ finishReason: 'eos' }, 'stop', 'eos'],
  [{ finishReason: 'length' }, 'length', 'length'],
  [{ finishReason: 'MAX_TOKENS' }, 'length', 'MAX_TOKENS'],
  [{ finishReason: 'tool-calls' }, 'tool-calls', 'tool-calls'],
  [{ finishReason: 'tool_calls' }, 'tool-calls', 'tool_calls'],
  [{ finishReason: 'tool_use' }, 'tool-calls', 'tool_use'],
  [{ finishReason: 'content-filter' }, 'content-filter', 'content-filter'],
  [{ finishReason: 'content_filter' }, 'content-filter', 'content_filter'],
  [{ finishReason: 'SAFETY' }, 'content-filter', 'SAFETY'],
  [{ finishReason: 'refusal' }, 'content-filter', 'refusal'],
  [{ finishReason: 'error' }, 'error', 'error'],
  [{ finishReason: 'constructor' }, 'other', 'constructor'],
  [{ finishReason: 'length', rawFinishReason: 'too_long' }, 'length', 'too_long'],
  [{ rawFinishReason: 'max_tokens' }, 'length', 'max_tokens'],
] as const)('%j is %s', (spoken, unified, raw) => {
  expect(toFinishReason(spoken)).toEqual({ unified, raw })
})
