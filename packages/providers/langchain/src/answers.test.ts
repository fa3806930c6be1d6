import type { AIMessageChunk } from '@langchain/core/messages'
import type { Content, StreamPart } from '@llm-balancer/provider'
import { describe, expect, it } from 'vitest'
import { balancedChatModel } from './index.ts'
import { scripted, sent } from './test/scripted.ts'

/** An answer with all that vendors give, and the same as stream parts. */
const signed = { acme: { signature: 's1' } }
const rich: Content[] = [
  { type: 'reasoning', text: 'Hm.', providerMetadata: signed },
  { type: 'text', text: 'I look.' },
  {
    type: 'tool-call',
    toolCallId: 'c1',
    toolName: 'look',
    input: '{"at":1}',
    providerMetadata: { acme: { thought: 't1' } },
  },
  { type: 'file', mediaType: 'image/png', data: { type: 'data', data: 'aGk=' } },
  { type: 'tool-call', toolCallId: 'c2', toolName: 'web', input: '{}', providerExecuted: true },
  { type: 'custom', kind: 'acme.note', providerMetadata: { acme: { note: 1 } } },
]
const richParts: StreamPart[] = [
  { type: 'reasoning-start', id: 'r' },
  { type: 'reasoning-delta', id: 'r', delta: 'H' },
  { type: 'reasoning-delta', id: 'r', delta: 'm.' },
  { type: 'reasoning-end', id: 'r', providerMetadata: signed },
  { type: 'text-start', id: 't' },
  { type: 'text-delta', id: 't', delta: 'I ' },
  { type: 'text-delta', id: 't', delta: '' },
  { type: 'text-delta', id: 't', delta: 'look.' },
  { type: 'text-end', id: 't' },
  { type: 'tool-input-start', id: 'c1', toolName: 'look' },
  { type: 'tool-input-delta', id: 'c1', delta: '{"at"' },
  { type: 'tool-input-delta', id: 'c1', delta: ':1}' },
  { type: 'tool-input-end', id: 'c1' },
  ...(rich.slice(2, 4) as StreamPart[]),
  { type: 'tool-input-start', id: 'c2', toolName: 'web', providerExecuted: true },
  { type: 'tool-input-delta', id: 'c2', delta: '{}' },
  ...(rich.slice(4) as StreamPart[]),
  { type: 'ping' },
]

const answerOf = async (way: 'invoke' | 'stream'): Promise<AIMessageChunk> => {
  const model = balancedChatModel(scripted(rich, richParts).model)
  if (way === 'invoke') return model.invoke('Look')
  let whole: AIMessageChunk | undefined
  for await (const chunk of await model.stream('Look')) whole = whole?.concat(chunk) ?? chunk
  if (whole === undefined) throw new Error('the stream is empty')
  return whole
}

describe.each(['invoke', 'stream'] as const)('an answer that is more than text, by %s', (way) => {
  it("has LangChain's blocks, and the calls that the caller has to make", async () => {
    const answer = await answerOf(way)
    expect(answer.contentBlocks).toMatchObject([
      { type: 'reasoning', reasoning: 'Hm.' },
      { type: 'text', text: 'I look.' },
      { type: 'tool_call', id: 'c1', name: 'look', args: { at: 1 } },
      { type: 'image', mimeType: 'image/png', data: 'aGk=' },
      { type: 'non_standard', value: { type: 'tool-call', toolCallId: 'c2' } },
      { type: 'non_standard', value: { type: 'custom' } },
    ])
    expect(answer.text).toBe('I look.')
    expect(answer.tool_calls).toEqual([{ type: 'tool_call', id: 'c1', name: 'look', args: { at: 1 } }])
    expect(answer.id).toBe('answer-1')
    expect(answer.usage_metadata).toEqual({
      input_tokens: 9,
      output_tokens: 5,
      total_tokens: 14,
      input_token_details: { cache_read: 3, cache_creation: 2 },
      output_token_details: { reasoning: 1 },
    })
    expect(answer.response_metadata).toMatchObject({ model_name: 'm-2', finish_reason: 'stop' })
  })

  it('goes back as it came, with what the vendor wants back of each part', async () => {
    const [message] = await sent([await answerOf(way)])
    expect(message).toEqual({
      role: 'assistant',
      content: [
        { type: 'reasoning', text: 'Hm.', providerOptions: signed },
        { type: 'text', text: 'I look.' },
        {
          type: 'tool-call',
          toolCallId: 'c1',
          toolName: 'look',
          input: '{"at":1}',
          providerOptions: { acme: { thought: 't1' } },
        },
        { type: 'file', mediaType: 'image/png', data: { type: 'data', data: 'aGk=' } },
        { type: 'tool-call', toolCallId: 'c2', toolName: 'web', input: '{}', providerExecuted: true },
        { type: 'custom', kind: 'acme.note', providerOptions: { acme: { note: 1 } } },
      ],
    })
  })

  it('goes back with the calls as their caller has changed them', async () => {
    const answer = await answerOf(way)
    answer.tool_calls = [{ type: 'tool_call', id: 'c1', name: 'look', args: { at: 2 } }]
    const [changed] = await sent([answer])
    expect(changed?.content).toContainEqual(expect.objectContaining({ toolCallId: 'c1', input: '{"at":2}' }))
    answer.tool_calls = []
    const [without] = await sent([answer])
    expect(without?.content).not.toContainEqual(expect.objectContaining({ toolCallId: 'c1' }))
  })

  it('keeps its calls when its arguments are no JSON object', async () => {
    const call: Content = { type: 'tool-call', toolCallId: 'c9', toolName: 'look', input: '[1' }
    const model = balancedChatModel(
      scripted(
        [call],
        [
          { type: 'tool-input-start', id: 'c9', toolName: 'look' },
          { type: 'tool-input-delta', id: 'c9', delta: '[1' },
          call,
        ],
      ).model,
    )
    let answer: AIMessageChunk | undefined
    if (way === 'invoke') answer = await model.invoke('Look')
    else for await (const chunk of await model.stream('Look')) answer = answer?.concat(chunk) ?? chunk
    expect(answer?.tool_calls).toEqual([])
    expect(answer?.invalid_tool_calls).toMatchObject([{ id: 'c9', name: 'look', args: '[1' }])
    const [back] = await sent(answer === undefined ? [] : [answer])
    expect(back?.content).toEqual([{ type: 'tool-call', toolCallId: 'c9', toolName: 'look', input: '[1' }])
  })

  it('shows a refusal and what a text cites', async () => {
    const citation = {
      source: { type: 'source', sourceType: 'url', id: 's', url: 'https://a.test/', title: 'A' },
      startIndex: 0,
      endIndex: 2,
      citedText: 'so',
    } as const
    const refusal = { acme: { refusal: true } }
    const model = balancedChatModel(
      scripted(
        [
          { type: 'text', text: 'So', citations: [citation] },
          { type: 'text', text: 'No.', providerMetadata: refusal },
        ],
        [
          { type: 'text-start', id: 't' },
          { type: 'text-delta', id: 't', delta: 'So' },
          { type: 'text-end', id: 't', citations: [citation] },
          { type: 'text-start', id: 'u', providerMetadata: refusal },
          { type: 'text-delta', id: 'u', delta: 'N' },
          { type: 'text-delta', id: 'u', delta: 'o.' },
          { type: 'text-end', id: 'u' },
        ],
      ).model,
    )
    let answer: AIMessageChunk | undefined
    if (way === 'invoke') answer = await model.invoke('So?')
    else for await (const chunk of await model.stream('So?')) answer = answer?.concat(chunk) ?? chunk
    expect(answer?.contentBlocks).toContainEqual(
      expect.objectContaining({ type: 'refusal', refusal: 'No.', providerMetadata: refusal }),
    )
    const annotations = answer?.contentBlocks.flatMap((block) => block.annotations ?? [])
    expect(annotations).toEqual([
      { type: 'citation', url: 'https://a.test/', title: 'A', startIndex: 0, endIndex: 2, citedText: 'so' },
    ])
    const [back] = await sent(answer === undefined ? [] : [answer])
    expect(back?.content).toEqual([
      { type: 'text', text: 'So' },
      { type: 'text', text: 'No.', providerOptions: refusal },
    ])
  })
})

it('puts the metadata that ends a streamed text with the text', async () => {
  const { model } = scripted(
    [],
    [
      { type: 'text-start', id: 't', providerMetadata: { acme: { item: 'i1' } } },
      { type: 'text-delta', id: 't', delta: 'Hi' },
      { type: 'text-end', id: 't', providerMetadata: { acme: { seal: 'x' } } },
    ],
  )
  let answer: AIMessageChunk | undefined
  for await (const chunk of await balancedChatModel(model).stream('Hello'))
    answer = answer?.concat(chunk) ?? chunk
  const [back] = await sent(answer === undefined ? [] : [answer])
  expect(back?.content).toEqual([
    { type: 'text', text: 'Hi', providerOptions: { acme: { item: 'i1', seal: 'x' } } },
  ])
})

it("gives LangChain's events of a stream", async () => {
  const events: string[] = []
  const stream = balancedChatModel(scripted(rich, richParts).model).streamEvents('Look')
  for await (const { event } of stream) events.push(event)
  expect(events.at(0)).toBe('message-start')
  expect(events.at(-1)).toBe('message-finish')
  const message = await balancedChatModel(scripted(rich, richParts).model).streamEvents('Look')
  expect(message.text).toBe('I look.')
  expect(message.tool_calls).toMatchObject([{ id: 'c1', args: { at: 1 } }])
})
