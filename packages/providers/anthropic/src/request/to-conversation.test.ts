import type { ChatMessage, Warning } from '@llm-balancer/provider'
import { collectWarnings } from '@llm-balancer/provider'
import { describe, expect, it } from 'vitest'
import { traitsOf } from './model-traits.ts'
import { toConversation } from './to-conversation.ts'
import type { Conversation } from './to-conversation.ts'

type Converted = Conversation & { readonly warnings: Warning[] }

const convertFor = (model: string, messages: readonly ChatMessage[]): Converted => {
  const { warnings, warn } = collectWarnings()
  const mapping = { model, traits: traitsOf(model), version: '2023-06-01', warn }
  return { ...toConversation(messages, mapping), warnings }
}
const convert = (...messages: ChatMessage[]): Converted => convertFor('m', messages)
const ephemeral = { type: 'ephemeral' } as const
const cacheControl = { anthropic: { cacheControl: ephemeral } }
const textBlock = (text: string): object => ({ type: 'text', text })

describe('turns', () => {
  it('are one per change of role, without empty text', () => {
    const { messages, system } = convert(
      { role: 'system', content: 'Be brief.' },
      { role: 'system', content: '' },
      { role: 'user', content: 'a' },
      { role: 'user', content: [textPart(''), textPart('b')] },
      { role: 'assistant', content: '' },
      { role: 'assistant', content: 'c' },
      { role: 'assistant', content: [textPart('d')] },
      { role: 'user', content: 'e' },
    )
    expect(system).toEqual([textBlock('Be brief.')])
    expect(messages).toEqual([
      { role: 'user', content: [textBlock('a'), textBlock('b')] },
      { role: 'assistant', content: [textBlock('c'), textBlock('d')] },
      { role: 'user', content: [textBlock('e')] },
    ])
  })

  it('begin with the results of tools', () => {
    const { messages } = convert(
      { role: 'assistant', content: [{ type: 'tool-call', toolCallId: 't1', toolName: 'f', input: {} }] },
      { role: 'user', content: 'by the way' },
      { role: 'tool', content: [result({ type: 'text', value: '3' })] },
    )
    expect(messages[1]?.content.map(({ type }) => type)).toEqual(['tool_result', 'text'])
  })

  it('move later instructions to the start, with a warning', () => {
    const { system, warnings } = convert({ role: 'user', content: 'a' }, { role: 'system', content: 'b' })
    expect(system).toEqual([textBlock('b')])
    expect(warnings).toEqual([
      { type: 'unsupported', feature: 'system message', details: 'moved to the start' },
    ])
  })

  it('keep later instructions in place for models that take them: after the user and before Claude', () => {
    const { system, messages, warnings } = convertFor('claude-opus-4-8', [
      { role: 'system', content: 'A' },
      { role: 'user', content: 'a' },
      { role: 'system', content: 'B', providerOptions: cacheControl },
      { role: 'assistant', content: 'b' },
      { role: 'system', content: 'C' },
      { role: 'user', content: 'c' },
      { role: 'system', content: 'D' },
    ])
    expect(system).toEqual([textBlock('A')])
    expect(messages).toEqual([
      { role: 'user', content: [textBlock('a')] },
      { role: 'system', content: [{ ...textBlock('B'), cache_control: ephemeral }] },
      { role: 'assistant', content: [textBlock('b')] },
      { role: 'user', content: [textBlock('c')] },
      { role: 'system', content: [textBlock('C'), textBlock('D')] },
    ])
    expect(warnings).toEqual([])
  })

  it('move later instructions when no turn of the user comes before them', () => {
    const { system, messages, warnings } = convertFor('claude-opus-4-8', [
      { role: 'user', content: 'a' },
      { role: 'assistant', content: 'b' },
      { role: 'system', content: 'C' },
    ])
    expect(system).toEqual([textBlock('C')])
    expect(messages.map(({ role }) => role)).toEqual(['user', 'assistant'])
    expect(warnings).toHaveLength(1)
  })

  it('carry cache control of parts, and of messages on their last block', () => {
    const { system, messages } = convert(
      { role: 'system', content: 'x', providerOptions: cacheControl },
      { role: 'user', content: [{ ...textPart('a'), providerOptions: cacheControl }, textPart('b')] },
      {
        role: 'assistant',
        content: [
          textPart('c'),
          { type: 'reasoning', text: 'd', providerOptions: { anthropic: { signature: 's' } } },
        ],
        providerOptions: { anthropic: { cache_control: { ...ephemeral, ttl: '1h' } } },
      },
    )
    expect(system).toEqual([{ ...textBlock('x'), cache_control: ephemeral }])
    expect(messages[0]?.content).toEqual([{ ...textBlock('a'), cache_control: ephemeral }, textBlock('b')])
    expect(messages[1]?.content).toEqual([
      { ...textBlock('c'), cache_control: { ...ephemeral, ttl: '1h' } },
      { type: 'thinking', thinking: 'd', signature: 's' },
    ])
  })

  it('ignore the cache control of a message without a block that can have it', () => {
    const { messages } = convert(
      { role: 'user', content: 'a' },
      {
        role: 'assistant',
        content: [{ type: 'reasoning', text: 'd', providerOptions: { anthropic: { signature: 's' } } }],
        providerOptions: cacheControl,
      },
      { role: 'user', content: '', providerOptions: cacheControl },
    )
    expect(messages[1]).toEqual({
      role: 'assistant',
      content: [{ type: 'thinking', thinking: 'd', signature: 's' }],
    })
    expect(JSON.stringify(messages)).not.toContain('cache_control')
  })
})

describe('files', () => {
  const png = 'iVBORw0KGgo='
  const block = (file: object): unknown => {
    const part = { type: 'file', mediaType: 'image/png', ...file } as never
    return convert({ role: 'user', content: [part] }).messages[0]?.content[0]
  }

  it.each([
    [
      { data: { type: 'data', data: png } },
      { type: 'image', source: { type: 'base64', media_type: 'image/png', data: png } },
    ],
    [
      {
        mediaType: 'image',
        data: { type: 'data', data: Uint8Array.from(atob(png), (letter) => letter.charCodeAt(0)) },
      },
      { type: 'image', source: { type: 'base64', media_type: 'image/png', data: png } },
    ],
    [
      { mediaType: 'image/*', data: { type: 'url', url: new URL('https://a.example/b.png') } },
      { type: 'image', source: { type: 'url', url: 'https://a.example/b.png' } },
    ],
    [
      { data: { type: 'url', url: `data:image/png;base64,${png}` } },
      { type: 'image', source: { type: 'base64', media_type: 'image/png', data: png } },
    ],
    [
      { data: { type: 'reference', reference: { anthropic: 'file_1', openai: 'file-2' } } },
      { type: 'image', source: { type: 'file', file_id: 'file_1' } },
    ],
    [
      { mediaType: 'application/pdf', filename: 'a.pdf', data: { type: 'data', data: 'JVBERg==' } },
      {
        type: 'document',
        title: 'a.pdf',
        source: { type: 'base64', media_type: 'application/pdf', data: 'JVBERg==' },
      },
    ],
    [
      { mediaType: 'application/pdf', data: { type: 'url', url: 'https://a.example/a.pdf' } },
      { type: 'document', source: { type: 'url', url: 'https://a.example/a.pdf' } },
    ],
    [
      { mediaType: 'text/markdown', data: { type: 'data', data: new TextEncoder().encode('# ä') } },
      { type: 'document', source: { type: 'text', media_type: 'text/plain', data: '# ä' } },
    ],
    [
      {
        mediaType: 'text/plain',
        data: { type: 'text', text: 'hi' },
        providerOptions: { anthropic: { citations: { enabled: true } } },
      },
      {
        type: 'document',
        source: { type: 'text', media_type: 'text/plain', data: 'hi' },
        citations: { enabled: true },
      },
    ],
  ])('become images and documents: %o', (file, expected) => {
    expect(block(file)).toEqual(expected)
  })

  it.each([
    { mediaType: 'audio/wav', data: { type: 'data', data: 'UklGRg==' } },
    { mediaType: 'audio/wav', data: { type: 'url', url: 'https://a.example/a.wav' } },
    { mediaType: 'image/tiff', data: { type: 'data', data: 'SUkq' } },
    { mediaType: 'text/plain', data: { type: 'data', data: '!no base64!' } },
    { mediaType: 'image/png', data: { type: 'reference', reference: { openai: 'file-2' } } },
  ] as const)('that Claude cannot read are left out with a warning: %o', (file) => {
    const { messages, warnings } = convert({
      role: 'user',
      content: [{ type: 'file', ...file }, textPart('a')],
    })
    expect(messages[0]?.content).toEqual([textBlock('a')])
    expect(warnings).toEqual([
      { type: 'unsupported', feature: `file of type ${file.mediaType}`, details: 'left out' },
    ])
  })
})

describe('earlier answers', () => {
  const blocks = (...content: Extract<ChatMessage, { role: 'assistant' }>['content'][number][]): unknown =>
    convert({ role: 'assistant', content: content as never }).messages[0]?.content

  it('keep signed and redacted reasoning', () => {
    expect(
      blocks(
        { type: 'reasoning', text: 'hm', providerOptions: { anthropic: { signature: 's' } } } as never,
        { type: 'reasoning', text: '', providerOptions: { anthropic: { redactedData: 'r' } } } as never,
      ),
    ).toEqual([
      { type: 'thinking', thinking: 'hm', signature: 's' },
      { type: 'redacted_thinking', data: 'r' },
    ])
  })

  it.each([
    [{ type: 'reasoning', text: 'hm' }],
    [{ type: 'reasoning', text: 'hm', providerOptions: { anthropic: { signature: '' } } }],
    [{ type: 'reasoning', text: 'hm', providerOptions: { openai: { itemId: 'rs_1' } } }],
    [{ type: 'tool-call', toolCallId: 'ws_1', toolName: 'web_search', input: {}, providerExecuted: true }],
    [
      {
        type: 'tool-result',
        toolCallId: 'ws_1',
        toolName: 'web_search',
        output: { type: 'json', value: [] },
      },
    ],
    [{ type: 'custom', kind: 'openai.compaction', providerOptions: { openai: { type: 'compaction' } } }],
    [{ type: 'file', mediaType: 'image/png', data: { type: 'data', data: 'AA==' } }],
    [{ type: 'reasoning-file', mediaType: 'image/png', data: { type: 'data', data: 'AA==' } }],
  ] as const)('lose what is not Anthropic’s, with a warning: %o', (part) => {
    const { messages, warnings } = convert({ role: 'assistant', content: [part, textPart('a')] })
    expect(messages).toEqual([{ role: 'assistant', content: [textBlock('a')] }])
    expect(warnings).toHaveLength(1)
  })

  it.each([
    [{ a: 1 }, { a: 1 }],
    ['{"a":1}', { a: 1 }],
    ['', {}],
    ['{"a":', {}],
    [[1], {}],
    [undefined, {}],
  ])('have calls whose arguments are an object: %o', (input, expected) => {
    expect(blocks({ type: 'tool-call', toolCallId: 'call_1-a', toolName: 'f', input } as never)).toEqual([
      { type: 'tool_use', id: 'call_1-a', name: 'f', input: expected },
    ])
  })

  it('have calls with ids that Anthropic takes, equal to those of their results and distinct', () => {
    const ids = ['call.1:a', 'call_1.a', 'call.1.a', '']
    const { messages } = convert(
      {
        role: 'assistant',
        content: ids.map((toolCallId) => ({ type: 'tool-call', toolCallId, toolName: 'f', input: {} })),
      },
      {
        role: 'tool',
        content: ids.map((toolCallId) => ({ ...result({ type: 'text', value: 'v' }), toolCallId })),
      },
    )
    const [calls = [], results = []] = messages.map(({ content }) =>
      content.map((block) => ('id' in block ? block.id : 'tool_use_id' in block ? block.tool_use_id : '')),
    )
    expect(calls).toEqual(results)
    expect(new Set(calls).size).toBe(ids.length)
    for (const id of calls) expect(id).toMatch(/^[a-zA-Z0-9_-]+$/)
  })

  it('hold Anthropic’s own calls and results as they came', () => {
    const call = { type: 'server_tool_use', caller: { type: 'direct' } }
    expect(
      blocks(
        {
          type: 'tool-call',
          toolCallId: 'srvtoolu_1',
          toolName: 'web_search',
          input: { query: 'q' },
          providerExecuted: true,
          providerOptions: { anthropic: call },
        } as never,
        {
          type: 'tool-result',
          toolCallId: 'srvtoolu_1',
          toolName: 'web_search',
          output: { type: 'json', value: [{ url: 'u' }] },
          providerOptions: { anthropic: { type: 'web_search_tool_result' } },
        } as never,
      ),
    ).toEqual([
      { ...call, id: 'srvtoolu_1', name: 'web_search', input: { query: 'q' } },
      { type: 'web_search_tool_result', tool_use_id: 'srvtoolu_1', content: [{ url: 'u' }] },
    ])
  })
})

describe('results of tools', () => {
  const block = (output: ToolOutput): unknown =>
    convert({ role: 'tool', content: [result(output)] }).messages[0]?.content[0]
  const base = { type: 'tool_result', tool_use_id: 't1' }

  it.each([
    [{ type: 'text', value: 'ok' }, { content: 'ok' }],
    [{ type: 'json', value: { a: [1] } }, { content: '{"a":[1]}' }],
    [{ type: 'json', value: 'plain' }, { content: 'plain' }],
    [{ type: 'json', value: null }, { content: 'null' }],
    [
      { type: 'error-text', value: 'no' },
      { content: 'no', is_error: true },
    ],
    [
      { type: 'error-json', value: { code: 1 } },
      { content: '{"code":1}', is_error: true },
    ],
    [
      { type: 'execution-denied', reason: 'not now' },
      { content: 'not now', is_error: true },
    ],
    [{ type: 'execution-denied' }, { content: 'The user did not allow this tool to run.', is_error: true }],
  ] as const)('are text: %o', (output, expected) => {
    expect(block(output)).toEqual({ ...base, ...expected })
  })

  it('are text, images and Anthropic’s own blocks', () => {
    const reference = { type: 'tool_reference', tool_name: 'f' }
    expect(
      block({
        type: 'content',
        value: [
          { type: 'text', text: 'see' },
          { type: 'file', mediaType: 'image/png', data: { type: 'data', data: 'AA==' } },
          { type: 'custom', providerOptions: { anthropic: reference } },
        ],
        providerOptions: cacheControl,
      }),
    ).toEqual({
      ...base,
      cache_control: ephemeral,
      content: [
        textBlock('see'),
        { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AA==' } },
        reference,
      ],
    })
  })

  it('leave approvals out, with a warning', () => {
    const approval = { type: 'tool-approval-response', approvalId: 'a', approved: true } as const
    const { messages, warnings } = convert({ role: 'tool', content: [approval] })
    expect(messages).toEqual([])
    expect(warnings).toHaveLength(1)
  })
})

type ToolOutput = Extract<
  Extract<ChatMessage, { role: 'tool' }>['content'][number],
  { type: 'tool-result' }
>['output']

function textPart(text: string): { type: 'text'; text: string } {
  return { type: 'text', text }
}

function result(output: ToolOutput): {
  type: 'tool-result'
  toolCallId: string
  toolName: string
  output: ToolOutput
} {
  return { type: 'tool-result', toolCallId: 't1', toolName: 'f', output }
}
