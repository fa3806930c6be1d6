import type { AIMessageChunk } from '@langchain/core/messages'
import type { ChatModel, ChatResponse, Content, StreamPart } from '@llm-balancer/provider'
import { describe, expect, it } from 'vitest'
import { balancedChatModel } from './index.ts'
import { scripted } from './test/scripted.ts'

const chunksOf = async (parts: readonly StreamPart[]): Promise<AIMessageChunk[]> => {
  const chunks: AIMessageChunk[] = []
  for await (const chunk of await balancedChatModel(scripted([], parts).model).stream('Hello'))
    chunks.push(chunk)
  return chunks
}
const joined = (chunks: readonly AIMessageChunk[]): AIMessageChunk => {
  const [first, ...others] = chunks
  if (first === undefined) throw new Error('the stream is empty')
  return others.reduce((whole, chunk) => whole.concat(chunk), first)
}
const answerOf = (content: readonly Content[], more: Partial<ChatResponse> = {}) => {
  const { model } = scripted(content)
  const changed: ChatModel = {
    ...model,
    generate: async (request, options) => ({ ...(await model.generate(request, options)), ...more }),
  }
  return balancedChatModel(changed).invoke('Hello')
}

describe('the tokens of an answer', () => {
  const unknown = {
    inputTokens: { total: undefined, noCache: undefined, cacheRead: undefined, cacheWrite: undefined },
    outputTokens: { total: undefined, text: undefined, reasoning: undefined },
  }

  it('are left out when none is known', async () => {
    const answer = await answerOf([{ type: 'text', text: 'Hi' }], { usage: unknown })
    expect(answer.usage_metadata).toBeUndefined()
  })

  it.each([
    [{ inputTokens: { ...unknown.inputTokens, total: 3 } }, [3, 0, 3]],
    [{ outputTokens: { ...unknown.outputTokens, total: 4 } }, [0, 4, 4]],
  ])('are counted as far as they are known: %j', async (known, [input, output, total]) => {
    const answer = await answerOf([{ type: 'text', text: 'Hi' }], { usage: { ...unknown, ...known } })
    expect(answer.usage_metadata).toEqual({
      input_tokens: input,
      output_tokens: output,
      total_tokens: total,
      input_token_details: {},
      output_token_details: {},
    })
  })
})

it('an answer shows the warnings that came with it, if any did', async () => {
  const warnings = [{ type: 'other', message: 'no seed' }] as const
  const warned = await answerOf([{ type: 'text', text: 'Hi' }], { warnings: [...warnings] })
  expect(warned.response_metadata['warnings']).toEqual(warnings)
  const plain = await answerOf([{ type: 'text', text: 'Hi' }])
  expect(plain.response_metadata).not.toHaveProperty('warnings')
})

it('an answer of text and calls alone is plain text, and any other is a list of blocks', async () => {
  const call: Content = { type: 'tool-call', toolCallId: 'c', toolName: 'look', input: '' }
  const plain = await answerOf([{ type: 'text', text: 'One' }, call, { type: 'text', text: ', two' }])
  expect(plain.content).toBe('One, two')
  expect(plain.tool_calls).toEqual([{ type: 'tool_call', id: 'c', name: 'look', args: {} }])
  for (const part of [
    { type: 'text', text: '', citations: [] },
    { ...call, providerExecuted: true },
    { type: 'text', text: '', providerMetadata: { acme: { seal: 1 } } },
  ] satisfies Content[]) {
    expect((await answerOf([part])).content).toBeInstanceOf(Array)
  }
})

it('an answer has a block of their kind for its files', async () => {
  const data = { type: 'data', data: 'aGk=' } as const
  const answer = await answerOf([
    { type: 'file', mediaType: 'audio/wav', data, providerMetadata: { acme: { id: 'f' } } },
    { type: 'file', mediaType: 'video/mp4', data: { type: 'url', url: new URL('https://a.test/1.mp4') } },
    { type: 'file', mediaType: 'application/pdf', data },
  ])
  expect(answer.content).toEqual([
    { type: 'audio', mimeType: 'audio/wav', data: 'aGk=', providerMetadata: { acme: { id: 'f' } } },
    { type: 'video', mimeType: 'video/mp4', url: 'https://a.test/1.mp4' },
    { type: 'file', mimeType: 'application/pdf', data: 'aGk=' },
  ])
})

it('an answer cites as much as is known', async () => {
  const answer = await answerOf([
    {
      type: 'text',
      text: 'So',
      citations: [
        { source: { type: 'source', sourceType: 'url', id: 's', url: 'https://a.test/' }, endIndex: 0 },
        {
          source: { type: 'source', sourceType: 'document', id: 'd', mediaType: 'text/plain', title: 'D' },
        },
      ],
    },
  ])
  expect(answer.content).toStrictEqual([
    {
      type: 'text',
      text: 'So',
      annotations: [
        { type: 'citation', url: 'https://a.test/', endIndex: 0 },
        { type: 'citation', title: 'D' },
      ],
    },
  ])
})

describe('a stream', () => {
  it('gives a text that begins it as plain pieces, and a later one with its place', async () => {
    const chunks = await chunksOf([
      { type: 'text-start', id: 'a' },
      { type: 'text-delta', id: 'a', delta: 'One' },
      { type: 'text-end', id: 'a' },
      { type: 'text-delta', id: 'b', delta: 'Two' },
      { type: 'text-delta', id: 'b', delta: '!' },
    ])
    expect(chunks.map(({ content }) => content).filter((content) => content.length > 0)).toEqual([
      'One',
      [{ type: 'text', text: 'Two', index: 1 }],
      [{ type: 'text', text: '!', index: 1 }],
    ])
    expect(chunks.every(({ id }) => id === 'answer-1')).toBe(true)
  })

  it('skips empty thoughts, and joins the pieces of others that were not announced', async () => {
    const whole = joined(
      await chunksOf([
        { type: 'reasoning-delta', id: 'r', delta: '' },
        { type: 'reasoning-delta', id: 'r', delta: 'H' },
        { type: 'reasoning-delta', id: 'r', delta: 'm' },
        { type: 'reasoning-end', id: 'r' },
        { type: 'reasoning-delta', id: 'r', delta: 'Then' },
      ]),
    )
    expect(whole.contentBlocks.map(({ type, reasoning }) => [type, reasoning])).toEqual([
      ['reasoning', 'Hm'],
      ['reasoning', 'Then'],
    ])
  })

  it('takes pieces of a call only where the caller makes it', async () => {
    const chunks = await chunksOf([
      { type: 'tool-input-start', id: 'vendor', toolName: 'web', providerExecuted: true },
      { type: 'tool-input-delta', id: 'vendor', delta: '{}' },
      { type: 'tool-input-delta', id: 'unknown', delta: '{}' },
      { type: 'tool-input-start', id: 'c', toolName: 'look' },
      { type: 'tool-input-delta', id: 'c', delta: '' },
      { type: 'tool-input-delta', id: 'c', delta: '{"at":1}' },
      { type: 'tool-call', toolCallId: 'c', toolName: 'look', input: '{"at":1}' },
      { type: 'tool-call', toolCallId: 'd', toolName: 'look', input: '{"at":2}' },
    ])
    expect(chunks.flatMap((chunk) => chunk.tool_call_chunks ?? [])).toEqual([
      { type: 'tool_call_chunk', id: 'c', name: 'look', args: '', index: 0 },
      { type: 'tool_call_chunk', args: '{"at":1}', index: 0 },
      { type: 'tool_call_chunk', id: 'd', name: 'look', args: '{"at":2}', index: 1 },
    ])
    expect(joined(chunks).tool_calls).toMatchObject([
      { id: 'c', args: { at: 1 } },
      { id: 'd', args: { at: 2 } },
    ])
    expect(joined(chunks).content).toBe('')
  })

  it('ends with the warnings it began with and the model it named last', async () => {
    const whole = joined(
      await chunksOf([
        { type: 'stream-start', warnings: [{ type: 'other', message: 'no seed' }] },
        { type: 'response-metadata', modelId: 'm-3' },
        { type: 'text-delta', id: 'a', delta: 'Hi' },
      ]),
    )
    expect(whole.id).toBe('answer-1')
    expect(whole.response_metadata).toMatchObject({
      model_name: 'm-3',
      warnings: [{ type: 'other', message: 'no seed' }],
    })
  })
})
