import type { Citation, Content, FinishReason, StreamPart } from '@llm-balancer/provider'
import { describe, expect, it } from 'vitest'
import { pack } from '@llm-balancer/provider/answers'
import { answerWith, contextOf, eventsOf, someUsage, unknownUsage } from '../../test/answer-parts.ts'
import { chatApi } from './chat-api.ts'

const seal = { acme: { seal: 1 } }
const refusal = { openai: { refusal: true } }
const messagesOf = (...messages: object[]) => chatApi.read({ messages }).request.messages
const requestOf = (body: object) => chatApi.read({ messages: [], ...body }).request
type Whole = { readonly choices: readonly { readonly message: object; readonly finish_reason: string }[] }
const messageOf = (...content: Content[]): object =>
  (chatApi.whole(answerWith(content), contextOf()) as Whole).choices[0]?.message ?? {}
const citations: Citation[] = [
  { source: { type: 'source', sourceType: 'url', id: 's', url: 'https://a.test/' }, startIndex: 1 },
  { source: { type: 'source', sourceType: 'url', id: 't', url: 'https://b.test/', title: 'B' }, endIndex: 2 },
  { source: { type: 'source', sourceType: 'document', id: 'd', mediaType: 'text/plain', title: 'D' } },
]
const cited = [
  {
    type: 'url_citation',
    url_citation: { start_index: 1, end_index: 0, url: 'https://a.test/', title: 'https://a.test/' },
  },
  {
    type: 'url_citation',
    url_citation: { start_index: 0, end_index: 2, url: 'https://b.test/', title: 'B' },
  },
]

describe('a request of chat completions', () => {
  it('has every setting in its place', () => {
    expect(
      chatApi.read({
        model: 'm',
        messages: [],
        max_tokens: 1,
        max_completion_tokens: 2,
        temperature: 0,
        top_p: 0.5,
        presence_penalty: 0.1,
        frequency_penalty: 0.2,
        seed: 3,
        stop: ['a', 'b'],
        reasoning_effort: 'xhigh',
        tool_choice: 'required',
        response_format: { type: 'json_object' },
        user: 'u',
        safety_identifier: 's',
        prompt_cache_key: 'k',
        prompt_cache_retention: '24h',
        metadata: { a: 'b' },
        n: 1,
        logprobs: false,
        logit_bias: {},
        modalities: ['text'],
        parallel_tool_calls: true,
        service_tier: 'default',
        store: false,
        verbosity: 'medium',
        audio: null,
      }),
    ).toEqual({
      affinityKey: 'k',
      request: {
        messages: [],
        maxOutputTokens: 2,
        temperature: 0,
        topP: 0.5,
        presencePenalty: 0.1,
        frequencyPenalty: 0.2,
        seed: 3,
        stopSequences: ['a', 'b'],
        reasoning: 'xhigh',
        toolChoice: { type: 'required' },
        responseFormat: { type: 'json' },
        providerOptions: {
          openai: { user: 'u', safety_identifier: 's', prompt_cache_key: 'k', prompt_cache_retention: '24h' },
        },
      },
    })
  })

  it('has no setting that was not given', () => {
    expect(chatApi.read({ messages: [], tools: [], stop: null, seed: null, prompt_cache_key: '' })).toEqual({
      request: { messages: [], providerOptions: { openai: { prompt_cache_key: '' } } },
    })
    expect(requestOf({ max_tokens: 5, stop: 'END' })).toMatchObject({
      maxOutputTokens: 5,
      stopSequences: ['END'],
    })
  })

  it.each([
    [{ n: 2 }, '"n" other than 1'],
    [{ logprobs: true }, '"logprobs" other than false'],
    [{ logit_bias: { 1: 2 } }, '"logit_bias" other than {}'],
    [{ modalities: ['text', 'audio'] }, '"modalities" other than ["text"]'],
    [{ parallel_tool_calls: false }, '"parallel_tool_calls" other than true'],
    [{ service_tier: 'flex' }, '"service_tier" other than "auto" or "default"'],
    [{ store: true }, '"store" other than false'],
    [{ verbosity: 'low' }, '"verbosity" other than "medium"'],
    [{ toString: 1 }, '"toString"'],
    [{ 'a secret': 1 }, '"(a parameter)"'],
    [{ ['x'.repeat(41)]: 1 }, '"(a parameter)"'],
    [{ reasoning_effort: 'extreme' }, 'a reasoning effort of "extreme"'],
    [{ reasoning_effort: 'a secret' }, 'a reasoning effort of an unknown type'],
    [{ response_format: { type: 'grammar' } }, 'a response format of "grammar"'],
    [{ tools: [{ type: 'custom', custom: {} }] }, 'a tool of type "custom"'],
    [{ tools: [{ type: 'function' }] }, 'a tool of type "function"'],
    [{ tool_choice: 'any' }, 'a tool choice of type an unknown type'],
    [{ tool_choice: { type: 'allowed_tools', name: 'x' } }, 'a tool choice of type "allowed_tools"'],
    [{ tool_choice: { type: 'function', function: {} } }, 'a tool choice of type "function"'],
    [{ messages: [{ role: 'critic' }] }, 'a message of role "critic"'],
    [{ messages: [{ role: 'user', content: [{ type: 'film' }] }] }, 'a content part of type "film"'],
    [{ messages: [{ role: 'system', content: [{ type: 'film' }] }] }, 'text with a part of type "film"'],
    [{ messages: [{ role: 'assistant', audio: {} }] }, '"audio" of an earlier answer'],
    [{ messages: [{ role: 'assistant', function_call: {} }] }, '"function_call"'],
    [{ messages: [{ role: 'assistant', tool_calls: [{ type: 'mcp' }] }] }, 'a tool call of type "mcp"'],
    [
      { messages: [{ role: 'user', content: [{ type: 'file', file: { file_id: 'f' } }] }] },
      'the id of an uploaded file',
    ],
    [
      { messages: [{ role: 'user', content: [{ type: 'file', file: { file_id: null } }] }] },
      'a file without its data',
    ],
    [{ messages: [{ role: 'user', content: [{ type: 'image_url' }] }] }, 'a file without its data'],
  ])('is refused with %j', (body, subject) => {
    expect(() => requestOf(body)).toThrow(
      `translate: ${subject} cannot be translated for targets of every vendor`,
    )
  })

  it('has its tools, choices and formats in any form', () => {
    expect(
      requestOf({
        tools: [
          {
            type: 'function',
            function: { name: 'look', description: 'Looks', strict: true, parameters: {} },
          },
          { type: 'function', function: { name: 'wait', description: 7, strict: 'no' } },
        ],
        tool_choice: { type: 'function', function: { name: 'look' } },
        response_format: {
          type: 'json_schema',
          json_schema: { name: 'place', description: 'A place', schema: { type: 'object' }, strict: true },
        },
      }),
    ).toEqual({
      messages: [],
      tools: [
        { type: 'function', name: 'look', description: 'Looks', strict: true, inputSchema: {} },
        { type: 'function', name: 'wait', inputSchema: { type: 'object', properties: {} } },
      ],
      toolChoice: { type: 'tool', toolName: 'look' },
      responseFormat: {
        type: 'json',
        name: 'place',
        strict: true,
        description: 'A place',
        schema: { type: 'object' },
      },
    })
    for (const format of [null, 'text', { type: 'text' }])
      expect(requestOf({ response_format: format })).toEqual({ messages: [] })
    expect(requestOf({ response_format: { type: 'json_schema', json_schema: { schema: 7 } } })).toEqual({
      messages: [],
      responseFormat: { type: 'json' },
    })
    for (const choice of ['auto', 'none'])
      expect(requestOf({ tool_choice: choice }).toolChoice).toEqual({ type: choice })
  })

  it('has its messages, and results of tools that follow each other in one', () => {
    const call = { id: 'c1', type: 'function', function: { name: 'look', arguments: '{}' } }
    expect(
      messagesOf(
        { role: 'developer', content: [{ type: 'text', text: 'Be ' }, { text: 'kind.' }] },
        { role: 'assistant', content: null, tool_calls: [call] },
        { role: 'tool', tool_call_id: 'c1', content: 'one' },
        { role: 'tool', tool_call_id: 'c2', content: [{ type: 'text', text: 'two' }] },
        { role: 'user' },
        { role: 'tool', tool_call_id: 'c1', content: 'three' },
      ),
    ).toEqual([
      { role: 'system', content: 'Be kind.' },
      {
        role: 'assistant',
        content: [{ type: 'tool-call', toolCallId: 'c1', toolName: 'look', input: '{}' }],
      },
      {
        role: 'tool',
        content: [
          { type: 'tool-result', toolCallId: 'c1', toolName: 'look', output: { type: 'text', value: 'one' } },
          { type: 'tool-result', toolCallId: 'c2', toolName: '', output: { type: 'text', value: 'two' } },
        ],
      },
      { role: 'user', content: '' },
      {
        role: 'tool',
        content: [
          {
            type: 'tool-result',
            toolCallId: 'c1',
            toolName: 'look',
            output: { type: 'text', value: 'three' },
          },
        ],
      },
    ])
  })

  it('has its files in any form', () => {
    const [message] = messagesOf({
      role: 'user',
      content: [
        { type: 'text', text: 'Look' },
        { type: 'image_url', image_url: { url: 'https://a.test/1.png' } },
        { type: 'image_url', image_url: { url: 'https://a.test/2.png', detail: 'low' } },
        { type: 'input_audio', input_audio: { data: 'aGk=', format: 'mp3' } },
        { type: 'input_audio', input_audio: { data: 'aGk=', format: 'wav' } },
        { type: 'file', file: { file_data: 'aGk=', filename: 'a.pdf' } },
        { type: 'file', file: { file_data: 'DATA:text/plain;base64,aGk=', filename: '' } },
      ],
    })
    expect(message?.content).toEqual([
      { type: 'text', text: 'Look' },
      { type: 'file', mediaType: 'image', data: { type: 'url', url: 'https://a.test/1.png' } },
      {
        ...{ type: 'file', mediaType: 'image', data: { type: 'url', url: 'https://a.test/2.png' } },
        providerOptions: { openai: { detail: 'low' } },
      },
      { type: 'file', mediaType: 'audio/mpeg', data: { type: 'data', data: 'aGk=' } },
      { type: 'file', mediaType: 'audio/wav', data: { type: 'data', data: 'aGk=' } },
      { type: 'file', mediaType: 'application/pdf', data: { type: 'data', data: 'aGk=' }, filename: 'a.pdf' },
      {
        type: 'file',
        mediaType: 'application/pdf',
        data: { type: 'url', url: 'DATA:text/plain;base64,aGk=' },
      },
    ])
  })
})

describe('an earlier answer of chat completions', () => {
  it('comes back as it was given', () => {
    const message = messageOf(
      { type: 'reasoning', text: 'Hm.', providerMetadata: seal },
      { type: 'reasoning', text: 'So.', providerMetadata: { acme: { seal: 2 } } },
      { type: 'text', text: 'I look.', providerMetadata: { acme: { seal: 3 } } },
      {
        type: 'tool-call',
        toolCallId: 'c1',
        toolName: 'look',
        input: '{}',
        providerMetadata: { acme: { seal: 4 } },
      },
    )
    expect(messagesOf(message)).toEqual([
      {
        role: 'assistant',
        content: [
          { type: 'reasoning', text: 'Hm.', providerOptions: seal },
          { type: 'reasoning', text: 'So.', providerOptions: { acme: { seal: 2 } } },
          { type: 'text', text: 'I look.', providerOptions: { acme: { seal: 3 } } },
          {
            type: 'tool-call',
            toolCallId: 'c1',
            toolName: 'look',
            input: '{}',
            providerOptions: { acme: { seal: 4 } },
          },
        ],
      },
    ])
  })

  it('takes for thoughts what it carries as such alone', () => {
    const metadata = pack({ metadata: seal })
    const carried = ['reasoning', 'search', undefined].map((type) => ({ type, text: 'Hm.', metadata }))
    const [answer] = messagesOf({
      role: 'assistant',
      content: 'Hi',
      extra_content: { llm_balancer: carried },
    })
    expect(answer?.content).toEqual([
      { type: 'reasoning', text: 'Hm.', providerOptions: seal },
      { type: 'text', text: 'Hi' },
    ])
  })

  it('keeps thoughts, texts and refusals that carry nothing, and takes nothing for carried that is not', () => {
    expect(
      messagesOf({
        role: 'assistant',
        content: [
          { type: 'refusal', refusal: 'No, ' },
          { type: 'text', text: 'no.' },
        ],
        reasoning_content: 'Hm.',
        refusal: 'I may not.',
        audio: null,
        function_call: null,
        extra_content: { llm_balancer: ['theirs', { type: 'reasoning', text: 'x', metadata: 'llmb1.e30' }] },
      }),
    ).toEqual([
      {
        role: 'assistant',
        content: [
          { type: 'reasoning', text: 'Hm.' },
          { type: 'text', text: 'No, no.' },
          { type: 'text', text: 'I may not.', providerOptions: refusal },
        ],
      },
    ])
  })
})

describe('an answer in the form of chat completions', () => {
  it('has its id, model, time and tokens', () => {
    const response = { id: 'a-1', modelId: 'm-1', timestamp: new Date(3999) }
    expect(chatApi.whole(answerWith([], { response, usage: someUsage }), contextOf({ model: 'm' }))).toEqual({
      id: 'a-1',
      object: 'chat.completion',
      created: 3,
      model: 'm-1',
      choices: [
        {
          index: 0,
          message: { role: 'assistant', content: '', refusal: null },
          logprobs: null,
          finish_reason: 'stop',
        },
      ],
      usage: {
        prompt_tokens: 9,
        completion_tokens: 5,
        total_tokens: 14,
        prompt_tokens_details: { cached_tokens: 3 },
        completion_tokens_details: { reasoning_tokens: 1 },
      },
    })
  })

  it('gets an id, the time and the model of the request when it has none, and no tokens that are unknown', () => {
    const answer = chatApi.whole(answerWith([]), contextOf({ model: 'm' }))
    expect(answer).toMatchObject({ id: 'chatcmpl-1', created: 7, model: 'm' })
    expect(answer).not.toHaveProperty('usage')
    expect(chatApi.whole(answerWith([]), contextOf())).toMatchObject({ model: '' })
    const usage = { ...unknownUsage, outputTokens: { ...unknownUsage.outputTokens, total: 4 } }
    expect(chatApi.whole(answerWith([], { usage }), contextOf())).toMatchObject({
      usage: { prompt_tokens: 0, completion_tokens: 4, total_tokens: 4 },
    })
  })

  it.each<[FinishReason['unified'], string]>([
    ['stop', 'stop'],
    ['length', 'length'],
    ['content-filter', 'content_filter'],
    ['tool-calls', 'tool_calls'],
    ['error', 'stop'],
    ['interrupted', 'stop'],
    ['other', 'stop'],
  ])('that ended by %s says "%s"', (unified, word) => {
    const answer = answerWith([], { finishReason: { unified, raw: undefined } })
    expect((chatApi.whole(answer, contextOf()) as Whole).choices[0]?.finish_reason).toBe(word)
    const [event] = eventsOf(chatApi, [
      { type: 'finish', finishReason: { unified, raw: undefined }, usage: unknownUsage },
    ])
    expect(event).toMatchObject({ choices: [{ delta: { role: 'assistant' }, finish_reason: word }] })
  })

  it('tells texts, refusals, thoughts, calls and images apart', () => {
    const call: Content = { type: 'tool-call', toolCallId: 'c', toolName: 'look', input: '{}' }
    expect(messageOf(call)).toEqual({
      role: 'assistant',
      content: null,
      refusal: null,
      tool_calls: [{ id: 'c', type: 'function', function: { name: 'look', arguments: '{}' } }],
    })
    expect(messageOf({ ...call, providerExecuted: true })).toEqual({
      role: 'assistant',
      content: '',
      refusal: null,
    })
    expect(messageOf({ type: 'text', text: 'No.', providerMetadata: refusal })).toEqual({
      role: 'assistant',
      content: null,
      refusal: 'No.',
    })
    expect(
      messageOf(
        { type: 'text', text: 'One', citations },
        { type: 'reasoning', text: 'H' },
        { type: 'reasoning', text: 'm' },
        { type: 'text', text: ', two' },
        { type: 'file', mediaType: 'image/png', data: { type: 'data', data: 'aGk=' } },
        { type: 'file', mediaType: 'image/png', data: { type: 'url', url: new URL('https://a.test/1.png') } },
      ),
    ).toEqual({
      role: 'assistant',
      content: 'One, two',
      refusal: null,
      reasoning_content: 'Hm',
      annotations: cited,
      images: [
        { type: 'image_url', image_url: { url: 'data:image/png;base64,aGk=' } },
        { type: 'image_url', image_url: { url: 'https://a.test/1.png' } },
      ],
    })
  })
})

describe('a stream in the form of chat completions', () => {
  type Chunk = { readonly choices: readonly { readonly delta: object }[] }
  const deltasOf = (...parts: StreamPart[]): object[] =>
    (eventsOf(chatApi, parts) as unknown as Chunk[]).map(({ choices }) => choices[0]?.delta ?? {})

  it('gives each part as it comes, the role with the first one', () => {
    expect(
      deltasOf(
        { type: 'stream-start', warnings: [] },
        { type: 'reasoning-delta', id: 'r', delta: '' },
        { type: 'reasoning-delta', id: 'r', delta: 'Hm' },
        { type: 'reasoning-end', id: 'r', providerMetadata: seal },
        { type: 'text-start', id: 't' },
        { type: 'text-delta', id: 't', delta: 'Hi' },
        { type: 'text-end', id: 't', citations },
        { type: 'text-start', id: 'u', providerMetadata: refusal },
        { type: 'text-delta', id: 'u', delta: 'No' },
        { type: 'text-end', id: 'u' },
        { type: 'file', mediaType: 'image/png', data: { type: 'data', data: 'aGk=' } },
        { type: 'finish', finishReason: { unified: 'stop', raw: 'stop' }, usage: unknownUsage },
      ),
    ).toEqual([
      { role: 'assistant', reasoning_content: 'Hm' },
      { content: 'Hi' },
      { annotations: cited },
      { refusal: 'No' },
      { images: [{ type: 'image_url', image_url: { url: 'data:image/png;base64,aGk=' } }] },
      {
        extra_content: {
          llm_balancer: [
            { type: 'reasoning', text: 'Hm', metadata: expect.stringMatching(/^llmb1\./) as string },
          ],
        },
      },
      {},
    ])
  })

  it('gives calls that the caller makes, whole or in pieces, with what they carry', () => {
    const part = (id: string, more: object = {}): StreamPart => ({
      type: 'tool-call',
      toolCallId: id,
      toolName: 'look',
      input: '{}',
      ...more,
    })
    const carried = { extra_content: { llm_balancer: expect.stringMatching(/^llmb1\./) as string } }
    expect(
      deltasOf(
        { type: 'tool-input-start', id: 'v', toolName: 'web', providerExecuted: true },
        { type: 'tool-input-delta', id: 'v', delta: '{}' },
        part('v', { providerExecuted: true }),
        { type: 'tool-input-start', id: 'a', toolName: 'look' },
        { type: 'tool-input-delta', id: 'a', delta: '' },
        { type: 'tool-input-delta', id: 'a', delta: '{}' },
        part('a'),
        part('b', { providerMetadata: seal }),
        part('b', { providerMetadata: seal }),
      ),
    ).toEqual([
      {
        role: 'assistant',
        tool_calls: [{ index: 0, id: 'a', type: 'function', function: { name: 'look', arguments: '' } }],
      },
      { tool_calls: [{ index: 0, function: { arguments: '{}' } }] },
      {
        tool_calls: [
          { index: 1, id: 'b', type: 'function', function: { name: 'look', arguments: '{}' }, ...carried },
        ],
      },
      { tool_calls: [{ index: 1, ...carried }] },
    ])
  })

  it('names the answer alike in all chunks, and counts tokens in one of its own when asked to', () => {
    const parts: StreamPart[] = [
      { type: 'response-metadata', id: 'a-1' },
      { type: 'response-metadata', modelId: 'm-1', timestamp: new Date(3999) },
      { type: 'text-delta', id: 't', delta: 'Hi' },
      { type: 'finish', finishReason: { unified: 'stop', raw: 'stop' }, usage: someUsage },
    ]
    const head = { id: 'a-1', object: 'chat.completion.chunk', created: 3, model: 'm-1' }
    const counted = eventsOf(chatApi, parts, { stream_options: { include_usage: true } })
    expect(counted).toMatchObject([
      { ...head, usage: null },
      { ...head, usage: null },
      { ...head, choices: [], usage: { prompt_tokens: 9, completion_tokens: 5, total_tokens: 14 } },
    ])
    const plain = eventsOf(chatApi, parts)
    expect(plain).toHaveLength(2)
    expect(plain[0]).not.toHaveProperty('usage')
    const [unnamed] = eventsOf(chatApi, [{ type: 'text-delta', id: 't', delta: 'Hi' }], { model: 'm' })
    expect(unnamed).toMatchObject({ id: 'chatcmpl-1', created: 7, model: 'm' })
  })

  it('ends with an error of its own when it breaks', () => {
    expect(chatApi.open(contextOf()).fail({ message: 'it broke', kind: 'stream-interrupted' })).toBe(
      `data: ${JSON.stringify({
        error: {
          message: 'it broke',
          type: 'llm_balancer_error',
          param: null,
          code: 'stream_interrupted',
        },
      })}\n\n`,
    )
  })
})
