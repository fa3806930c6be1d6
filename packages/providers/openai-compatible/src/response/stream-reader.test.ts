import type { AttemptFacts, CallOptions, ProviderError, StreamPart } from '@llm-balancer/provider'
import { describe, expect, it, vi } from 'vitest'
import { createOpenAICompatible } from '../create-openai-compatible.ts'
import type { Dialect } from '../dialect.ts'

const chunk = (choice: object, rest: object = {}): object => ({
  id: 'r1',
  model: 'm-1',
  created: 1_795_132_800,
  choices: [{ index: 0, delta: {}, finish_reason: null, ...choice }],
  ...rest,
})
const text = (content: string): object => chunk({ delta: { content } })
const calls = (...pieces: object[]): object => chunk({ delta: { tool_calls: pieces } })
const stop = chunk({ finish_reason: 'stop' })
const done = '[DONE]'

const sse = (events: readonly (object | string)[]): string =>
  events.map((event) => `data: ${typeof event === 'string' ? event : JSON.stringify(event)}\n\n`).join('')

const read = async (
  events: readonly (object | string)[] | string,
  { dialect = {}, options = {} }: { dialect?: Partial<Dialect>; options?: CallOptions } = {},
): Promise<StreamPart[]> => {
  const body = typeof events === 'string' ? events : sse(events)
  const headers = { 'content-type': 'text/event-stream', 'x-request-id': 'q1' }
  const model = createOpenAICompatible(
    { provider: 'acme', ...dialect },
    {
      model: 'm',
      baseURL: 'https://a.example',
      fetch: () => Promise.resolve(new Response(body, { headers })),
    },
  )
  const parts: StreamPart[] = []
  for await (const part of model.stream({ messages: [{ role: 'user', content: 'hi' }] }, options))
    parts.push(part)
  return parts.slice(2)
}

const failure = async (...input: Parameters<typeof read>): Promise<ProviderError> =>
  read(...input).then(
    (parts) => expect.fail(`no error but ${parts.length} parts`),
    (error: unknown) => error as ProviderError,
  )

describe('a streamed answer', () => {
  it.each(['content', 'reasoning_content'])(
    'has its pieces of %s read without parsing each of them',
    async (field) => {
      const pieces = Array.from({ length: 100 }, (_, place) => `piece ${String(place)}. `)
      const events = pieces.map((piece, created) => chunk({ delta: { [field]: piece } }, { created }))
      const parse = vi.spyOn(JSON, 'parse')
      const parts = await read([...events, text('End.'), stop, done])
      const deltas = parts.flatMap((part) => ('delta' in part ? [part.delta] : []))
      expect(deltas).toEqual([...pieces, 'End.'])
      expect(parse.mock.calls.length).toBeLessThan(20)
    },
  )

  it('begins with its warnings, its request and its headers', async () => {
    const fetch = (): Promise<Response> => Promise.resolve(new Response(sse([text('hi'), stop, done])))
    const model = createOpenAICompatible(
      { provider: 'acme' },
      { model: 'm', baseURL: 'https://a.example', fetch },
    )
    const stream = model.stream({ messages: [], topK: 1 })[Symbol.asyncIterator]()
    expect(await stream.next()).toMatchObject({
      value: {
        type: 'stream-start',
        warnings: [{ feature: 'topK' }],
        request: { url: 'https://a.example/chat/completions', body: { model: 'm', stream: true } },
      },
    })
    expect(await stream.next()).toMatchObject({ value: { type: 'response-metadata', headers: {} } })
    await stream.return?.()
  })

  it.each([[null], [''], [[]]])(
    'has texts beside %j in every other field read without parsing each',
    async (none) => {
      const pieces = Array.from({ length: 100 }, (_, place) => `piece ${String(place)}. `)
      const names = ['refusal', 'audio', 'images', 'tool_calls', 'function_call']
      const others = Object.fromEntries([...names, 'reasoning_content'].map((name) => [name, none]))
      const events = pieces.map((content) => chunk({ delta: { content, ...others } }))
      const parse = vi.spyOn(JSON, 'parse')
      const parts = await read([...events, stop, done])
      expect(parts.flatMap((part) => ('delta' in part ? [part.delta] : []))).toEqual(pieces)
      expect(parse.mock.calls.length).toBeLessThan(20)
    },
  )

  it('gives text and reasoning in blocks, then finish reason, usage and metadata', async () => {
    const usage = {
      prompt_tokens: 10,
      completion_tokens: 7,
      prompt_tokens_details: { cached_tokens: 4 },
      completion_tokens_details: { reasoning_tokens: 2 },
    }
    const facts: AttemptFacts[] = []
    const parts = await read(
      [
        chunk({ delta: { role: 'assistant', content: '' } }, { system_fingerprint: 'fp', obfuscation: 'x' }),
        chunk({ delta: { reasoning_content: 'hm' } }),
        chunk({ delta: { content: 'Hel' }, logprobs: { content: [{ token: 'Hel' }] } }),
        chunk({ delta: { content: 'lo' }, logprobs: { content: [{ token: 'lo' }] } }),
        stop,
        { id: 'r1', choices: [], usage, service_tier: 'default' },
        done,
      ],
      { options: { report: (fact) => facts.push(fact) } },
    )
    expect(parts).toEqual([
      { type: 'response-metadata', id: 'r1', modelId: 'm-1', timestamp: new Date('2026-11-20T00:00:00Z') },
      { type: 'reasoning-start', id: 'reasoning-0' },
      { type: 'reasoning-delta', id: 'reasoning-0', delta: 'hm' },
      { type: 'reasoning-end', id: 'reasoning-0' },
      { type: 'text-start', id: 'text-1' },
      { type: 'text-delta', id: 'text-1', delta: 'Hel' },
      { type: 'text-delta', id: 'text-1', delta: 'lo' },
      { type: 'text-end', id: 'text-1' },
      {
        type: 'finish',
        finishReason: { unified: 'stop', raw: 'stop' },
        usage: {
          inputTokens: { total: 10, noCache: 6, cacheRead: 4, cacheWrite: undefined },
          outputTokens: { total: 7, text: 5, reasoning: 2 },
          raw: usage,
        },
        providerMetadata: {
          acme: {
            system_fingerprint: 'fp',
            service_tier: 'default',
            logprobs: { content: [{ token: 'Hel' }, { token: 'lo' }] },
          },
        },
      },
    ])
    expect(facts.at(-1)).toEqual({
      usage: { inputTokens: 10, outputTokens: 7, cacheReadTokens: 4, reasoningTokens: 2 },
    })
  })

  it('joins what comes beside equal texts', async () => {
    const laugh = chunk({ delta: { content: 'ha' }, logprobs: { content: [{ token: 'ha' }] } })
    const parts = await read([laugh, laugh, laugh, stop])
    expect(parts.at(-1)).toMatchObject({
      providerMetadata: {
        acme: { logprobs: { content: [{ token: 'ha' }, { token: 'ha' }, { token: 'ha' }] } },
      },
    })
  })

  it('reads many thoughts, then many texts, of chunks that differ in their padding', async () => {
    const thought = (reasoning_content: string, p: string): object =>
      chunk({ delta: { reasoning_content } }, { p })
    const said = (content: string, p: string): object => chunk({ delta: { content } }, { p })
    const parts = await read([
      ...[thought('h', 'ab'), thought('m', ''), thought('\n', 'abc')],
      ...[said('Hel', 'ab'), said('"lo"', 'a'), said('!', 'abcd')],
      ...[thought('?', 'ab'), said(' Bye', 'b'), stop],
    ])
    const deltas = parts.flatMap((part) => ('delta' in part ? [[part.id, part.delta]] : []))
    expect(deltas).toEqual([
      ...['h', 'm', '\n'].map((delta) => ['reasoning-0', delta]),
      ...['Hel', '"lo"', '!'].map((delta) => ['text-1', delta]),
      ...[
        ['reasoning-2', '?'],
        ['text-3', ' Bye'],
      ],
    ])
    expect(parts.at(-1)).toMatchObject({ type: 'finish', providerMetadata: { acme: {} } })
    expect(parts.at(-1)).not.toHaveProperty('providerMetadata.acme.p')
  })

  it('reads a text in a list that was empty beside the thought before', async () => {
    const thought = (said: string): object =>
      chunk({ delta: { reasoning_content: 'hm', content: [{ type: 'text', text: said }] } })
    const parts = await read([thought(''), thought('Hello'), stop])
    const deltas = parts.flatMap((part) => ('delta' in part ? [[part.type, part.delta]] : []))
    expect(deltas).toEqual([
      ['reasoning-delta', 'hm'],
      ['reasoning-delta', 'hm'],
      ['text-delta', 'Hello'],
    ])
  })

  it('ends reasoning with the metadata of the vendor', async () => {
    const thought = (fields: object): object =>
      chunk({ delta: { content: [{ type: 'thinking', ...fields }] } })
    const parts = await read([
      thought({ thinking: [{ type: 'text', text: 'h' }] }),
      thought({ thinking: [{ type: 'text', text: 'm' }], signature: 's' }),
      text('Hi'),
      stop,
    ])
    expect(parts.slice(1, 6)).toEqual([
      { type: 'reasoning-start', id: 'reasoning-0' },
      { type: 'reasoning-delta', id: 'reasoning-0', delta: 'h' },
      { type: 'reasoning-delta', id: 'reasoning-0', delta: 'm' },
      { type: 'reasoning-end', id: 'reasoning-0', providerMetadata: { acme: { signature: 's' } } },
      { type: 'text-start', id: 'text-1' },
    ])
  })

  it('joins the lists of its deltas, but not the fields that each chunk repeats', async () => {
    const said = (index: number): object =>
      chunk({ delta: { content: 'x', details: [{ index }] } }, { citations: ['a', 'b'] })
    expect((await read([said(0), said(1), stop])).at(-1)).toMatchObject({
      providerMetadata: { acme: { details: [{ index: 0 }, { index: 1 }], citations: ['a', 'b'] } },
    })
  })

  it('keeps the metadata of a tool call, in whichever piece they come', async () => {
    const parts = await read([
      calls({ index: 0, id: 'c1', function: { name: 'sky' }, extra_content: { google: { thought: 's' } } }),
      calls({ index: 0, function: { arguments: '{}' } }),
      stop,
    ])
    expect(parts.at(-2)).toMatchObject({
      type: 'tool-call',
      providerMetadata: { acme: { extra_content: { google: { thought: 's' } } } },
    })
  })

  it('marks a refusal', async () => {
    const parts = await read([chunk({ delta: { refusal: 'No.' } }), stop, done])
    expect(parts).toContainEqual({
      type: 'text-start',
      id: 'text-0',
      providerMetadata: { acme: { refusal: true } },
    })
  })

  it('gives the raw chunks, too, on request', async () => {
    const parts = await read([text('hi'), stop, done], { options: { includeRaw: true } })
    expect(parts.filter(({ type }) => type === 'raw')).toEqual([
      { type: 'raw', rawValue: text('hi') },
      { type: 'raw', rawValue: stop },
    ])
  })

  it('reads usage from the place that the dialect names', async () => {
    const usageOf: Dialect['usageOf'] = ({ x_groq: box }) => (box as { usage?: unknown } | undefined)?.usage
    const last = chunk({ finish_reason: 'stop' }, { x_groq: { usage: { prompt_tokens: 3 } } })
    const parts = await read([text('hi'), last, done], { dialect: { usageOf } })
    expect(parts.at(-1)).toMatchObject({ usage: { inputTokens: { total: 3 } } })
  })

  it('takes no notice of text that looks like the terminator', async () => {
    const parts = await read([text('[DONE]'), text(' and on'), stop, done], {
      dialect: { endsWithDone: true },
    })
    expect(parts.filter(({ type }) => type === 'text-delta')).toHaveLength(2)
  })
})

describe('streamed tool calls', () => {
  const toolCalls = (parts: readonly StreamPart[]): unknown[] =>
    parts.filter(({ type }) => type === 'tool-call').map((part) => ({ ...part, type: undefined }))

  it('come as start, deltas, end and the whole call', async () => {
    const parts = await read([
      calls({ index: 0, id: 'c1', type: 'function', function: { name: 'sky', arguments: '' } }),
      calls({ index: 0, function: { arguments: '{"a"' } }),
      calls({ index: 0, id: '', function: { name: '', arguments: ':1}' } }),
      chunk({ finish_reason: 'tool_calls' }),
      done,
    ])
    expect(parts.slice(1)).toMatchObject([
      { type: 'tool-input-start', id: 'c1', toolName: 'sky' },
      { type: 'tool-input-delta', id: 'c1', delta: '{"a"' },
      { type: 'tool-input-delta', id: 'c1', delta: ':1}' },
      { type: 'tool-input-end', id: 'c1' },
      { type: 'tool-call', toolCallId: 'c1', toolName: 'sky', input: '{"a":1}' },
      { type: 'finish', finishReason: { unified: 'tool-calls', raw: 'tool_calls' } },
    ])
  })

  it('may be interleaved', async () => {
    const parts = await read([
      calls({ index: 0, id: 'c1', function: { name: 'a', arguments: '{' } }),
      calls({ index: 1, id: 'c2', function: { name: 'b', arguments: '{"x"' } }),
      calls({ index: 0, function: { arguments: '}' } }, { index: 1, function: { arguments: ':1}' } }),
      stop,
    ])
    expect(toolCalls(parts)).toMatchObject([
      { toolCallId: 'c1', toolName: 'a', input: '{}' },
      { toolCallId: 'c2', toolName: 'b', input: '{"x":1}' },
    ])
    expect(parts.at(-1)).toMatchObject({ finishReason: { unified: 'tool-calls', raw: 'stop' } })
  })

  it('may come whole, share an index, or have no id and no index', async () => {
    const whole = (id: string, name: string): object => ({
      index: 0,
      id,
      function: { name, arguments: '{}' },
    })
    expect(toolCalls(await read([calls(whole('c1', 'a')), calls(whole('c2', 'b')), stop]))).toMatchObject([
      { toolCallId: 'c1', toolName: 'a' },
      { toolCallId: 'c2', toolName: 'b' },
    ])
    const bare = calls({ function: { name: 'a', arguments: { x: 1 } } }, { function: { name: 'b' } })
    expect(toolCalls(await read([bare, stop]))).toMatchObject([
      { toolCallId: 'r1-call-0', toolName: 'a', input: '{"x":1}' },
      { toolCallId: 'r1-call-1', toolName: 'b', input: '{}' },
    ])
  })

  it('that are malformed are an invalid response, unless they were cut off by length', async () => {
    const half = calls({ index: 0, id: 'c1', function: { name: 'a', arguments: '{"x"' } })
    expect(await failure([half, stop, done])).toMatchObject({
      kind: 'invalid-response',
      message: 'acme/m: the model made a malformed tool call',
    })
    expect(toolCalls(await read([half, chunk({ finish_reason: 'length' })]))).toMatchObject([
      { input: '{"x"' },
    ])
  })
})

describe('a stream that goes wrong', () => {
  it.each([
    ['ends before its finish reason', [text('Hel')], false],
    ['ends with the terminator but no finish reason', [text('Hel'), done], false],
    ['ends without the terminator the vendor always sends', [text('Hel'), stop], true],
    ['gives nothing at all', [], false],
  ])('because it %s is interrupted', async (_, events, endsWithDone) => {
    expect(await failure(events, { dialect: { endsWithDone } })).toMatchObject({
      kind: 'stream-interrupted',
      scope: 'target',
      requestId: 'q1',
      message: 'acme/m: the stream ended before its finish',
    })
  })

  it('is interrupted when it is cut in the middle of a chunk', async () => {
    const whole = sse([text('Hel'), text('lo')])
    expect(await failure(whole.slice(0, -9))).toMatchObject({ kind: 'stream-interrupted' })
  })

  it('is complete without the terminator where that is not always sent', async () => {
    expect((await read([text('Hel'), stop])).at(-1)).toMatchObject({ type: 'finish' })
  })

  it('is complete without the terminator the vendor always sends once the usage has come, when it ends cleanly', async () => {
    const usage = { choices: [], usage: { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 } }
    const dialect = { endsWithDone: true }
    expect((await read([text('Hel'), stop, usage], { dialect })).at(-1)).toMatchObject({
      type: 'finish',
      usage: { outputTokens: { total: 2 } },
    })
    expect(await failure([text('Hel'), usage], { dialect })).toMatchObject({ kind: 'stream-interrupted' })
    expect(await failure([text('Hel'), stop, usage, text('lo')], { dialect })).toMatchObject({
      kind: 'stream-interrupted',
    })
  })

  it('is the error it holds', async () => {
    expect(
      await failure([text('Hel'), { error: { message: 'planted', type: 'server_error' } }]),
    ).toMatchObject({
      kind: 'server',
      vendorCode: 'server_error',
    })
    expect(await failure([{ error: { code: 'rate_limit_exceeded' } }])).toMatchObject({ kind: 'rate-limit' })
    expect(await failure([{ object: 'error', message: 'x', raw_status_code: 503 }])).toMatchObject({
      kind: 'overloaded',
    })
    const failed = chunk({ finish_reason: 'error', error: { code: 429, message: 'slow' } })
    expect(await failure([text('Hel'), failed, done])).toMatchObject({ kind: 'rate-limit', scope: 'key' })
    expect(await failure('event: error\ndata: out of luck\n\n')).toMatchObject({ kind: 'server' })
    expect(await failure([text('Hel'), chunk({ finish_reason: 'error' }), done])).toMatchObject({
      kind: 'server',
    })
  })

  it('is an invalid response when it is empty or no JSON', async () => {
    expect(await failure([text(''), stop, done])).toMatchObject({ kind: 'invalid-response' })
    expect(await failure([chunk({ finish_reason: 'tool_calls' })])).toMatchObject({
      kind: 'invalid-response',
    })
    expect(await failure([chunk({ finish_reason: 'brand-new' })])).toMatchObject({ kind: 'invalid-response' })
    expect(await failure(['{"half"', stop])).toMatchObject({ kind: 'invalid-response' })
  })

  it('has no finish where the reason for it is empty', async () => {
    const early = [text('Hel'), chunk({ finish_reason: '' })]
    expect(await failure([...early, done])).toMatchObject({ kind: 'stream-interrupted' })
    const parts = await read([...early, stop, chunk({ finish_reason: '' }), done])
    expect(parts.at(-1)).toMatchObject({ finishReason: { unified: 'stop', raw: 'stop' } })
  })

  it.each([
    ['num_cached_tokens', 7],
    ['prompt_token_details', { cached_tokens: 7 }],
  ])('counts the cached tokens in %s, as Mistral does', async (name, cached) => {
    const usage = { prompt_tokens: 10, completion_tokens: 2, [name]: cached }
    const parts = await read([text('Hel'), stop, { choices: [], usage }, done])
    expect(parts.at(-1)).toMatchObject({ usage: { inputTokens: { total: 10, noCache: 3, cacheRead: 7 } } })
  })

  it('that is empty because the content was filtered is an answer', async () => {
    const parts = await read([chunk({ finish_reason: 'content_filter' }), done])
    expect(parts.at(-1)).toMatchObject({ finishReason: { unified: 'content-filter' } })
  })
})
