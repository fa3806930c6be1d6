import {
  AIMessage,
  ChatMessage,
  HumanMessage,
  RemoveMessage,
  SystemMessage,
  ToolMessage,
  type BaseMessage,
} from '@langchain/core/messages'
import { describe, expect, it } from 'vitest'
import { sent } from './test/scripted.ts'

const refusalOf = (messages: BaseMessage[]): Promise<string> =>
  sent(messages).then(
    () => 'nothing',
    (error: unknown) => String(error),
  )

describe('messages', () => {
  it('of every kind are translated', async () => {
    const call = { id: 'c1', name: 'look', args: { at: 1 } }
    const messages = await sent([
      new SystemMessage('Be kind.'),
      new SystemMessage({
        content: [{ type: 'text', text: 'And brief.', cache_control: { type: 'ephemeral' } }],
      }),
      new ChatMessage('Mind the gap.', 'developer'),
      new HumanMessage('Look'),
      new AIMessage({ content: '', tool_calls: [call, { ...call, id: 'c2' }] }),
      new ToolMessage({ content: 'one', tool_call_id: 'c1' }),
      new ToolMessage({ content: 'broken', tool_call_id: 'c2', status: 'error' }),
      new ChatMessage('And now?', 'user'),
      new ChatMessage('Now.', 'assistant'),
    ])
    const called = { type: 'tool-call', toolName: 'look', input: '{"at":1}' }
    expect(messages).toEqual([
      { role: 'system', content: 'Be kind.' },
      {
        role: 'system',
        content: 'And brief.',
        providerOptions: { anthropic: { cacheControl: { type: 'ephemeral' } } },
      },
      { role: 'system', content: 'Mind the gap.' },
      { role: 'user', content: 'Look' },
      {
        role: 'assistant',
        content: [
          { ...called, toolCallId: 'c1' },
          { ...called, toolCallId: 'c2' },
        ],
      },
      {
        role: 'tool',
        content: [
          { type: 'tool-result', toolCallId: 'c1', toolName: 'look', output: { type: 'text', value: 'one' } },
          {
            type: 'tool-result',
            toolCallId: 'c2',
            toolName: 'look',
            output: { type: 'error-text', value: 'broken' },
          },
        ],
      },
      { role: 'user', content: 'And now?' },
      { role: 'assistant', content: 'Now.' },
    ])
  })

  it('carry images, sounds and documents in any form', async () => {
    const [message] = await sent([
      new HumanMessage({
        content: [
          { type: 'text', text: 'What is this?', providerOptions: { acme: { detail: 'high' } } },
          { type: 'image_url', image_url: { url: 'https://a.test/1.png' } },
          { type: 'image_url', image_url: { url: 'data:image/gif;base64,aGk=' } },
          { type: 'image', source_type: 'base64', mime_type: 'image/png', data: 'aGk=' },
          { type: 'image', source: { type: 'base64', media_type: 'image/webp', data: 'aGk=' } },
          { type: 'audio', mimeType: 'audio/wav', data: new Uint8Array([1]) },
          {
            type: 'file',
            url: 'https://a.test/1.pdf',
            mimeType: 'application/pdf',
            metadata: { filename: '1.pdf' },
          },
          { type: 'text-plain', text: 'plain', title: 'a.txt' },
        ],
      }),
    ])
    const file = { type: 'file' }
    expect(message?.content).toEqual([
      { type: 'text', text: 'What is this?', providerOptions: { acme: { detail: 'high' } } },
      { ...file, mediaType: 'image', data: { type: 'url', url: 'https://a.test/1.png' } },
      { ...file, mediaType: 'image/gif', data: { type: 'data', data: 'aGk=' } },
      { ...file, mediaType: 'image/png', data: { type: 'data', data: 'aGk=' } },
      { ...file, mediaType: 'image/webp', data: { type: 'data', data: 'aGk=' } },
      { ...file, mediaType: 'audio/wav', data: { type: 'data', data: new Uint8Array([1]) } },
      {
        ...file,
        mediaType: 'application/pdf',
        filename: '1.pdf',
        data: { type: 'url', url: 'https://a.test/1.pdf' },
      },
      { ...file, mediaType: 'text/plain', filename: 'a.txt', data: { type: 'text', text: 'plain' } },
    ])
  })

  it('carry images that tools give', async () => {
    const image = { type: 'image', mimeType: 'image/png', data: 'aGk=' }
    const content = [{ type: 'text', text: 'Look:' }, image]
    const messages = await sent([new ToolMessage({ content, tool_call_id: 'c1', name: 'look' })])
    expect(messages).toMatchObject([
      {
        content: [
          {
            toolName: 'look',
            output: { type: 'content', value: [{ type: 'text', text: 'Look:' }, { type: 'file' }] },
          },
        ],
      },
    ])
  })

  it("of another integration's keep what every vendor understands", async () => {
    const foreign = new AIMessage({
      content: [
        { type: 'thinking', thinking: 'Hm.', signature: 'theirs' },
        { type: 'text', text: 'I look.' },
        { type: 'tool_use', id: 'c1', name: 'look', input: { at: 1 } },
        { type: 'redacted_thinking', data: 'theirs' },
      ],
      tool_calls: [{ id: 'c1', name: 'look', args: { at: 1 } }],
      response_metadata: { model_provider: 'anthropic' },
    })
    const [message] = await sent([foreign])
    expect(message?.content).toEqual([
      { type: 'reasoning', text: 'Hm.' },
      { type: 'text', text: 'I look.' },
      { type: 'tool-call', toolCallId: 'c1', toolName: 'look', input: '{"at":1}' },
    ])
  })

  it.each([
    [
      'a message that deletes another',
      new RemoveMessage({ id: '1' }),
      'a message of type "remove" cannot be sent',
    ],
    ['an unknown role', new ChatMessage('Hi', 'pirate'), 'a message of type "generic" cannot be sent'],
    [
      'an unknown block',
      new HumanMessage({ content: [{ type: 'hologram', data: 'x' }] }),
      'a block of type "hologram" cannot be sent',
    ],
    [
      'an upload',
      new HumanMessage({ content: [{ type: 'image', fileId: 'file-1' }] }),
      'a block of type "image" has the id of an upload',
    ],
    ['nothing', new HumanMessage({ content: [{ type: 'image' }] }), 'has no "url" and no "data"'],
    [
      'an image in a system message',
      new SystemMessage({ content: [{ type: 'image', url: 'https://a.test/' }] }),
      'a system message holds text alone, got a block of type "image"',
    ],
  ])('with %s are refused', async (_name, message, problem) => {
    expect(await refusalOf([message])).toContain(`balancedChatModel: `)
    expect(await refusalOf([message])).toContain(problem)
  })
})

it('an image may be an address alone', async () => {
  const url = 'data:image/png;base64,aGk='
  expect(await sent([new HumanMessage({ content: [{ type: 'image_url', image_url: url }] })])).toEqual([
    { role: 'user', content: [{ type: 'file', mediaType: 'image', data: { type: 'url', url } }] },
  ])
})
