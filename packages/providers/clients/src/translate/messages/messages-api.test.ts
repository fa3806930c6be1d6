import type { Content, FinishReason, StreamPart } from '@llm-balancer/provider'
import { describe, expect, it } from 'vitest'
import { answerWith, contextOf, eventsOf, someUsage, unknownUsage } from '../../test/answer-parts.ts'
import { pack } from '@llm-balancer/provider/answers'
import { messagesApi } from './messages-api.ts'

const seal = { acme: { seal: 1 } }
const cache = { cache_control: { type: 'ephemeral' } }
const cached = { providerOptions: { anthropic: { cacheControl: { type: 'ephemeral' } } } }
const messagesOf = (...messages: object[]) => messagesApi.read({ messages }).request.messages
const requestOf = (body: object) => messagesApi.read({ messages: [], ...body }).request
const blocksOf = (...content: Content[]): readonly object[] =>
  (messagesApi.whole(answerWith(content), contextOf()) as { readonly content: readonly object[] }).content

describe('a request of Messages', () => {
  it('has every setting in its place', () => {
    expect(
      messagesApi.read({
        model: 'm',
        messages: [],
        system: 'Be kind.',
        max_tokens: 100,
        temperature: 0,
        top_p: 0.5,
        top_k: 3,
        stop_sequences: ['a'],
        thinking: { type: 'adaptive' },
        output_config: { effort: 'low', format: { type: 'json_schema', schema: { type: 'object' } } },
        metadata: { user_id: 'u' },
        cache_control: { type: 'ephemeral' },
        betas: ['x'],
        service_tier: 'standard_only',
        mcp_servers: [],
      }),
    ).toEqual({
      request: {
        messages: [{ role: 'system', content: 'Be kind.' }],
        maxOutputTokens: 100,
        temperature: 0,
        topP: 0.5,
        topK: 3,
        stopSequences: ['a'],
        reasoning: 'low',
        responseFormat: { type: 'json', schema: { type: 'object' } },
        providerOptions: {
          anthropic: {
            thinking: { type: 'adaptive' },
            metadata: { user_id: 'u' },
            cache_control: { type: 'ephemeral' },
          },
        },
      },
    })
    expect(messagesApi.read({ messages: [], tools: [], tool_choice: null, thinking: 7 })).toEqual({
      request: { messages: [] },
    })
  })

  it.each([
    [{ type: 'disabled' }, 'none'],
    [{ type: 'adaptive' }, undefined],
    [{ type: 'enabled' }, 'low'],
    [{ type: 'enabled', budget_tokens: 300 }, 'low'],
    [{ type: 'enabled', budget_tokens: 301 }, 'medium'],
    [{ type: 'enabled', budget_tokens: 500 }, 'medium'],
    [{ type: 'enabled', budget_tokens: 501 }, 'high'],
    [{ type: 'enabled', budget_tokens: 700 }, 'high'],
    [{ type: 'enabled', budget_tokens: 701 }, 'xhigh'],
    [{ type: 'enabled', budget_tokens: 850 }, 'xhigh'],
    [{ type: 'enabled', budget_tokens: 851 }, 'max'],
  ])('with the thoughts %j asks for the effort %s', (thinking, effort) => {
    expect(requestOf({ thinking, max_tokens: 1000 }).reasoning).toBe(effort)
  })

  it('without a limit of tokens asks for little thought', () => {
    expect(requestOf({ thinking: { type: 'enabled', budget_tokens: 9000 } }).reasoning).toBe('low')
  })

  it('has its tools and choices', () => {
    expect(
      requestOf({
        tools: [
          {
            name: 'look',
            description: 'Looks',
            strict: false,
            input_schema: { type: 'object', properties: { at: {} } },
            input_examples: [{ at: 1 }],
            ...cache,
          },
          { type: 'custom', name: 'wait', description: 7 },
        ],
      }).tools,
    ).toEqual([
      {
        type: 'function',
        name: 'look',
        description: 'Looks',
        strict: false,
        inputExamples: [{ input: { at: 1 } }],
        inputSchema: { type: 'object', properties: { at: {} } },
        ...cached,
      },
      { type: 'function', name: 'wait', inputSchema: { type: 'object', properties: {} } },
    ])
    for (const [choice, own] of [
      [{ type: 'auto' }, { type: 'auto' }],
      [{ type: 'none', disable_parallel_tool_use: false }, { type: 'none' }],
      [{ type: 'any' }, { type: 'required' }],
      [
        { type: 'tool', name: 'look' },
        { type: 'tool', toolName: 'look' },
      ],
    ])
      expect(requestOf({ tool_choice: choice }).toolChoice).toEqual(own)
  })

  it.each([
    [{ service_tier: 'priority' }, '"service_tier" other than "auto" or "standard_only"'],
    [{ tools: [{ type: 'bash_20250124', name: 'bash' }] }, 'a tool of type "bash_20250124"'],
    [{ tool_choice: { type: 'most' } }, 'a tool choice of type "most"'],
    [{ system: [{ type: 'image' }] }, '"system" with a block of type "image"'],
    [{ messages: [{ role: 'critic' }] }, 'a message of role "critic"'],
    [{ messages: [{ role: 'system', content: [{ type: 'image' }] }] }, 'text with a block of type "image"'],
    [
      { messages: [{ role: 'assistant', content: [{ type: 'server_tool_use' }] }] },
      'an earlier answer with a block of type "server_tool_use"',
    ],
    [
      { messages: [{ role: 'user', content: [{ type: 'image', source: { type: 'cloud' } }] }] },
      'a source of type "cloud"',
    ],
    [
      {
        messages: [{ role: 'user', content: [{ type: 'document', source: { type: 'file', file_id: 'f' } }] }],
      },
      'the id of an uploaded file',
    ],
    [
      { messages: [{ role: 'user', content: [{ type: 'image', source: { type: 'url' } }] }] },
      'a file without its data',
    ],
    [
      {
        messages: [
          {
            role: 'user',
            content: [{ type: 'tool_result', is_error: true, content: [{ type: 'image' }] }],
          },
        ],
      },
      'text with a block of type "image"',
    ],
  ])('is refused with %j', (body, subject) => {
    expect(() => requestOf(body)).toThrow(`translate: ${subject} cannot be translated`)
  })

  it('has its system prompt, with what may be cached', () => {
    expect(
      requestOf({ system: [{ type: 'text', text: 'Be kind.', ...cache }, { type: 'text' }] }).messages,
    ).toEqual([
      { role: 'system', content: 'Be kind.', ...cached },
      { role: 'system', content: '' },
    ])
  })

  it('has its messages, with results of tools in one of their own', () => {
    expect(
      messagesOf(
        {
          role: 'system',
          content: [
            { type: 'text', text: 'Be ' },
            { type: 'text', text: 'kind.' },
          ],
        },
        { role: 'user', content: 'Look' },
        { role: 'user' },
        { role: 'assistant', content: 'I do.' },
        { role: 'assistant', content: [{ type: 'tool_use', id: 'c1', name: 'look' }] },
        {
          role: 'user',
          content: [
            { type: 'tool_result', tool_use_id: 'c1', content: 'one', ...cache },
            { type: 'tool_result', tool_use_id: 'c2', is_error: true, content: 'broken' },
            {
              type: 'tool_result',
              tool_use_id: 'c1',
              content: [
                { type: 'text', text: 'a' },
                { type: 'text', text: 'b' },
              ],
            },
            { type: 'text', text: 'And now?', ...cache },
          ],
        },
        {
          role: 'user',
          content: [
            {
              type: 'tool_result',
              tool_use_id: 'c1',
              content: [
                { type: 'text', text: 'See' },
                { type: 'image', source: { type: 'url', url: 'https://a.test/1.png' } },
              ],
            },
          ],
        },
      ),
    ).toEqual([
      { role: 'system', content: 'Be kind.' },
      { role: 'user', content: 'Look' },
      { role: 'user', content: '' },
      { role: 'assistant', content: 'I do.' },
      {
        role: 'assistant',
        content: [{ type: 'tool-call', toolCallId: 'c1', toolName: 'look', input: '{}' }],
      },
      {
        role: 'tool',
        content: [
          {
            type: 'tool-result',
            toolCallId: 'c1',
            toolName: 'look',
            output: { type: 'text', value: 'one' },
            ...cached,
          },
          {
            type: 'tool-result',
            toolCallId: 'c2',
            toolName: '',
            output: { type: 'error-text', value: 'broken' },
          },
          { type: 'tool-result', toolCallId: 'c1', toolName: 'look', output: { type: 'text', value: 'ab' } },
        ],
      },
      { role: 'user', content: [{ type: 'text', text: 'And now?', ...cached }] },
      {
        role: 'tool',
        content: [
          {
            type: 'tool-result',
            toolCallId: 'c1',
            toolName: 'look',
            output: {
              type: 'content',
              value: [
                { type: 'text', text: 'See' },
                { type: 'file', mediaType: 'image', data: { type: 'url', url: 'https://a.test/1.png' } },
              ],
            },
          },
        ],
      },
    ])
  })

  it('has its files in any form', () => {
    const source = (more: object): object => ({ source: more })
    const [message] = messagesOf({
      role: 'user',
      content: [
        { type: 'image', ...source({ type: 'base64', media_type: 'image/webp', data: 'aGk=' }) },
        { type: 'document', title: 'a.pdf', ...source({ type: 'url', url: 'https://a.test/1' }) },
        { type: 'document', title: '', ...source({ type: 'text', data: 'plain' }) },
        { type: 'document', title: 'a.txt', ...source({ type: 'text', data: 'plain' }), ...cache },
        { type: 'document', title: 'b.pdf', ...source({ type: 'base64', data: 'aGk=' }) },
      ],
    })
    const text = { type: 'file', mediaType: 'text/plain', data: { type: 'text', text: 'plain' } }
    expect(message?.content).toEqual([
      { type: 'file', mediaType: 'image/webp', data: { type: 'data', data: 'aGk=' } },
      {
        type: 'file',
        mediaType: 'application/pdf',
        data: { type: 'url', url: 'https://a.test/1' },
        filename: 'a.pdf',
      },
      text,
      { ...text, filename: 'a.txt', ...cached },
      { type: 'file', mediaType: 'application/pdf', data: { type: 'data', data: 'aGk=' }, filename: 'b.pdf' },
    ])
  })
})

describe('an earlier answer of Messages', () => {
  const rich: Content[] = [
    { type: 'reasoning', text: '', providerMetadata: { acme: { seal: 0 } } },
    { type: 'reasoning', text: 'Hm.', providerMetadata: seal },
    { type: 'text', text: 'I look.', providerMetadata: { acme: { seal: 2 } } },
    {
      type: 'tool-call',
      toolCallId: 'c1',
      toolName: 'look',
      input: '{"at":1}',
      providerMetadata: { acme: { seal: 3 } },
    },
    { type: 'tool-call', toolCallId: 'c2', toolName: 'look', input: '{}' },
  ]

  it('comes back as it was given', () => {
    const [message] = messagesOf({ role: 'assistant', content: blocksOf(...rich) })
    expect(message?.content).toEqual(
      rich.map(({ providerMetadata, ...part }) =>
        providerMetadata === undefined ? part : { ...part, providerOptions: providerMetadata },
      ),
    )
  })

  it("keeps Claude's own signatures for Claude, and leaves out what belongs to a part that is gone", () => {
    const [message] = messagesOf({
      role: 'assistant',
      content: [
        { type: 'thinking', thinking: 'Hm.', signature: 'theirs' },
        { type: 'thinking', thinking: 'So.', signature: '' },
        { type: 'redacted_thinking', data: 'hidden' },
        { type: 'redacted_thinking', data: pack({ metadata: seal, of: 'c9' }) },
        { type: 'text', text: 'One.' },
        { type: 'text', text: 'Two.' },
        { type: 'redacted_thinking', data: pack({ metadata: seal, of: 'text' }) },
      ],
    })
    expect(message?.content).toEqual([
      { type: 'reasoning', text: 'Hm.', providerOptions: { anthropic: { signature: 'theirs' } } },
      { type: 'reasoning', text: 'So.' },
      { type: 'reasoning', text: '', providerOptions: { anthropic: { redactedData: 'hidden' } } },
      { type: 'text', text: 'One.' },
      { type: 'text', text: 'Two.', providerOptions: seal },
    ])
  })
})

describe('an answer in the form of Messages', () => {
  it('has its id, model and tokens, those of caches by themselves', () => {
    const response = { id: 'a-1', modelId: 'm-1' }
    expect(
      messagesApi.whole(answerWith([], { response, usage: someUsage }), contextOf({ model: 'm' })),
    ).toEqual({
      id: 'a-1',
      type: 'message',
      role: 'assistant',
      model: 'm-1',
      content: [],
      stop_reason: 'end_turn',
      stop_sequence: null,
      usage: {
        input_tokens: 4,
        output_tokens: 5,
        cache_read_input_tokens: 3,
        cache_creation_input_tokens: 2,
      },
    })
    expect(messagesApi.whole(answerWith([]), contextOf({ model: 'm' }))).toMatchObject({
      id: 'msg_1',
      model: 'm',
      usage: {
        input_tokens: 0,
        output_tokens: 0,
        cache_read_input_tokens: 0,
        cache_creation_input_tokens: 0,
      },
    })
    const inputTokens = { ...unknownUsage.inputTokens, total: 9, noCache: 1, cacheRead: 20 }
    for (const [noCache, input] of [
      [1, 1],
      [undefined, 0],
    ] as const) {
      const usage = { ...unknownUsage, inputTokens: { ...inputTokens, noCache } }
      expect(messagesApi.whole(answerWith([], { usage }), contextOf())).toMatchObject({
        model: '',
        usage: { input_tokens: input, cache_read_input_tokens: 20 },
      })
    }
  })

  it.each<[FinishReason['unified'], string, string]>([
    ['stop', 'stop', 'end_turn'],
    ['stop', 'stop_sequence', 'stop_sequence'],
    ['length', 'stop_sequence', 'max_tokens'],
    ['content-filter', '', 'refusal'],
    ['tool-calls', '', 'tool_use'],
    ['error', '', 'end_turn'],
    ['interrupted', '', 'end_turn'],
    ['other', '', 'end_turn'],
  ])('that ended by %s ("%s") says "%s"', (unified, raw, word) => {
    const finishReason = { unified, raw }
    const stop = { stop_reason: word, stop_sequence: null }
    expect(messagesApi.whole(answerWith([], { finishReason }), contextOf())).toMatchObject(stop)
    const events = eventsOf(messagesApi, [{ type: 'finish', finishReason, usage: someUsage }])
    expect(events).toMatchObject([
      { type: 'message_start' },
      { type: 'message_delta', delta: stop, usage: { output_tokens: 5 } },
      { type: 'message_stop' },
    ])
  })

  it('has no blocks for what the vendor did itself, none for files, and none for a call that was cut off', () => {
    expect(
      blocksOf(
        { type: 'tool-call', toolCallId: 'v', toolName: 'web', input: '{}', providerExecuted: true },
        { type: 'file', mediaType: 'image/png', data: { type: 'data', data: 'aGk=' } },
        { type: 'reasoning', text: '' },
        { type: 'reasoning', text: 'Hm.' },
        { type: 'tool-call', toolCallId: 'c', toolName: 'look', input: '[1' },
      ),
    ).toEqual([{ type: 'thinking', thinking: 'Hm.', signature: '' }])
  })
})

describe('a stream in the form of Messages', () => {
  type Event = {
    readonly type: string
    readonly index?: number
    readonly content_block?: { readonly type: string }
    readonly delta?: object
  }
  /** Events of blocks in short: `0 start text`, `0 {"type":"text_delta","text":"Hi"}`, `0 stop`. */
  const shortOf = (...parts: StreamPart[]): string[] =>
    (eventsOf(messagesApi, parts) as unknown as Event[])
      .filter(({ index }) => index !== undefined)
      .map(({ type, index, content_block: block, delta }) => {
        const packed = JSON.stringify(delta)?.replaceAll(/llmb1\.[\w+/=-]+/g, 'packed')
        return `${String(index)} ${type === 'content_block_delta' ? packed : `${type.slice(14)} ${block?.type ?? ''}`.trim()}`
      })

  it('has a block for each text and thought that says something', () => {
    expect(
      shortOf(
        { type: 'reasoning-start', id: 'r' },
        { type: 'reasoning-delta', id: 'r', delta: '' },
        { type: 'reasoning-delta', id: 'r', delta: 'Hm' },
        { type: 'reasoning-end', id: 'r', providerMetadata: seal },
        { type: 'reasoning-start', id: 'q' },
        { type: 'reasoning-end', id: 'q' },
        { type: 'reasoning-end', id: 'p', providerMetadata: seal },
        { type: 'text-start', id: 't', providerMetadata: seal },
        { type: 'text-delta', id: 't', delta: '' },
        { type: 'text-delta', id: 't', delta: 'H' },
        { type: 'text-delta', id: 't', delta: 'i' },
        { type: 'text-end', id: 't' },
        { type: 'text-end', id: 'u', providerMetadata: seal },
        { type: 'text-delta', id: 'v', delta: '!' },
      ),
    ).toEqual([
      '0 start thinking',
      '0 {"type":"thinking_delta","thinking":"Hm"}',
      '0 {"type":"signature_delta","signature":"packed"}',
      '0 stop',
      '1 start redacted_thinking',
      '1 stop',
      '2 start text',
      '2 {"type":"text_delta","text":"H"}',
      '2 {"type":"text_delta","text":"i"}',
      '2 stop',
      '3 start redacted_thinking',
      '3 stop',
      '4 start text',
      '4 {"type":"text_delta","text":"!"}',
    ])
  })

  it('keeps what comes while a tool is called until the call is whole', () => {
    const call = (id: string, more: object = {}): StreamPart => ({
      type: 'tool-call',
      toolCallId: id,
      toolName: 'look',
      input: `{"of":"${id}"}`,
      ...more,
    })
    expect(
      shortOf(
        { type: 'text-delta', id: 't', delta: 'I look.' },
        { type: 'tool-input-start', id: 'a', toolName: 'look' },
        { type: 'tool-input-start', id: 'b', toolName: 'look' },
        { type: 'tool-input-delta', id: 'a', delta: '{"of"' },
        { type: 'tool-input-delta', id: 'b', delta: '{"of":"b"}' },
        { type: 'tool-input-delta', id: 'a', delta: '' },
        { type: 'tool-input-delta', id: 'a', delta: ':"a"}' },
        call('a', { providerMetadata: seal }),
        call('b'),
        { type: 'tool-input-start', id: 'v', toolName: 'web', providerExecuted: true },
        { type: 'tool-input-delta', id: 'v', delta: '{}' },
        call('v', { providerExecuted: true }),
        call('c'),
        { type: 'tool-input-start', id: 'd', toolName: 'look' },
        { type: 'text-delta', id: 'u', delta: 'Done.' },
        { type: 'finish', finishReason: { unified: 'stop', raw: 'stop' }, usage: unknownUsage },
      ),
    ).toEqual([
      '0 start text',
      '0 {"type":"text_delta","text":"I look."}',
      '0 stop',
      '1 start tool_use',
      '1 {"type":"input_json_delta","partial_json":"{\\"of\\""}',
      '1 {"type":"input_json_delta","partial_json":":\\"a\\"}"}',
      '1 stop',
      '2 start redacted_thinking',
      '2 stop',
      '3 start tool_use',
      '3 {"type":"input_json_delta","partial_json":"{\\"of\\":\\"b\\"}"}',
      '3 stop',
      '4 start tool_use',
      '4 {"type":"input_json_delta","partial_json":"{\\"of\\":\\"c\\"}"}',
      '4 stop',
      '5 start tool_use',
      '5 stop',
      '6 start text',
      '6 {"type":"text_delta","text":"Done."}',
      '6 stop',
    ])
  })

  it('begins with the answer’s name, once', () => {
    const hi: StreamPart = { type: 'text-delta', id: 't', delta: 'Hi' }
    const starts = eventsOf(messagesApi, [
      { type: 'response-metadata', id: 'a-1' },
      { type: 'response-metadata', modelId: 'm-1' },
      hi,
      hi,
    ]).filter(({ type }) => type === 'message_start')
    expect(starts).toEqual([
      {
        type: 'message_start',
        message: {
          id: 'a-1',
          type: 'message',
          role: 'assistant',
          model: 'm-1',
          content: [],
          stop_reason: null,
          stop_sequence: null,
          usage: { input_tokens: 0, output_tokens: 0 },
        },
      },
    ])
    expect(eventsOf(messagesApi, [hi], { model: 'm' })[0]).toMatchObject({
      message: { id: 'msg_1', model: 'm' },
    })
    expect(eventsOf(messagesApi, [hi])[0]).toMatchObject({ message: { model: '' } })
  })

  it.each([
    ['overloaded', 'overloaded_error'],
    ['rate-limit', 'rate_limit_error'],
    ['network', 'api_error'],
  ])('ends with an error of its own when it breaks by %s', (kind, type) => {
    expect(messagesApi.open(contextOf()).fail({ message: 'it broke', kind })).toBe(
      `event: error\ndata: {"type":"error","error":{"type":"${type}","message":"it broke"}}\n\n`,
    )
  })
})
