import { expect, it } from 'vitest'
import type { ChatResponse } from '../chat/chat-response.ts'
import type { StreamPart } from '../chat/stream-part.ts'
import { unknownUsage } from '../chat/unknown-usage.ts'
import { assemble } from './collect.ts'
import { emitAnswer } from './emit-answer.ts'

const signed = { acme: { signature: 's' } }
const source = { type: 'source', sourceType: 'url', id: 's', url: 'https://a.example' } as const

const answer: Omit<ChatResponse, 'warnings' | 'request'> = {
  content: [
    { type: 'reasoning', text: 'hm', providerMetadata: signed },
    { type: 'reasoning', text: '', providerMetadata: signed },
    { type: 'text', text: 'Hello', citations: [{ source, startIndex: 0 }] },
    source,
    { type: 'tool-call', toolCallId: 'c', toolName: 't', input: '{"a":1}', providerMetadata: signed },
    {
      ...{ type: 'tool-call', toolCallId: 'd', toolName: 'search', input: '{}' },
      ...{ providerExecuted: true, dynamic: true },
    },
    { type: 'tool-result', toolCallId: 'd', toolName: 'search', result: [1] },
    { type: 'text', text: ' you' },
  ],
  text: 'Hello you',
  finishReason: { unified: 'tool-calls', raw: 'tool_use' },
  usage: unknownUsage,
  providerMetadata: { acme: { tier: 'a' } },
  response: { id: 'r1', modelId: 'm' },
}

it('a whole answer as parts is put together to the same answer', () => {
  const {
    warnings: _,
    request: __,
    ...again
  } = assemble((emit) => {
    emitAnswer(answer, emit)
  })
  expect(again).toEqual(answer)
})

it('a whole answer has the parts of a stream: start, delta, end', () => {
  const parts: StreamPart[] = []
  emitAnswer(answer, (part) => parts.push(part))
  expect(parts.map(({ type }) => type)).toEqual([
    'response-metadata',
    ...['reasoning-start', 'reasoning-delta', 'reasoning-end'],
    ...['reasoning-start', 'reasoning-end'],
    ...['text-start', 'text-delta', 'text-end', 'source'],
    ...['tool-input-start', 'tool-input-delta', 'tool-input-end', 'tool-call'],
    ...['tool-input-start', 'tool-input-delta', 'tool-input-end', 'tool-call', 'tool-result'],
    ...['text-start', 'text-delta', 'text-end', 'finish'],
  ])
  expect(parts).toContainEqual({
    ...{ type: 'tool-input-start', id: 'd', toolName: 'search', providerExecuted: true, dynamic: true },
  })
})
