import { collect } from '@llm-balancer/provider'
import type { AttemptFacts, CallOptions, ProviderError, StreamPart } from '@llm-balancer/provider'
import { describe, expect, it, vi } from 'vitest'
import { anthropic } from '../anthropic.ts'

type Event = { readonly type: string } & Readonly<Record<string, unknown>>

const usage = { input_tokens: 5, cache_read_input_tokens: 2, output_tokens: 1, service_tier: 'standard' }
const start: Event = {
  type: 'message_start',
  message: {
    id: 'msg_1',
    model: 'claude-x',
    type: 'message',
    role: 'assistant',
    content: [],
    stop_reason: null,
    usage,
  },
}
const open = (index: number, content_block: object): Event => ({
  type: 'content_block_start',
  index,
  content_block,
})
const delta = (index: number, piece: object): Event => ({ type: 'content_block_delta', index, delta: piece })
const close = (index: number): Event => ({ type: 'content_block_stop', index })
const text = (piece: string): Event => delta(0, { type: 'text_delta', text: piece })
const hello = [open(0, { type: 'text', text: '' }), text('Hel'), text('lo'), close(0)]
const end = (stop_reason: string | null, more: object = {}): Event[] => [
  {
    type: 'message_delta',
    delta: { stop_reason, stop_sequence: null },
    usage: { output_tokens: 9, ...more },
  },
  { type: 'message_stop' },
]

const sse = (events: readonly Event[]): string =>
  events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join('')

const stream = (events: readonly Event[] | string, call: CallOptions = {}): AsyncIterable<StreamPart> => {
  const body = typeof events === 'string' ? events : sse(events)
  const headers = { 'content-type': 'text/event-stream', 'request-id': 'req_1' }
  const model = anthropic({
    apiKey: 'sk-ant-secret',
    model: 'claude-x',
    fetch: () => Promise.resolve(new Response(body, { headers })),
  })
  return model.stream({ messages: [{ role: 'user', content: 'hi' }], seed: 1 }, call)
}

const read = async (...input: Parameters<typeof stream>): Promise<StreamPart[]> => {
  const parts: StreamPart[] = []
  for await (const part of stream(...input)) parts.push(part)
  return parts
}

const failure = async (...input: Parameters<typeof stream>): Promise<ProviderError> =>
  read(...input).then(
    (parts) => expect.fail(`no error but ${parts.length} parts`),
    (error: unknown) => error as ProviderError,
  )

describe('a streamed answer', () => {
  it.each([
    ['text', 'text_delta', 'text'],
    ['thinking', 'thinking_delta', 'thinking'],
  ])('has its pieces of %s read without parsing each of them', async (type, deltaType, field) => {
    const pieces = Array.from({ length: 100 }, (_, place) => `piece ${String(place)}. `)
    const events = pieces.map((piece) => delta(0, { type: deltaType, [field]: piece }))
    const parse = vi.spyOn(JSON, 'parse')
    const parts = await read([start, open(0, { type, [field]: '' }), ...events, close(0), ...end('end_turn')])
    expect(parts.flatMap((part) => ('delta' in part ? [part.delta] : []))).toEqual(pieces)
    expect(parse.mock.calls.length).toBeLessThan(20)
  })

  it('becomes parts, from stream-start to finish', async () => {
    const parts = await read([start, { type: 'ping' }, ...hello, ...end('end_turn')])
    expect(parts).toEqual([
      {
        type: 'stream-start',
        warnings: [{ type: 'unsupported', feature: 'seed' }],
        request: {
          url: 'https://api.anthropic.com/v1/messages',
          body: expect.objectContaining({ model: 'claude-x', stream: true }) as object,
        },
      },
      { type: 'response-metadata', headers: { 'content-type': 'text/event-stream', 'request-id': 'req_1' } },
      { type: 'response-metadata', id: 'msg_1', modelId: 'claude-x' },
      { type: 'ping' },
      { type: 'text-start', id: '0' },
      { type: 'text-delta', id: '0', delta: 'Hel' },
      { type: 'text-delta', id: '0', delta: 'lo' },
      { type: 'text-end', id: '0' },
      {
        type: 'finish',
        finishReason: { unified: 'stop', raw: 'end_turn' },
        usage: {
          inputTokens: { total: 7, noCache: 5, cacheRead: 2, cacheWrite: undefined },
          outputTokens: { total: 9, text: undefined, reasoning: undefined },
          raw: { ...usage, output_tokens: 9 },
        },
        providerMetadata: { anthropic: { service_tier: 'standard' } },
      },
    ])
  })

  it('takes the latest count of each kind, and reports usage with each event', async () => {
    const facts: AttemptFacts[] = []
    const last = { input_tokens: 6, cache_read_input_tokens: null, cache_creation_input_tokens: 3 }
    await read([start, ...hello, ...end('end_turn', last)], { report: (fact) => facts.push(fact) })
    expect(facts.slice(1)).toEqual([
      { usage: { inputTokens: 7, outputTokens: 1, cacheReadTokens: 2 } },
      { usage: { inputTokens: 11, outputTokens: 9, cacheReadTokens: 2, cacheWriteTokens: 3 } },
    ])
  })

  it('has reasoning with its signature, redacted reasoning, and citations with their source', async () => {
    const url = 'https://a.example'
    const cited = (cited_text: string) => ({ type: 'web_search_result_location', url, cited_text })
    const page = { type: 'source', sourceType: 'url', id: url, url }
    const { content } = await collect(
      stream([
        start,
        open(0, { type: 'thinking', thinking: '', signature: '' }),
        delta(0, { type: 'thinking_delta', thinking: 'hm' }),
        delta(0, { type: 'signature_delta', signature: 's' }),
        close(0),
        open(1, { type: 'redacted_thinking', data: 'r' }),
        close(1),
        open(2, { type: 'text', text: 'ready' }),
        delta(2, { type: 'citations_delta', citation: cited('a') }),
        delta(2, { type: 'citations_delta', citation: cited('b') }),
        close(2),
        ...end('end_turn'),
      ]),
    )
    expect(content).toEqual([
      { type: 'reasoning', text: 'hm', providerMetadata: { anthropic: { signature: 's' } } },
      { type: 'reasoning', text: '', providerMetadata: { anthropic: { redactedData: 'r' } } },
      {
        type: 'text',
        text: 'ready',
        citations: [
          { source: page, citedText: 'a' },
          { source: page, citedText: 'b' },
        ],
        providerMetadata: { anthropic: { citations: [cited('a'), cited('b')] } },
      },
      page,
    ])
  })

  it('has tool calls, with input in pieces or none', async () => {
    const parts = await read([
      start,
      open(0, { type: 'tool_use', id: 'toolu_1', name: 'f', input: {} }),
      delta(0, { type: 'input_json_delta', partial_json: '' }),
      delta(0, { type: 'input_json_delta', partial_json: '{"a"' }),
      delta(0, { type: 'input_json_delta', partial_json: ':1}' }),
      close(0),
      open(1, { type: 'tool_use', id: 'toolu_2', name: 'g', input: {} }),
      close(1),
      ...end('tool_use'),
    ])
    expect(parts.slice(3, -1)).toEqual([
      { type: 'tool-input-start', id: 'toolu_1', toolName: 'f' },
      { type: 'tool-input-delta', id: 'toolu_1', delta: '{"a"' },
      { type: 'tool-input-delta', id: 'toolu_1', delta: ':1}' },
      { type: 'tool-input-end', id: 'toolu_1' },
      { type: 'tool-call', toolCallId: 'toolu_1', toolName: 'f', input: '{"a":1}' },
      { type: 'tool-input-start', id: 'toolu_2', toolName: 'g' },
      { type: 'tool-input-delta', id: 'toolu_2', delta: '{}' },
      { type: 'tool-input-end', id: 'toolu_2' },
      { type: 'tool-call', toolCallId: 'toolu_2', toolName: 'g', input: '{}' },
    ])
  })

  it.each([
    ['at one place without an end', 0, 'toolu_2'],
    ['with one id', 1, 'toolu_1'],
    ['without ids', 1, ''],
  ])('has two calls %s', async (_, place, id) => {
    const first = id === '' ? '' : 'toolu_1'
    const parts = await read([
      start,
      open(0, { type: 'tool_use', id: first, name: 'f', input: {} }),
      delta(0, { type: 'input_json_delta', partial_json: '{"a":1}' }),
      ...(place === 0 ? [] : [close(0)]),
      open(place, { type: 'tool_use', id, name: 'g', input: {} }),
      delta(place, { type: 'input_json_delta', partial_json: '{"b":2}' }),
      ...end('tool_use'),
    ])
    const calls = parts.filter((part) => part.type === 'tool-call')
    expect(calls.map(({ toolName, input }) => [toolName, input])).toEqual([
      ['f', '{"a":1}'],
      ['g', '{"b":2}'],
    ])
    expect(new Set(calls.map(({ toolCallId }) => toolCallId)).size).toBe(2)
    expect(parts.filter(({ type }) => type === 'tool-input-end')).toHaveLength(2)
  })

  it('has the calls and results of Anthropic’s own tools, and unknown blocks', async () => {
    const { content } = await collect(
      stream([
        start,
        open(0, { type: 'server_tool_use', id: 'srv', name: 'web_search', input: {} }),
        delta(0, { type: 'input_json_delta', partial_json: '{"query":"q"}' }),
        close(0),
        open(1, { type: 'web_search_tool_result', tool_use_id: 'srv', content: [] }),
        close(1),
        open(2, { type: 'brand_new', x: 1 }),
        delta(2, { type: 'brand_new_delta', y: 2 }),
        close(2),
        { type: 'brand_new_event' },
        delta(99, { type: 'text_delta', text: 'of no block' }),
        ...end('pause_turn'),
      ]),
    )
    expect(content).toMatchObject([
      { type: 'tool-call', toolName: 'web_search', input: '{"query":"q"}', providerExecuted: true },
      { type: 'tool-result', toolName: 'web_search', result: [] },
      { type: 'custom', kind: 'anthropic.brand_new', providerMetadata: { anthropic: { x: 1 } } },
    ])
  })

  it('has a summary of the conversation from a delta', async () => {
    const summary = { content: 'so far', encrypted_content: 'e' }
    const { content, finishReason } = await collect(
      stream([
        start,
        open(0, { type: 'compaction', content: null, encrypted_content: null }),
        delta(0, { type: 'compaction_delta', ...summary }),
        close(0),
        ...end('compaction'),
      ]),
    )
    expect(content).toEqual([
      {
        type: 'custom',
        kind: 'anthropic.compaction',
        providerMetadata: { anthropic: { type: 'compaction', ...summary } },
      },
    ])
    expect(finishReason).toEqual({ unified: 'stop', raw: 'compaction' })
  })

  it('keeps a tool call that the length limit cut off', async () => {
    const cut = [
      open(0, { type: 'tool_use', id: 'toolu_1', name: 'f', input: {} }),
      delta(0, { type: 'input_json_delta', partial_json: '{"a"' }),
      close(0),
    ]
    const { content, finishReason } = await collect(stream([start, ...cut, ...end('max_tokens')]))
    expect(content).toEqual([{ type: 'tool-call', toolCallId: 'toolu_1', toolName: 'f', input: '{"a"' }])
    expect(finishReason.unified).toBe('length')
    expect(await failure([start, ...cut, ...end('tool_use')])).toMatchObject({ kind: 'invalid-response' })
  })

  it('closes blocks that the server left open', async () => {
    const parts = await read([start, open(0, { type: 'text', text: '' }), text('a'), ...end('end_turn')])
    expect(parts.map(({ type }) => type).slice(-2)).toEqual(['text-end', 'finish'])
  })

  it('ends at message_stop, whatever follows', async () => {
    const parts = await read(`${sse([start, ...hello, ...end('end_turn')])}data: rubbish\n\n`)
    expect(parts.at(-1)?.type).toBe('finish')
  })

  it('emits the raw events on request', async () => {
    const events = [start, ...hello, ...end('end_turn')]
    const parts = await read(events, { includeRaw: true })
    expect(parts.flatMap((part) => (part.type === 'raw' ? [part.rawValue] : []))).toEqual(events)
  })
})

describe('what servers really send', () => {
  const frame = (name: string, data: string): string => `event: ${name}\ndata: ${data}\n\n`

  it('passes over what is no event of the message', async () => {
    const odd = ': keepalive\n\ndata: : keepalive\n\ndata:\n\ndata: ping\n\n'
    const foreign =
      frame('ping', 'pong') +
      frame('status', '{"error":{"type":"api_error"}}') +
      frame('status', '{"type":"error"}')
    const noise = odd + foreign
    const events = [start, ...hello, ...end('end_turn')].map((event) => sse([event]))
    expect(await collect(stream(noise + events.join(noise)))).toMatchObject({ text: 'Hello' })
  })

  it('passes over errors of others that differ only in their text', async () => {
    const foreign = (piece: string): Event => ({ ...text(piece), error: 'of a proxy' })
    const [begun, rest] = [hello.slice(0, 1), hello.slice(1)]
    const events = [start, ...begun, text('ha'), foreign('ha'), foreign('ho'), ...rest]
    expect(await collect(stream([...events, ...end('end_turn')]))).toMatchObject({ text: 'haHello' })
  })

  it('takes scalars for text', async () => {
    const { text: said, content } = await collect(
      stream([
        start,
        open(0, { type: 'text', text: 'costs ' }),
        delta(0, { type: 'text_delta', text: 6 }),
        close(0),
        open(1, { type: 'thinking', thinking: 7 }),
        close(1),
        open(2, { type: 'tool_use', id: 'toolu_1', name: 'f', input: {} }),
        delta(2, { type: 'input_json_delta', partial_json: '{"a":' }),
        delta(2, { type: 'input_json_delta', partial_json: 6 }),
        delta(2, { type: 'input_json_delta', partial_json: '}' }),
        close(2),
        ...end('tool_use'),
      ]),
    )
    expect(said).toBe('costs 6')
    expect(content).toMatchObject([{}, { text: '7' }, { input: '{"a":6}' }])
  })

  it('knows the block of an event without an index', async () => {
    const bare = ({ index: _, ...event }: Event): Event => event
    const events = [...hello, open(1, { type: 'text', text: '!' }), close(1)].map(bare)
    const parts = await read([start, ...events, ...end('end_turn')])
    expect(parts.slice(3, -1).map(({ type }) => type)).toEqual([
      ...['text-start', 'text-delta', 'text-delta', 'text-end'],
      ...['text-start', 'text-delta', 'text-end'],
    ])
    expect((await collect(stream([start, ...events, ...end('end_turn')]))).text).toBe('Hello!')
  })

  it('begins a block with each event that begins one, also when they differ only in their text', async () => {
    const begin = (piece: string): Event => ({
      type: 'content_block_start',
      content_block: { type: 'text', text: piece },
    })
    const { content } = await collect(stream([start, begin('Hel'), begin('lo'), ...end('end_turn')]))
    expect(content).toEqual([
      { type: 'text', text: 'Hel' },
      { type: 'text', text: 'lo' },
    ])
  })

  it('fails when another message begins', async () => {
    const other = { ...start, message: { ...Object(start['message']), id: 'msg_2' } as object }
    expect(await failure([start, ...hello, other, ...hello, ...end('end_turn')])).toMatchObject({
      kind: 'invalid-response',
      message: 'anthropic/claude-x: another message began in the stream',
    })
    expect((await collect(stream([start, start, ...hello, ...end('end_turn')]))).text).toBe('Hello')
  })

  it('keeps counts that a last event with zeros would take back', async () => {
    const zeros = { input_tokens: 0, cache_read_input_tokens: '0', output_tokens: '9' }
    const { usage: counted } = await collect(stream([start, ...hello, ...end('end_turn', zeros)]))
    expect(counted.inputTokens).toMatchObject({ total: 7, noCache: 5, cacheRead: 2 })
    expect(counted.outputTokens.total).toBe(9)
  })

  it.each(['null', '""', '[]', '"{}"'])('gives the arguments %s as an object', async (json) => {
    const call = [
      open(0, { type: 'tool_use', id: 'toolu_1', name: 'f', input: {} }),
      ...json.split('').map((partial_json) => delta(0, { type: 'input_json_delta', partial_json })),
      close(0),
    ]
    const parts = await read([start, ...call, ...end('tool_use')])
    expect(parts.slice(3, -1)).toEqual([
      { type: 'tool-input-start', id: 'toolu_1', toolName: 'f' },
      { type: 'tool-input-delta', id: 'toolu_1', delta: '{}' },
      { type: 'tool-input-end', id: 'toolu_1' },
      { type: 'tool-call', toolCallId: 'toolu_1', toolName: 'f', input: '{}' },
    ])
  })

  it.each(['end_turn', 'tools', 'stop_sequence'])(
    'ends with calls although the reason is %s',
    async (reason) => {
      const call = [open(0, { type: 'tool_use', id: 'toolu_1', name: 'f', input: {} }), close(0)]
      const theirs = [
        open(0, { type: 'server_tool_use', id: 'srv', name: 'web_search', input: {} }),
        close(0),
      ]
      const ending = async (events: readonly Event[]): Promise<unknown> =>
        (await collect(stream([start, ...events, ...end(reason)]))).finishReason
      expect(await ending(call)).toEqual({ unified: 'tool-calls', raw: reason })
      expect(await ending(theirs)).not.toMatchObject({ unified: 'tool-calls' })
    },
  )

  it('is whole when the server stays silent after its stop reason, but not when the connection breaks', async () => {
    const ring: (() => void)[] = []
    const clock = {
      now: () => 0,
      schedule: (callback: () => void) => {
        ring.push(callback)
        return () => {}
      },
    }
    const ask = (events: readonly Event[], error?: Error): AsyncIterable<StreamPart> => {
      let sent = false
      const body = new ReadableStream<Uint8Array>(
        {
          pull(controller) {
            if (!sent) controller.enqueue(new TextEncoder().encode(sse(events)))
            else if (error !== undefined) controller.error(error)
            else return new Promise<void>(() => {})
            sent = true
            return undefined
          },
        },
        { highWaterMark: 0 },
      )
      const fetch = (): Promise<Response> => Promise.resolve(new Response(body))
      const model = anthropic({ apiKey: 'sk-ant-secret', model: 'claude-x', fetch, clock })
      return model.stream({ messages: [{ role: 'user', content: 'hi' }] })
    }
    const unstopped = [start, ...hello, ...end('end_turn').slice(0, 1)]
    const reading = collect(ask(unstopped))
    await vi.waitFor(() => expect(ring).toHaveLength(1))
    ring[0]?.()
    expect((await reading).text).toBe('Hello')
    await expect(collect(ask(unstopped, new Error('reset')))).rejects.toMatchObject({
      kind: 'stream-interrupted',
    })
  })
})

describe('a stream', () => {
  it.each([
    ['ends before its message_stop', [start, ...hello, ...end('end_turn').slice(0, 1)]],
    ['has no stop reason', [start, ...hello, ...end(null)]],
    ['breaks off in an event', sse([start, ...hello, ...end('end_turn')]).slice(0, -10)],
    ['ends like an OpenAI stream', `${sse([start, ...hello])}data: [DONE]\n\n`],
    ['has nothing in it', ''],
  ])('is stream-interrupted when it %s', async (_, events) => {
    const error = await failure(events)
    expect(error).toMatchObject({
      kind: 'stream-interrupted',
      scope: 'target',
      status: 200,
      requestId: 'req_1',
    })
  })

  it.each([
    ['says nothing', [start, ...end('end_turn')]],
    ['has no content and an unknown reason', [start, ...end('brand_new')]],
    ['has an empty text only', [start, open(0, { type: 'text', text: '' }), close(0), ...end('end_turn')]],
    ['has an event that is no JSON', `${sse([start])}event: ping\ndata: {"type"\n\n`],
  ])('is invalid-response when it %s', async (_, events) => {
    expect(await failure(events)).toMatchObject({ kind: 'invalid-response', scope: 'target' })
  })

  it('is not a failure when the model refuses to answer', async () => {
    const parts = await read([start, ...end('refusal')])
    expect(parts.at(-1)).toMatchObject({ finishReason: { unified: 'content-filter', raw: 'refusal' } })
  })

  it.each([
    ['overloaded_error', 'Overloaded', 'overloaded'],
    ['rate_limit_error', 'Slow down', 'rate-limit'],
    ['api_error', 'Internal server error', 'server'],
    ['timeout_error', 'Timed out', 'timeout'],
    ['authentication_error', 'invalid x-api-key', 'auth'],
    ['permission_error', 'No', 'permission'],
    ['billing_error', 'Pay', 'quota'],
    ['request_too_large', 'Too large', 'context-length'],
    ['invalid_request_error', 'messages: wrong', 'bad-request'],
    ['invalid_request_error', 'prompt is too long: 2 tokens > 1 maximum', 'context-length'],
    ['invalid_request_error', 'Your credit balance is too low', 'quota'],
    ['invalid_request_error', 'Output blocked by content filtering policy', 'content-policy'],
    ['brand_new_error', 'What?', 'server'],
  ])('with its error event: %s "%s" is %s', async (type, message, kind) => {
    const error = await failure([start, ...hello, { type: 'error', error: { type, message } }])
    expect(error).toMatchObject({ kind, requestId: 'req_1', vendorCode: type })
    expect(error.message).not.toContain(message)
  })
})
