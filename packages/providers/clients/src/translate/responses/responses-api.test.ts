import type { Citation, Content, FinishReason, StreamPart } from '@llm-balancer/provider'
import { describe, expect, it } from 'vitest'
import { answerWith, contextOf, eventsOf, someUsage, unknownUsage } from '../../test/answer-parts.ts'
import { responsesApi } from './responses-api.ts'

const seal = { acme: { seal: 1 } }
const refusal = { openai: { refusal: true } }
const packed = expect.stringMatching(/^llmb1\./) as string
const messagesOf = (...input: object[]) => responsesApi.read({ input }).request.messages
const requestOf = (body: object) => responsesApi.read({ input: [], ...body }).request
const outputOf = (...content: Content[]): readonly object[] =>
  (responsesApi.whole(answerWith(content), contextOf()) as { readonly output: readonly object[] }).output
const citations: Citation[] = [
  { source: { type: 'source', sourceType: 'url', id: 's', url: 'https://a.test/' }, startIndex: 1 },
  { source: { type: 'source', sourceType: 'document', id: 'd', mediaType: 'text/plain', title: 'D' } },
  { source: { type: 'source', sourceType: 'url', id: 't', url: 'https://b.test/', title: 'B' }, endIndex: 2 },
]
const cited = [
  { type: 'url_citation', start_index: 1, end_index: 0, url: 'https://a.test/', title: 'https://a.test/' },
  { type: 'url_citation', start_index: 0, end_index: 2, url: 'https://b.test/', title: 'B' },
]

describe('a request of Responses', () => {
  it('has every setting in its place', () => {
    expect(
      responsesApi.read({
        model: 'm',
        input: 'Why?',
        instructions: 'Be brief.',
        max_output_tokens: 5,
        temperature: 0,
        top_p: 0.5,
        tools: [{ type: 'function', name: 'look', parameters: { type: 'object' }, strict: null }],
        tool_choice: { type: 'function', name: 'look' },
        text: { format: { type: 'json_schema', name: 'place', schema: {} }, verbosity: 'medium' },
        reasoning: { effort: 'minimal', summary: 'auto' },
        include: ['reasoning.encrypted_content'],
        stream_options: {},
        user: 'u',
        prompt_cache_key: 'k',
        metadata: {},
        store: false,
        background: false,
        truncation: 'disabled',
        top_logprobs: 0,
        parallel_tool_calls: true,
        service_tier: 'auto',
      }),
    ).toEqual({
      affinityKey: 'k',
      request: {
        messages: [
          { role: 'system', content: 'Be brief.' },
          { role: 'user', content: 'Why?' },
        ],
        maxOutputTokens: 5,
        temperature: 0,
        topP: 0.5,
        tools: [{ type: 'function', name: 'look', inputSchema: { type: 'object' } }],
        toolChoice: { type: 'tool', toolName: 'look' },
        responseFormat: { type: 'json', name: 'place', schema: {} },
        reasoning: 'minimal',
        providerOptions: { openai: { user: 'u', prompt_cache_key: 'k' } },
      },
    })
    expect(responsesApi.read({ input: [], instructions: '', tools: [], include: null, text: {} })).toEqual({
      request: { messages: [] },
    })
  })

  it.each([
    [{ background: true }, '"background" other than false'],
    [{ truncation: 'auto' }, '"truncation" other than "disabled"'],
    [{ top_logprobs: 3 }, '"top_logprobs" other than 0'],
    [{ parallel_tool_calls: false }, '"parallel_tool_calls" other than true'],
    [{ service_tier: 'flex' }, '"service_tier" other than "auto" or "default"'],
    [{ conversation: 'c' }, '"conversation"'],
    [{ text: { style: 'x' } }, '"style"'],
    [{ include: ['reasoning.encrypted_content', 'logprobs'] }, '"include" of "logprobs"'],
    [{ tools: [{ type: 'mcp' }] }, 'a tool of type "mcp"'],
    [{ input: [{ role: 'critic', content: 'x' }] }, 'a message of role "critic"'],
    [{ input: [{ type: 'web_search_call' }] }, 'an item of type "web_search_call"'],
    [
      { input: [{ role: 'system', content: [{ type: 'input_image', image_url: 'https://a.test/' }] }] },
      'a system message with a file',
    ],
    [{ input: [{ role: 'user', content: [{ type: 'film' }] }] }, 'a content part of type "film"'],
    [
      { input: [{ role: 'assistant', content: [{ type: 'film' }] }] },
      'an earlier answer with a part of type "film"',
    ],
    [
      { input: [{ role: 'user', content: [{ type: 'input_image', file_id: 'f' }] }] },
      'the id of an uploaded file',
    ],
    [
      { input: [{ role: 'user', content: [{ type: 'input_file', file_id: 'f' }] }] },
      'the id of an uploaded file',
    ],
  ])('is refused with %j', (body, subject) => {
    expect(() => requestOf(body)).toThrow(`translate: ${subject} cannot be translated`)
  })

  it('has its messages in any form', () => {
    expect(
      messagesOf(
        { role: 'developer', content: 'Be kind.' },
        {
          type: 'message',
          role: 'system',
          content: [
            { type: 'input_text', text: 'And ' },
            { type: 'input_text', text: 'brief.' },
          ],
        },
        {
          role: 'user',
          content: [
            { type: 'input_text', text: 'Look' },
            { type: 'output_text', text: 'so' },
            { type: 'input_image', image_url: 'https://a.test/1.png' },
            { type: 'input_image', image_url: 'https://a.test/2.png', detail: 'high' },
            { type: 'input_file', file_url: 'https://a.test/1.pdf', filename: '1.pdf' },
            { type: 'input_file', file_data: 'aGk=', filename: '2.pdf' },
            { type: 'input_audio', input_audio: { data: 'aGk=', format: 'mp3' } },
            { type: 'input_audio', input_audio: { data: 'aGk=', format: 'wav' } },
          ],
        },
        { role: 'user' },
      ),
    ).toEqual([
      { role: 'system', content: 'Be kind.' },
      { role: 'system', content: 'And brief.' },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'Look' },
          { type: 'text', text: 'so' },
          { type: 'file', mediaType: 'image', data: { type: 'url', url: 'https://a.test/1.png' } },
          {
            ...{ type: 'file', mediaType: 'image', data: { type: 'url', url: 'https://a.test/2.png' } },
            providerOptions: { openai: { detail: 'high' } },
          },
          {
            type: 'file',
            mediaType: 'application/pdf',
            data: { type: 'url', url: 'https://a.test/1.pdf' },
            filename: '1.pdf',
          },
          {
            type: 'file',
            mediaType: 'application/pdf',
            data: { type: 'data', data: 'aGk=' },
            filename: '2.pdf',
          },
          { type: 'file', mediaType: 'audio/mpeg', data: { type: 'data', data: 'aGk=' } },
          { type: 'file', mediaType: 'audio/wav', data: { type: 'data', data: 'aGk=' } },
        ],
      },
      { role: 'user', content: '' },
    ])
  })

  it('joins the items of one answer, and the results of tools, into one message each', () => {
    const call = (id: string): object => ({
      type: 'function_call',
      call_id: id,
      name: 'look',
      arguments: '{}',
    })
    const messages = messagesOf(
      { type: 'reasoning', id: 'rs_1', summary: [], encrypted_content: '' },
      { role: 'assistant', content: '' },
      { role: 'assistant', content: 'I look.' },
      call('c1'),
      call('c2'),
      { type: 'function_call_output', call_id: 'c1', output: 'one' },
      {
        type: 'function_call_output',
        call_id: 'c9',
        output: [{ type: 'input_text', text: 'two' }],
      },
      { role: 'user', content: 'And now?' },
      { role: 'assistant', content: [{ type: 'refusal', refusal: 'No.' }] },
    )
    const called = { type: 'tool-call', toolName: 'look', input: '{}' }
    expect(messages).toEqual([
      {
        role: 'assistant',
        content: [
          { type: 'text', text: 'I look.' },
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
            toolCallId: 'c9',
            toolName: '',
            output: { type: 'content', value: [{ type: 'text', text: 'two' }] },
          },
        ],
      },
      { role: 'user', content: 'And now?' },
      { role: 'assistant', content: [{ type: 'text', text: 'No.', providerOptions: refusal }] },
    ])
  })

  it('gives OpenAI its own thoughts back, and any vendor what it sealed', () => {
    const [message] = messagesOf(
      {
        type: 'reasoning',
        id: 'rs_1',
        summary: [{ text: 'Hm.' }],
        content: [{ text: 'So.' }],
        encrypted_content: 'theirs',
      },
      ...outputOf(
        { type: 'reasoning', text: '', providerMetadata: seal },
        { type: 'text', text: 'Yes.', providerMetadata: seal },
        { type: 'tool-call', toolCallId: 'c', toolName: 'look', input: '', providerMetadata: seal },
      ),
    )
    expect(message?.content).toEqual([
      {
        type: 'reasoning',
        text: 'Hm.\n\nSo.',
        providerOptions: { openai: { itemId: 'rs_1', reasoningEncryptedContent: 'theirs' } },
      },
      { type: 'reasoning', text: '', providerOptions: seal },
      { type: 'text', text: 'Yes.', providerOptions: seal },
      { type: 'tool-call', toolCallId: 'c', toolName: 'look', input: '{}', providerOptions: seal },
    ])
  })
})

describe('an answer in the form of Responses', () => {
  const defaults = {
    object: 'response',
    error: null,
    instructions: null,
    max_output_tokens: null,
    metadata: {},
    parallel_tool_calls: true,
    previous_response_id: null,
    reasoning: { effort: null, summary: null },
    store: false,
    temperature: null,
    text: { format: { type: 'text' } },
    tool_choice: 'auto',
    tools: [],
    top_p: null,
    truncation: 'disabled',
  }

  it('repeats what was asked for, and names itself', () => {
    const asked = {
      instructions: 'Be brief.',
      max_output_tokens: 5,
      metadata: { a: 'b' },
      reasoning: { effort: 'low', summary: 'auto' },
      temperature: 0,
      text: { format: { type: 'json_object' } },
      tool_choice: 'none',
      tools: [{ type: 'function', name: 'look' }],
      top_p: 0,
    }
    const response = { id: 'a-1', modelId: 'm-1', timestamp: new Date(3999) }
    expect(
      responsesApi.whole(answerWith([], { response, usage: someUsage }), contextOf({ model: 'm', ...asked })),
    ).toEqual({
      ...defaults,
      ...asked,
      id: 'a-1',
      created_at: 3,
      model: 'm-1',
      status: 'completed',
      incomplete_details: null,
      output: [],
      usage: {
        input_tokens: 9,
        output_tokens: 5,
        total_tokens: 14,
        input_tokens_details: { cached_tokens: 3 },
        output_tokens_details: { reasoning_tokens: 1 },
      },
    })
  })

  it('says what it can of one that has no name, and of a request without settings', () => {
    expect(responsesApi.whole(answerWith([]), contextOf({ model: 7 }))).toEqual({
      ...defaults,
      id: 'resp_1',
      created_at: 7,
      model: '',
      status: 'completed',
      incomplete_details: null,
      output: [],
    })
    expect(responsesApi.whole(answerWith([]), contextOf({ model: 'm' }))).toMatchObject({ model: 'm' })
    const usage = { ...unknownUsage, inputTokens: { ...unknownUsage.inputTokens, total: 4 } }
    expect(responsesApi.whole(answerWith([], { usage }), contextOf())).toMatchObject({
      usage: { input_tokens: 4, output_tokens: 0, total_tokens: 4 },
    })
  })

  it.each<[FinishReason['unified'], string | undefined]>([
    ['length', 'max_output_tokens'],
    ['content-filter', 'content_filter'],
    ['stop', undefined],
    ['tool-calls', undefined],
    ['other', undefined],
  ])('that ended by %s is incomplete by %s', (unified, reason) => {
    const finishReason = { unified, raw: undefined }
    const ending = {
      status: reason === undefined ? 'completed' : 'incomplete',
      incomplete_details: reason === undefined ? null : { reason },
    }
    expect(responsesApi.whole(answerWith([], { finishReason }), contextOf())).toMatchObject(ending)
    const events = eventsOf(responsesApi, [{ type: 'finish', finishReason, usage: someUsage }])
    expect(events).toMatchObject([
      { type: 'response.created', response: { status: 'in_progress', output: [] } },
      { type: 'response.in_progress', response: { incomplete_details: null } },
      { type: `response.${ending.status}`, response: { ...ending, output: [], usage: { total_tokens: 14 } } },
    ])
  })

  it('has an item for each part that the API has one for', () => {
    expect(
      outputOf(
        { type: 'text', text: 'Hi', citations },
        { type: 'text', text: 'No.', providerMetadata: refusal },
        { type: 'reasoning', text: 'Hm.' },
        { type: 'reasoning', text: '', providerMetadata: seal },
        { type: 'tool-call', toolCallId: 'v', toolName: 'web', input: '{}', providerExecuted: true },
        { type: 'tool-call', toolCallId: 'c', toolName: 'look', input: '' },
        { type: 'file', mediaType: 'image/png', data: { type: 'data', data: 'aGk=' } },
        { type: 'file', mediaType: 'image/png', data: { type: 'url', url: new URL('https://a.test/') } },
        { type: 'custom', kind: 'acme.note' },
      ),
    ).toEqual([
      {
        type: 'message',
        id: 'msg_2',
        role: 'assistant',
        status: 'completed',
        content: [{ type: 'output_text', text: 'Hi', annotations: cited, logprobs: [] }],
      },
      {
        type: 'message',
        id: 'msg_3',
        role: 'assistant',
        status: 'completed',
        content: [{ type: 'refusal', refusal: 'No.' }],
      },
      {
        type: 'reasoning',
        id: 'rs_4',
        summary: [{ type: 'summary_text', text: 'Hm.' }],
        encrypted_content: null,
      },
      { type: 'reasoning', id: 'rs_5', summary: [], encrypted_content: packed },
      { type: 'function_call', id: 'fc_6', status: 'completed', call_id: 'c', name: 'look', arguments: '{}' },
      { type: 'image_generation_call', id: 'ig_7', status: 'completed', result: 'aGk=' },
    ])
  })
})

describe('a stream in the form of Responses', () => {
  const itemEvents = (...parts: StreamPart[]): object[] =>
    eventsOf(responsesApi, parts)
      .filter(({ type }) => !/^response\.(created|in_progress)$/.test(String(type)))
      .map(({ sequence_number: _, ...event }) => event)

  it('gives a text with its pieces, what it cites and its end', () => {
    const at = { item_id: 'msg_1', output_index: 0, content_index: 0 }
    const part = { type: 'output_text', text: 'Hi', annotations: cited, logprobs: [] }
    expect(
      itemEvents(
        { type: 'text-start', id: 't' },
        { type: 'text-delta', id: 't', delta: '' },
        { type: 'text-delta', id: 't', delta: 'H' },
        { type: 'text-delta', id: 't', delta: 'i' },
        { type: 'text-end', id: 't', citations, providerMetadata: seal },
        { type: 'text-end', id: 'unknown' },
      ),
    ).toEqual([
      {
        type: 'response.output_item.added',
        output_index: 0,
        item: { type: 'message', id: 'msg_1', role: 'assistant', status: 'in_progress', content: [] },
      },
      {
        type: 'response.content_part.added',
        ...at,
        part: { type: 'output_text', text: '', annotations: [], logprobs: [] },
      },
      { type: 'response.output_text.delta', ...at, delta: 'H', logprobs: [] },
      { type: 'response.output_text.delta', ...at, delta: 'i', logprobs: [] },
      { type: 'response.output_text.annotation.added', ...at, annotation_index: 0, annotation: cited[0] },
      { type: 'response.output_text.annotation.added', ...at, annotation_index: 1, annotation: cited[1] },
      { type: 'response.output_text.done', ...at, text: 'Hi', logprobs: [] },
      { type: 'response.content_part.done', ...at, part },
      {
        type: 'response.output_item.done',
        output_index: 0,
        item: {
          type: 'message',
          id: 'msg_1',
          role: 'assistant',
          status: 'completed',
          content: [part],
          extra_content: { llm_balancer: packed },
        },
      },
    ])
  })

  it('gives a refusal, also one that was not announced as a text', () => {
    const events = itemEvents(
      { type: 'text-start', id: 't', providerMetadata: refusal },
      { type: 'text-delta', id: 't', delta: 'No' },
      { type: 'text-end', id: 't' },
      { type: 'text-delta', id: 'u', delta: 'So' },
    )
    const at = { item_id: 'msg_1', output_index: 0, content_index: 0 }
    expect(events).toContainEqual({ type: 'response.refusal.delta', ...at, delta: 'No' })
    expect(events).toContainEqual({ type: 'response.refusal.done', ...at, refusal: 'No' })
    expect(events).toContainEqual({
      type: 'response.content_part.done',
      ...at,
      part: { type: 'refusal', refusal: 'No' },
    })
    expect(events.at(-1)).toEqual({
      type: 'response.output_text.delta',
      item_id: 'msg_3',
      output_index: 1,
      content_index: 0,
      delta: 'So',
      logprobs: [],
    })
  })

  it('gives thoughts, with a summary only where there is one', () => {
    const at = { item_id: 'rs_1', output_index: 0, summary_index: 0 }
    const summary = { type: 'summary_text', text: 'Hm' }
    expect(
      itemEvents(
        { type: 'reasoning-delta', id: 'r', delta: '' },
        { type: 'reasoning-delta', id: 'r', delta: 'H' },
        { type: 'reasoning-delta', id: 'r', delta: 'm' },
        { type: 'reasoning-end', id: 'r' },
        { type: 'reasoning-start', id: 'q' },
        { type: 'reasoning-end', id: 'q', providerMetadata: seal },
        { type: 'reasoning-end', id: 'unknown' },
      ),
    ).toEqual([
      {
        type: 'response.output_item.added',
        output_index: 0,
        item: { type: 'reasoning', id: 'rs_1', summary: [] },
      },
      {
        type: 'response.reasoning_summary_part.added',
        ...at,
        part: { type: 'summary_text', text: '' },
      },
      { type: 'response.reasoning_summary_text.delta', ...at, delta: 'H' },
      { type: 'response.reasoning_summary_text.delta', ...at, delta: 'm' },
      { type: 'response.reasoning_summary_text.done', ...at, text: 'Hm' },
      { type: 'response.reasoning_summary_part.done', ...at, part: summary },
      {
        type: 'response.output_item.done',
        output_index: 0,
        item: { type: 'reasoning', id: 'rs_1', summary: [summary], encrypted_content: null },
      },
      {
        type: 'response.output_item.added',
        output_index: 1,
        item: { type: 'reasoning', id: 'rs_3', summary: [] },
      },
      {
        type: 'response.output_item.done',
        output_index: 1,
        item: { type: 'reasoning', id: 'rs_3', summary: [], encrypted_content: packed },
      },
    ])
  })

  it('gives calls that the caller makes, in pieces or whole, and images at once', () => {
    const call = (id: string, more: object = {}): StreamPart => ({
      type: 'tool-call',
      toolCallId: id,
      toolName: 'look',
      input: '{}',
      ...more,
    })
    const events = itemEvents(
      { type: 'tool-input-start', id: 'v', toolName: 'web', providerExecuted: true },
      { type: 'tool-input-delta', id: 'v', delta: '{}' },
      call('v', { providerExecuted: true }),
      { type: 'tool-input-start', id: 'a', toolName: 'look' },
      { type: 'tool-input-delta', id: 'a', delta: '' },
      { type: 'tool-input-delta', id: 'a', delta: '{}' },
      call('a'),
      call('b', { providerMetadata: seal }),
      { type: 'file', mediaType: 'image/png', data: { type: 'data', data: 'aGk=' } },
      { type: 'file', mediaType: 'image/png', data: { type: 'url', url: new URL('https://a.test/') } },
    )
    const short = (events as { type: string; output_index: number }[]).map(
      ({ type, output_index: index }) => `${String(index)} ${type.slice('response.'.length)}`,
    )
    const wholeCall = [
      'output_item.added',
      'function_call_arguments.delta',
      'function_call_arguments.done',
      'output_item.done',
    ]
    expect(short).toEqual([
      ...wholeCall.map((type) => `0 ${type}`),
      ...wholeCall.map((type) => `1 ${type}`),
      '2 output_item.added',
      '2 output_item.done',
    ])
    expect(events).toContainEqual({
      type: 'response.function_call_arguments.done',
      item_id: 'fc_1',
      output_index: 0,
      name: 'look',
      arguments: '{}',
    })
    expect(events).toContainEqual({
      type: 'response.output_item.added',
      output_index: 0,
      item: {
        type: 'function_call',
        id: 'fc_1',
        status: 'in_progress',
        call_id: 'a',
        name: 'look',
        arguments: '',
      },
    })
    expect(events).toContainEqual(
      expect.objectContaining({
        type: 'response.output_item.done',
        output_index: 1,
        item: expect.objectContaining({ call_id: 'b', extra_content: { llm_balancer: packed } }) as object,
      }),
    )
  })

  it('numbers its events, names itself in the first ones and repeats its items in the last one', () => {
    const parts: StreamPart[] = [
      { type: 'response-metadata', id: 'a-1' },
      { type: 'response-metadata', modelId: 'm-1', timestamp: new Date(3999) },
      { type: 'text-delta', id: 't', delta: 'Hi' },
      { type: 'text-end', id: 't' },
      { type: 'finish', finishReason: { unified: 'stop', raw: 'stop' }, usage: unknownUsage },
    ]
    const events = eventsOf(responsesApi, parts)
    expect(events.map(({ sequence_number: number }) => number)).toEqual(events.map((_, index) => index))
    const name = { id: 'a-1', model: 'm-1', created_at: 3 }
    expect(events[0]).toMatchObject({ type: 'response.created', response: name })
    expect(events.at(-1)).toMatchObject({
      type: 'response.completed',
      response: { ...name, output: [{ type: 'message', content: [{ text: 'Hi' }] }] },
    })
    expect(events.at(-1)?.['response']).not.toHaveProperty('usage')
    const [first] = eventsOf(responsesApi, [{ type: 'text-delta', id: 't', delta: 'Hi' }], { model: 'm' })
    expect(first).toMatchObject({ response: { id: 'resp_2', model: 'm', created_at: 7 } })
  })

  it('ends with an error of its own when it breaks', () => {
    const text = responsesApi.open(contextOf()).fail({ message: 'it broke', kind: 'stream-interrupted' })
    expect(text).toBe(
      'event: error\ndata: {"type":"error","sequence_number":0,"code":"stream_interrupted","message":"it broke","param":null}\n\n',
    )
  })
})
