import { AIMessage, ChatMessage, HumanMessage, SystemMessage, ToolMessage } from '@langchain/core/messages'
import { describe, expect, it } from 'vitest'
import { sent } from './test/scripted.ts'

describe('a system message', () => {
  it('brings the settings of all its blocks, those of later ones first', async () => {
    const block = { type: 'text', text: 'Be kind.' } as const
    const [message] = await sent([
      new SystemMessage({
        content: [
          { ...block, providerOptions: { acme: { level: 1 }, other: { on: true } } },
          { ...block, providerOptions: { acme: { level: 2 } } },
          block,
        ],
      }),
    ])
    expect(message).toMatchObject({ providerOptions: { acme: { level: 2 }, other: { on: true } } })
  })

  it('keeps what a block says for Anthropic beside its cache control', async () => {
    const [message] = await sent([
      new SystemMessage({
        content: [
          {
            type: 'text',
            text: 'Be kind.',
            cache_control: { type: 'ephemeral', ttl: '1h' },
            providerOptions: { anthropic: { more: true }, acme: { level: 1 } },
          },
        ],
      }),
    ])
    expect(message).toEqual({
      role: 'system',
      content: 'Be kind.',
      providerOptions: {
        anthropic: { cacheControl: { type: 'ephemeral', ttl: '1h' }, more: true },
        acme: { level: 1 },
      },
    })
  })
})

it.each([
  ['system', 'system'],
  ['developer', 'system'],
  ['user', 'user'],
  ['human', 'user'],
  ['assistant', 'assistant'],
  ['ai', 'assistant'],
])('a message of the role "%s" is one of the %s', async (role, own) => {
  expect(await sent([new ChatMessage('Hi', role)])).toEqual([{ role: own, content: 'Hi' }])
})

describe('results of tools', () => {
  it('become one message only where they follow each other', async () => {
    const result = (id: string): ToolMessage => new ToolMessage({ content: id, tool_call_id: id })
    const messages = await sent([result('a'), result('b'), new HumanMessage('Go on'), result('c')])
    const ids = messages.map(({ role, content }) => [role, Array.isArray(content) ? content.length : 0])
    expect(ids).toEqual([
      ['tool', 2],
      ['user', 0],
      ['tool', 1],
    ])
  })

  it('have the name that they bring, else that of their call, else none', async () => {
    const messages = await sent([
      new AIMessage({ content: '', tool_calls: [{ id: 'c1', name: 'look', args: {} }] }),
      new ToolMessage({ content: '1', tool_call_id: 'c1', name: 'renamed' }),
      new ToolMessage({ content: '2', tool_call_id: 'c1' }),
      new ToolMessage({ content: '3', tool_call_id: 'unknown' }),
    ])
    expect(messages[1]?.content).toMatchObject([
      { toolName: 'renamed' },
      { toolName: 'look' },
      { toolName: '' },
    ])
  })

  it('are one text when all of their blocks are texts, and an error is one whatever it holds', async () => {
    const texts = [
      { type: 'text', text: 'one' },
      { type: 'text', text: ', two' },
    ]
    const image = { type: 'image', mimeType: 'image/png', data: 'aGk=' }
    const [message] = await sent([
      new ToolMessage({ content: texts, tool_call_id: 'a' }),
      new ToolMessage({ content: [...texts, image], tool_call_id: 'b', status: 'error' }),
      new ToolMessage({ content: 'fine', tool_call_id: 'c', status: 'success' }),
    ])
    expect(message?.content).toMatchObject([
      { output: { type: 'text', value: expect.stringContaining('two') as string } },
      { output: { type: 'error-text', value: expect.stringContaining('one') as string } },
      { output: { type: 'text', value: 'fine' } },
    ])
  })
})

it('files of unknown type are sent as what they are known to be, under the name nearest to them', async () => {
  const [message] = await sent([
    new HumanMessage({
      content: [
        { type: 'video', url: 'https://a.test/film' },
        { type: 'audio', data: 'aGk=', metadata: { name: 'own', filename: 'file', title: 'title' } },
        { type: 'file', data: 'aGk=', metadata: { filename: 'file' }, title: 'title' },
        { type: 'file', data: 'aGk=', metadata: { name: 7 } },
        { type: 'text' },
      ],
    }),
  ])
  expect(message?.content).toEqual([
    { type: 'file', mediaType: 'video', data: { type: 'url', url: 'https://a.test/film' } },
    { type: 'file', mediaType: 'audio', data: { type: 'data', data: 'aGk=' }, filename: 'own' },
    {
      type: 'file',
      mediaType: 'application/octet-stream',
      data: { type: 'data', data: 'aGk=' },
      filename: 'file',
    },
    { type: 'file', mediaType: 'application/octet-stream', data: { type: 'data', data: 'aGk=' } },
    { type: 'text', text: '' },
  ])
})

describe('an earlier answer', () => {
  const answer = (content: object[], more: object = {}): AIMessage =>
    new AIMessage({
      content,
      response_metadata: { model_provider: 'llm-balancer', output_version: 'v1' },
      ...more,
    } as never)

  it('keeps its files, whatever form they have, and leaves out what cannot be sent', async () => {
    const [message] = await sent([
      answer([
        { type: 'text', text: 'Look:' },
        { type: 'image', mimeType: 'image/png', data: 'aGk=' },
        { type: 'audio', data: new Uint8Array([1]) },
        { type: 'file', url: 'https://a.test/1.pdf', mimeType: 'application/pdf' },
        { type: 'video', url: 'no address' },
        { type: 'image', fileId: 'file-1' },
        { type: 'non_standard', value: { type: 'theirs' } },
        { type: 'theirs', value: { type: 'custom', kind: 'acme.note' } },
        { type: 'theirs', refusal: 'No.' },
        { type: 'refusal', refusal: 7 },
        { type: 'refusal', refusal: 'Never.' },
        { type: 'non_standard', value: 'text' },
        { type: 'non_standard', value: { type: 'custom', kind: 'acme.note' } },
      ]),
    ])
    expect(message?.content).toEqual([
      { type: 'text', text: 'Look:' },
      { type: 'file', mediaType: 'image/png', data: { type: 'data', data: 'aGk=' } },
      { type: 'file', mediaType: 'audio', data: { type: 'data', data: new Uint8Array([1]) } },
      {
        type: 'file',
        mediaType: 'application/pdf',
        data: { type: 'url', url: expect.anything() },
      },
      { type: 'text', text: 'Never.' },
      { type: 'custom', kind: 'acme.note' },
    ])
  })

  it('joins the metadata that comes after a text to it, and keeps other texts apart', async () => {
    const [message] = await sent([
      answer([
        { type: 'text', text: 'One.' },
        { type: 'text', text: '', providerMetadata: { acme: { seal: 1 } } },
        { type: 'text', text: '', providerMetadata: { acme: { seal: 2 } } },
        { type: 'text', text: '' },
        { type: 'text', text: 'Two.' },
      ]),
    ])
    expect(message?.content).toEqual([
      { type: 'text', text: 'One.', providerOptions: { acme: { seal: 1 } } },
      { type: 'text', text: '', providerOptions: { acme: { seal: 2 } } },
      { type: 'text', text: 'Two.' },
    ])
  })

  it('puts calls that are in none of its blocks at the end', async () => {
    const [message] = await sent([
      answer([{ type: 'text', text: 'I look.' }], { tool_calls: [{ name: 'look', args: { at: 1 } }] }),
    ])
    expect(message?.content).toEqual([
      { type: 'text', text: 'I look.' },
      { type: 'tool-call', toolCallId: '', toolName: 'look', input: '{"at":1}' },
    ])
  })
})
