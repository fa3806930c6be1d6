import { describe, expect, it } from 'vitest'
import type { FinishReason, Usage } from '../chat/chat-response.ts'
import type { Content } from '../chat/content.ts'
import { answerContext, counted, responseOf, uncounted } from '../test/answer-scene.ts'
import { unpack } from './carried.ts'
import { messageAnswer } from './message-answer.ts'

const answerOf = (content: Content[], more: Parameters<typeof responseOf>[1] = {}): object =>
  messageAnswer(responseOf(content, more), answerContext())

const blocksOf = (...content: Content[]): Record<string, unknown>[] =>
  (answerOf(content) as { content: Record<string, unknown>[] }).content

const metadata = { acme: { signature: 's' } }
const call: Content = { type: 'tool-call', toolCallId: 'c1', toolName: 'look', input: '{"at":1}' }

describe('an answer as a message', () => {
  it('says which answer it is, why it ended, and what it used', () => {
    const response = { id: 'r1', modelId: 'm1' }
    expect(answerOf([{ type: 'text', text: 'Hi' }], { response })).toEqual({
      id: 'r1',
      type: 'message',
      role: 'assistant',
      model: 'm1',
      content: [{ type: 'text', text: 'Hi', citations: null }],
      stop_reason: 'end_turn',
      stop_sequence: null,
      usage: {
        input_tokens: 3,
        output_tokens: 5,
        cache_read_input_tokens: 3,
        cache_creation_input_tokens: 1,
      },
    })
  })

  it('gets an id and the model that was asked for where the answer has none', () => {
    expect(answerOf([])).toMatchObject({ id: 'msg_1', model: 'asked', content: [] })
    expect(messageAnswer(responseOf([]), answerContext({}))).toMatchObject({ model: '' })
  })

  it.each<[FinishReason['unified'], string | undefined, string]>([
    ['stop', undefined, 'end_turn'],
    ['stop', 'stop_sequence', 'stop_sequence'],
    ['length', 'stop_sequence', 'max_tokens'],
    ['content-filter', undefined, 'refusal'],
    ['tool-calls', undefined, 'tool_use'],
    ['error', undefined, 'end_turn'],
    ['interrupted', undefined, 'end_turn'],
    ['other', undefined, 'end_turn'],
  ])('that ended with %s (%s) has the stop reason %s', (unified, raw, stop_reason) => {
    const finishReason = { unified, raw }
    expect(answerOf([], { finishReason })).toMatchObject({ stop_reason, stop_sequence: null })
  })

  const inputs = (tokens: Partial<Usage['inputTokens']>): Usage => ({
    ...uncounted,
    inputTokens: { ...uncounted.inputTokens, ...tokens },
  })

  it.each<[string, Usage, readonly [number, number, number, number]]>([
    ['all of them', counted, [3, 5, 3, 1]],
    ['none', uncounted, [0, 0, 0, 0]],
    [
      'all that went in, and what caches had',
      inputs({ total: 9, cacheRead: 3, cacheWrite: 2 }),
      [4, 0, 3, 2],
    ],
    ['more in caches than in all', inputs({ total: 2, cacheRead: 3 }), [0, 0, 3, 0]],
  ])('counts tokens of which is known: %s', (_, usage, [input, output, read, written]) => {
    expect(answerOf([], { usage })).toMatchObject({
      usage: {
        input_tokens: input,
        output_tokens: output,
        cache_read_input_tokens: read,
        cache_creation_input_tokens: written,
      },
    })
  })
})

describe('the blocks of a message', () => {
  it('are thoughts, texts and calls in their order', () => {
    expect(blocksOf({ type: 'reasoning', text: 'Hm.' }, { type: 'text', text: 'Hi' }, call)).toEqual([
      { type: 'thinking', thinking: 'Hm.', signature: '' },
      { type: 'text', text: 'Hi', citations: null },
      { type: 'tool_use', id: 'c1', name: 'look', input: { at: 1 } },
    ])
  })

  it.each<[string, Content]>([
    ['a call that the vendor has run itself', { ...call, providerExecuted: true }],
    ['a call that was cut off', { ...call, input: '{"at":' }],
    ['a call whose input is no object', { ...call, input: '[1]' }],
    ['a file', { type: 'file', mediaType: 'image/png', data: { type: 'data', data: 'AQID' } }],
    ['thoughts without a text', { type: 'reasoning', text: '' }],
  ])('are none for %s', (_, part) => {
    expect(blocksOf(part)).toEqual([])
  })

  it('carry what a vendor wants back, in the signature of a thought and in blocks of their own', () => {
    const [thought, ...others] = blocksOf(
      { type: 'reasoning', text: 'Hm.', providerMetadata: metadata },
      { type: 'reasoning', text: '', providerMetadata: metadata },
      { type: 'text', text: 'Hi', providerMetadata: metadata },
      { ...call, providerMetadata: metadata },
    )
    expect(unpack(thought?.['signature'])).toEqual({ metadata })
    expect(others.map(({ type, data }) => (type === 'redacted_thinking' ? unpack(data) : type))).toEqual([
      { metadata },
      'text',
      { metadata, of: 'text' },
      'tool_use',
      { metadata, of: 'c1' },
    ])
  })
})
