import { collectWarnings } from '@llm-balancer/provider'
import type { AssistantPart, ChatMessage, ToolResultOutput, Warning } from '@llm-balancer/provider'
import { describe, expect, it } from 'vitest'
import { traitsOf } from './model-traits.ts'
import { toConversation } from './to-conversation.ts'
import type { Conversation } from './to-conversation.ts'

type Settings = { readonly model?: string; readonly vertex?: boolean }

const convert = (
  messages: readonly ChatMessage[],
  { model = 'gemini-3.8-flash', vertex = false }: Settings = {},
): Conversation & { warnings: Warning[] } => {
  const { warnings, warn } = collectWarnings()
  return { ...toConversation(messages, { traits: traitsOf(model), vertex, warn }), warnings }
}
const text = (value: string): { type: 'text'; text: string } => ({ type: 'text', text: value })
const user: ChatMessage = { role: 'user', content: 'go' }
const call = (id: string, google?: object): AssistantPart => ({
  type: 'tool-call',
  toolCallId: id,
  toolName: 'f',
  input: {},
  ...(google === undefined ? {} : { providerOptions: { google: google as never } }),
})
const result = (id: string, output: ToolResultOutput): ChatMessage => ({
  role: 'tool',
  content: [{ type: 'tool-result', toolCallId: id, toolName: 'f', output }],
})

describe('turns', () => {
  it('are one per change of role, without empty text', () => {
    const { contents, system } = convert([
      { role: 'system', content: 'Be brief.' },
      { role: 'system', content: '' },
      { role: 'user', content: 'a' },
      { role: 'user', content: [text(''), text('b')] },
      { role: 'assistant', content: '' },
      { role: 'assistant', content: 'c' },
      { role: 'assistant', content: [text('d')] },
      { role: 'user', content: 'e' },
    ])
    expect(system).toEqual([{ text: 'Be brief.' }])
    expect(contents).toEqual([
      { role: 'user', parts: [{ text: 'a' }, { text: 'b' }] },
      { role: 'model', parts: [{ text: 'c' }, { text: 'd' }] },
      { role: 'user', parts: [{ text: 'e' }] },
    ])
  })

  it('have the results of parallel calls in one turn', () => {
    const { contents } = convert([
      user,
      { role: 'assistant', content: [call('1', { thoughtSignature: 's' }), call('2')] },
      result('1', { type: 'text', value: 'a' }),
      result('2', { type: 'text', value: 'b' }),
    ])
    expect(contents.map(({ role, parts }) => [role, parts.length])).toEqual([
      ['user', 1],
      ['model', 2],
      ['user', 2],
    ])
  })

  it('move later instructions to the start, with a warning', () => {
    const { system, warnings } = convert([user, { role: 'system', content: 'b' }])
    expect(system).toEqual([{ text: 'b' }])
    expect(warnings).toEqual([
      { type: 'unsupported', feature: 'system message', details: 'moved to the start' },
    ])
  })
})

describe('files', () => {
  const png = 'iVBORw0KGgo='
  const parts = (file: object): unknown =>
    convert([{ role: 'user', content: [{ type: 'file', mediaType: 'image/png', ...file } as never] }])
      .contents[0]?.parts

  it.each([
    [{ data: { type: 'data', data: png } }, { inlineData: { mimeType: 'image/png', data: png } }],
    [
      { mediaType: 'image/*', data: { type: 'data', data: Uint8Array.of(0xff, 0xd8, 0xff) } },
      { inlineData: { mimeType: 'image/jpeg', data: '/9j/' } },
    ],
    [
      { mediaType: 'audio/wav', data: { type: 'data', data: 'UklGRg==' } },
      { inlineData: { mimeType: 'audio/wav', data: 'UklGRg==' } },
    ],
    [
      { mediaType: 'text/markdown', data: { type: 'text', text: '# ä' } },
      { inlineData: { mimeType: 'text/markdown', data: 'IyDDpA==' } },
    ],
    [
      { mediaType: 'image', data: { type: 'url', url: `data:image/png;base64,${png}` } },
      { inlineData: { mimeType: 'image/png', data: png } },
    ],
    [
      { mediaType: 'application/pdf', data: { type: 'url', url: new URL('https://a.example/a.pdf') } },
      { fileData: { mimeType: 'application/pdf', fileUri: 'https://a.example/a.pdf' } },
    ],
    [
      { mediaType: 'video/*', data: { type: 'url', url: 'https://www.youtube.com/watch?v=1' } },
      { fileData: { fileUri: 'https://www.youtube.com/watch?v=1' } },
    ],
    [
      { mediaType: 'video/mp4', data: { type: 'url', url: 'gs://bucket/a.mp4' } },
      { fileData: { mimeType: 'video/mp4', fileUri: 'gs://bucket/a.mp4' } },
    ],
    [
      { data: { type: 'reference', reference: { google: 'https://g.example/files/1', openai: 'file-2' } } },
      { fileData: { mimeType: 'image/png', fileUri: 'https://g.example/files/1' } },
    ],
    [
      {
        mediaType: 'video/mp4',
        data: { type: 'data', data: 'AA==' },
        providerOptions: { google: { videoMetadata: { fps: 2 } } },
      },
      { inlineData: { mimeType: 'video/mp4', data: 'AA==' }, videoMetadata: { fps: 2 } },
    ],
  ])('are inline or at a URL that Gemini reads: %o', (file, part) => {
    expect(parts(file)).toEqual([part])
  })

  it.each([
    { data: { type: 'url', url: 'file:///etc/passwd' } },
    { data: { type: 'reference', reference: { openai: 'file-2' } } },
  ] as const)('that Gemini has no way to are left out with a warning: %o', (file) => {
    const { contents, warnings } = convert([
      { role: 'user', content: [{ type: 'file', mediaType: 'image/png', ...file }, text('a')] },
    ])
    expect(contents[0]?.parts).toEqual([{ text: 'a' }])
    expect(warnings).toEqual([
      { type: 'unsupported', feature: 'file of type image/png', details: 'left out' },
    ])
  })
})

describe('earlier answers', () => {
  const parts = (...content: AssistantPart[]): unknown =>
    convert([user, { role: 'assistant', content }]).contents[1]?.parts
  const google = (fields: object): { providerOptions: { google: never } } => ({
    providerOptions: { google: fields as never },
  })

  it('keep the model’s own reasoning and signatures, also of an empty text', () => {
    expect(
      parts(
        { type: 'reasoning', text: 'hm', ...google({ thought: true }) },
        { type: 'reasoning', text: 'so', ...google({ thoughtSignature: 's0' }) },
        { ...text('a'), ...google({ thoughtSignature: 's1' }) },
        { ...text(''), ...google({ thoughtSignature: 's2' }) },
        {
          type: 'file',
          mediaType: 'image/png',
          data: { type: 'data', data: 'AA==' },
          ...google({ thoughtSignature: 's3' }),
        },
        {
          type: 'reasoning-file',
          mediaType: 'image/png',
          data: { type: 'data', data: 'AA==' },
          ...google({ thought: true }),
        },
      ),
    ).toEqual([
      { text: 'hm', thought: true },
      { text: 'so', thought: true, thoughtSignature: 's0' },
      { text: 'a', thoughtSignature: 's1' },
      { text: '', thoughtSignature: 's2' },
      { inlineData: { mimeType: 'image/png', data: 'AA==' }, thoughtSignature: 's3' },
      { inlineData: { mimeType: 'image/png', data: 'AA==' }, thought: true },
    ])
  })

  it('keep Google’s own calls, results and unknown parts unchanged', () => {
    const code = { executableCode: { language: 'PYTHON', code: '1' }, thoughtSignature: 's' }
    const output = { codeExecutionResult: { outcome: 'OUTCOME_OK', output: '1' } }
    const custom = { brandNew: { x: 1 } }
    expect(
      parts(
        {
          type: 'tool-call',
          toolCallId: 'c',
          toolName: 'code_execution',
          input: '{}',
          providerExecuted: true,
          ...google(code),
        },
        {
          type: 'tool-result',
          toolCallId: 'c',
          toolName: 'code_execution',
          output: { type: 'json', value: {} },
          ...google(output),
        },
        { type: 'custom', kind: 'google.brandNew', ...google(custom) },
      ),
    ).toEqual([code, output, custom])
  })

  it.each([
    [{ type: 'reasoning', text: 'hm' }],
    [{ type: 'reasoning', text: 'hm', providerOptions: { anthropic: { signature: 's' } } }],
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
    [{ type: 'reasoning-file', mediaType: 'image/png', data: { type: 'data', data: 'AA==' } }],
  ] as const)('lose what is another vendor’s, with a warning: %o', (part) => {
    const { contents, warnings } = convert([{ role: 'assistant', content: [part, text('a')] }])
    expect(contents).toEqual([{ role: 'model', parts: [{ text: 'a' }] }])
    expect(warnings).toHaveLength(1)
  })

  it('have calls whose arguments are an object, with their ids except on Vertex AI', () => {
    const messages: ChatMessage[] = [
      {
        role: 'assistant',
        content: [{ type: 'tool-call', toolCallId: 'call_1', toolName: 'f', input: '{"a":1}' }],
      },
      result('call_1', { type: 'text', value: 'x' }),
    ]
    const settings = { model: 'gemini-2.5-pro' }
    expect(convert(messages, settings).contents).toMatchObject([
      { parts: [{ functionCall: { id: 'call_1', name: 'f', args: { a: 1 } } }] },
      { parts: [{ functionResponse: { id: 'call_1', name: 'f' } }] },
    ])
    expect(JSON.stringify(convert(messages, { ...settings, vertex: true }).contents)).not.toContain('call_1')
  })
})
