import { collect } from '@llm-balancer/provider'
import type { AttemptFacts, CallOptions, ProviderError, StreamPart } from '@llm-balancer/provider'
import { describe, expect, it, vi } from 'vitest'
import { cohere } from '../cohere.ts'

type Event = { readonly type: string } & Readonly<Record<string, unknown>>

const start: Event = {
  type: 'message-start',
  id: 'm1',
  delta: { message: { role: 'assistant', content: [] } },
}
const open = (index: number, content: object): Event => ({
  type: 'content-start',
  index,
  delta: { message: { content } },
})
const add = (index: number, content: object): Event => ({
  type: 'content-delta',
  index,
  delta: { message: { content } },
})
const close = (index: number): Event => ({ type: 'content-end', index })
const hello = [open(0, { type: 'text', text: '' }), add(0, { text: 'Hel' }), add(0, { text: 'lo' }), close(0)]
const plan = (piece: string): Event => ({ type: 'tool-plan-delta', delta: { message: { tool_plan: piece } } })
const callStart = (index: number, id: string, name: string): Event => ({
  type: 'tool-call-start',
  index,
  delta: { message: { tool_calls: { id, type: 'function', function: { name, arguments: '' } } } },
})
const callDelta = (index: number, piece: string): Event => ({
  type: 'tool-call-delta',
  index,
  delta: { message: { tool_calls: { function: { arguments: piece } } } },
})
const callEnd = (index: number): Event => ({ type: 'tool-call-end', index })
const cite = (citations: object): Event[] => [
  { type: 'citation-start', index: 0, delta: { message: { citations } } },
  { type: 'citation-end', index: 0 },
]
const usage = {
  billed_units: { input_tokens: 1, output_tokens: 1 },
  tokens: { input_tokens: 7, output_tokens: 9 },
  cached_tokens: 2,
}
const end = (finish_reason?: string, more: object = {}): Event => ({
  type: 'message-end',
  delta: { finish_reason, usage, ...more },
})

const sse = (events: readonly Event[]): string =>
  events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join('')

const stream = (events: readonly Event[] | string, call: CallOptions = {}): AsyncIterable<StreamPart> => {
  const body = typeof events === 'string' ? events : `${sse(events)}data: [DONE]\n\n`
  const model = cohere({
    apiKey: 'planted-key',
    model: 'command-a-plus-05-2026',
    fetch: () => Promise.resolve(new Response(body, { headers: { 'content-type': 'text/event-stream' } })),
  })
  return model.stream({ messages: [{ role: 'user', content: 'hi' }], topP: 1 }, call)
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
  it('becomes parts, from stream-start to finish', async () => {
    expect(await read([start, ...hello, end('COMPLETE')])).toEqual([
      {
        type: 'stream-start',
        warnings: [{ type: 'unsupported', feature: 'topP', details: '0.99 instead' }],
        request: {
          url: 'https://api.cohere.com/v2/chat',
          body: expect.objectContaining({ model: 'command-a-plus-05-2026', stream: true }) as object,
        },
      },
      { type: 'response-metadata', headers: { 'content-type': 'text/event-stream' } },
      { type: 'response-metadata', id: 'm1' },
      { type: 'text-start', id: 'text-0' },
      { type: 'text-delta', id: 'text-0', delta: 'Hel' },
      { type: 'text-delta', id: 'text-0', delta: 'lo' },
      { type: 'text-end', id: 'text-0' },
      {
        type: 'finish',
        finishReason: { unified: 'stop', raw: 'COMPLETE' },
        usage: {
          inputTokens: { total: 7, noCache: 5, cacheRead: 2, cacheWrite: undefined },
          outputTokens: { total: 9, text: 9, reasoning: undefined },
          raw: usage,
        },
      },
    ])
  })

  it.each(['text', 'thinking'])('has its pieces of %s read without parsing each of them', async (field) => {
    const pieces = Array.from({ length: 100 }, (_, place) => `piece ${String(place)}. `)
    const events = pieces.map((piece) => ({ ...add(0, { [field]: piece }), logprobs: null }))
    const parse = vi.spyOn(JSON, 'parse')
    const parts = await read([start, ...events, end('COMPLETE')])
    expect(parts.flatMap((part) => ('delta' in part ? [part.delta] : []))).toEqual(pieces)
    expect(parse.mock.calls.length).toBeLessThan(20)
  })

  it('keeps the log probabilities of every piece, also of pieces that have the same', async () => {
    const logprobs = { text: 'la', logprobs: [-0.5] }
    const pieces = ['la', ' la', ' la.', ' La'].map((text) => ({ ...add(0, { text }), logprobs }))
    const parts = await read([start, ...pieces, end('COMPLETE')])
    expect(parts.at(-1)).toMatchObject({
      providerMetadata: { cohere: { logprobs: pieces.map(() => logprobs) } },
    })
  })

  it('reports its usage at its end', async () => {
    const facts: AttemptFacts[] = []
    await read([start, ...hello, end('COMPLETE')], { report: (fact) => facts.push(fact) })
    expect(facts.slice(1)).toEqual([{ usage: { inputTokens: 7, outputTokens: 9, cacheReadTokens: 2 } }])
  })

  it('has reasoning, a plan and parallel calls, each with its type in the metadata', async () => {
    const parts = await read([
      start,
      open(0, { type: 'thinking', thinking: 'h' }),
      add(0, { thinking: 'm' }),
      close(0),
      plan('I will'),
      plan(' look.'),
      callStart(0, 'f_1', 'f'),
      callStart(1, 'g_2', 'g'),
      callDelta(0, '{"a"'),
      callDelta(1, ''),
      callDelta(0, ':1}'),
      callEnd(0),
      callEnd(1),
      end('TOOL_CALL'),
    ])
    expect(parts.slice(3, -1)).toEqual([
      { type: 'reasoning-start', id: 'reasoning-0' },
      { type: 'reasoning-delta', id: 'reasoning-0', delta: 'h' },
      { type: 'reasoning-delta', id: 'reasoning-0', delta: 'm' },
      { type: 'reasoning-end', id: 'reasoning-0', providerMetadata: { cohere: { type: 'thinking' } } },
      { type: 'reasoning-start', id: 'reasoning-1' },
      { type: 'reasoning-delta', id: 'reasoning-1', delta: 'I will' },
      { type: 'reasoning-delta', id: 'reasoning-1', delta: ' look.' },
      { type: 'reasoning-end', id: 'reasoning-1', providerMetadata: { cohere: { type: 'tool_plan' } } },
      { type: 'tool-input-start', id: 'f_1', toolName: 'f' },
      { type: 'tool-input-start', id: 'g_2', toolName: 'g' },
      { type: 'tool-input-delta', id: 'f_1', delta: '{"a"' },
      { type: 'tool-input-delta', id: 'f_1', delta: ':1}' },
      { type: 'tool-input-end', id: 'f_1' },
      { type: 'tool-call', toolCallId: 'f_1', toolName: 'f', input: '{"a":1}' },
      { type: 'tool-input-delta', id: 'g_2', delta: '{}' },
      { type: 'tool-input-end', id: 'g_2' },
      { type: 'tool-call', toolCallId: 'g_2', toolName: 'g', input: '{}' },
    ])
    expect(parts.at(-1)).toMatchObject({ finishReason: { unified: 'tool-calls', raw: 'TOOL_CALL' } })
  })

  it('has its citations on the text they support, and every source once', async () => {
    const source = { type: 'document', id: 'doc:0', document: { id: 'doc:0', title: 'Birds', text: 'x' } }
    const one = { start: 0, end: 2, text: 'He', sources: [source], type: 'TEXT_CONTENT' }
    const two = { start: 2, end: 4, text: 'll', sources: [source], content_index: 0 }
    const late = { start: 0, end: 1, sources: [], type: 'THINKING_CONTENT' }
    const [begin, ...rest] = hello.slice(0, 3)
    const { content, providerMetadata } = await collect(
      stream([
        start,
        begin ?? start,
        ...cite(one),
        ...rest,
        ...cite(two),
        ...cite(late),
        close(0),
        end('COMPLETE'),
      ]),
    )
    const cited = {
      type: 'source',
      sourceType: 'document',
      id: 'doc:0',
      title: 'Birds',
      mediaType: 'text/plain',
      providerMetadata: { cohere: { type: 'document', document: source.document } },
    }
    expect(content).toEqual([
      cited,
      {
        type: 'text',
        text: 'Hello',
        citations: [
          { source: cited, startIndex: 0, endIndex: 2 },
          { source: cited, startIndex: 2, endIndex: 4 },
        ],
        providerMetadata: { cohere: { citations: [one, two] } },
      },
    ])
    expect(providerMetadata).toEqual({ cohere: { citations: [late] } })
  })

  it('may contain "[DONE]", and ends at its message-end', async () => {
    const words = [
      open(0, { type: 'text', text: '' }),
      add(0, { text: '[DONE]' }),
      add(0, { text: ' and on' }),
    ]
    const { text } = await collect(stream(`${sse([start, ...words, end('COMPLETE')])}data: rubbish\n\n`))
    expect(text).toBe('[DONE] and on')
  })

  it('closes blocks that the server left open', async () => {
    const events = [start, open(0, { type: 'text', text: 'a' }), callStart(0, 'f_1', 'f'), end('TOOL_CALL')]
    expect((await read(events)).map(({ type }) => type).slice(3)).toEqual([
      'text-start',
      'text-delta',
      'text-end',
      'tool-input-start',
      'tool-input-delta',
      'tool-input-end',
      'tool-call',
      'finish',
    ])
  })

  it('gives calls that share an id their own', async () => {
    const parts = await read([
      start,
      callStart(0, 'c', 'f'),
      callEnd(0),
      callStart(1, 'c', 'g'),
      callEnd(1),
      end('TOOL_CALL'),
    ])
    const calls = parts.filter((part) => part.type === 'tool-call')
    expect(calls.map(({ toolName }) => toolName)).toEqual(['f', 'g'])
    expect(new Set(calls.map(({ toolCallId }) => toolCallId)).size).toBe(2)
  })

  it('makes ids for calls without one', async () => {
    const nameless = {
      type: 'tool-call-start',
      delta: { message: { tool_calls: { function: { name: 'f' } } } },
    }
    const parts = await read([start, nameless, end('TOOL_CALL')])
    expect(parts.at(-2)).toEqual({ type: 'tool-call', toolCallId: 'call-0', toolName: 'f', input: '{}' })
  })

  it('keeps a tool call that the length limit cut off', async () => {
    const cut = [start, callStart(0, 'f_1', 'f'), callDelta(0, '{"a"'), callEnd(0)]
    const { content, finishReason } = await collect(stream([...cut, end('MAX_TOKENS')]))
    expect(content).toEqual([{ type: 'tool-call', toolCallId: 'f_1', toolName: 'f', input: '{"a"' }])
    expect(finishReason.unified).toBe('length')
    expect(await failure([...cut, end('TOOL_CALL')])).toMatchObject({ kind: 'invalid-response' })
  })

  it('keeps log probabilities, ignores unknown events, and emits raw events on request', async () => {
    const items = [{ text: 'Hel', token_ids: [1] }]
    const events: Event[] = [
      start,
      ...hello.map((event, index) => (index === 1 ? { ...event, logprobs: items[0] } : event)),
      { type: 'debug', prompt: 'p' },
      { type: 'brand-new' },
      end('COMPLETE'),
    ]
    const parts = await read(events, { includeRaw: true })
    expect(parts.at(-1)).toMatchObject({ providerMetadata: { cohere: { logprobs: items } } })
    expect(parts.flatMap((part) => (part.type === 'raw' ? [part.rawValue] : []))).toEqual(events)
  })
})

describe('what servers really send', () => {
  it('passes over what is no event of the message', async () => {
    const odd =
      ': hi\n\ndata: : keepalive\n\ndata:\n\nevent: ping\ndata: pong\n\n' +
      'event: status\ndata: {"error":{}}\n\nevent: status\ndata: {"message":"degraded"}\n\n'
    const events = [start, ...hello, end('COMPLETE')].map((event) => sse([event]))
    expect((await collect(stream(odd + events.join(odd)))).text).toBe('Hello')
  })

  it('passes over errors of others that differ only in their text', async () => {
    const foreign = (text: string): Event => ({ ...add(0, { text }), error: 'of a proxy' })
    const [begun, rest] = [hello.slice(0, 1), hello.slice(1)]
    const events = [start, ...begun, add(0, { text: 'ha' }), foreign('ha'), foreign('ho'), ...rest]
    expect(await collect(stream([...events, end('COMPLETE')]))).toMatchObject({ text: 'haHello' })
  })

  it('takes scalars for text, and texts for counts', async () => {
    const tokens = { input_tokens: '7', output_tokens: '9' }
    const events = [
      start,
      open(0, { type: 'text', text: 'costs ' }),
      add(0, { text: 6 }),
      close(0),
      callStart(0, 'c1', 'f'),
      callDelta(0, '{"a":'),
      { ...callDelta(0, ''), delta: { message: { tool_calls: { function: { arguments: 6 } } } } },
      callDelta(0, '}'),
      callEnd(0),
      end('TOOL_CALL', { usage: { tokens } }),
    ]
    const { text: said, content, usage: counted } = await collect(stream(events))
    expect([said, counted.inputTokens.total, counted.outputTokens.total]).toEqual(['costs 6', 7, 9])
    expect(content.at(-1)).toMatchObject({ toolCallId: 'c1', input: '{"a":6}' })
  })

  it('knows the call of an event without an index', async () => {
    const bare = ({ index: _, ...event }: Event): Event => event
    const calls = [callStart(0, 'c1', 'f'), callDelta(0, '{"a":1}'), callEnd(0)]
    const others = [callStart(1, 'c2', 'g'), callDelta(1, '{}')]
    const { content } = await collect(stream([start, ...[...calls, ...others].map(bare), end('TOOL_CALL')]))
    expect(content).toMatchObject([
      { toolCallId: 'c1', input: '{"a":1}' },
      { toolCallId: 'c2', input: '{}' },
    ])
  })

  it('fails when another message begins', async () => {
    const events = [start, ...hello, { ...start, id: 'm2' }, ...hello, end('COMPLETE')]
    expect(await failure(events)).toMatchObject({ kind: 'invalid-response' })
    expect((await collect(stream([start, start, ...hello, end('COMPLETE')]))).text).toBe('Hello')
  })

  it.each(['null', '""', '[]'])('gives the arguments %s as an object', async (json) => {
    const events = [start, callStart(0, 'c1', 'f'), callDelta(0, json), callEnd(0), end('TOOL_CALL')]
    const parts = await read(events)
    expect(parts.slice(3, -1)).toEqual([
      { type: 'tool-input-start', id: 'c1', toolName: 'f' },
      { type: 'tool-input-delta', id: 'c1', delta: '{}' },
      { type: 'tool-input-end', id: 'c1' },
      { type: 'tool-call', toolCallId: 'c1', toolName: 'f', input: '{}' },
    ])
  })

  it.each(['COMPLETE', 'TOOLS'])('ends with calls although the reason is %s', async (reason) => {
    const { finishReason } = await collect(stream([start, callStart(0, 'c1', 'f'), end(reason)]))
    expect(finishReason).toEqual({ unified: 'tool-calls', raw: reason })
  })

  it('streams a whole answer', async () => {
    const message = {
      content: [{ type: 'text', text: 'Hello' }],
      tool_calls: [{ id: 'c1', function: { name: 'f', arguments: { a: 1 } } }],
    }
    const whole = JSON.stringify({ id: 'm1', finish_reason: 'COMPLETE', message, usage })
    const answer = await collect(stream(whole))
    expect(answer).toMatchObject({ text: 'Hello', usage: { inputTokens: { total: 7 } } })
    expect(answer.content.at(-1)).toMatchObject({ toolCallId: 'c1', input: '{"a":1}' })
    expect(answer.finishReason.unified).toBe('tool-calls')
  })
})

describe('a stream', () => {
  it.each([
    ['ends before its message-end', [start, ...hello]],
    ['has no finish reason', [start, ...hello, end()]],
    ['breaks off in an event', sse([start, ...hello, end('COMPLETE')]).slice(0, -10)],
    ['has nothing in it', ''],
  ])('is stream-interrupted when it %s', async (_, events) => {
    expect(await failure(events)).toMatchObject({ kind: 'stream-interrupted', scope: 'target', status: 200 })
  })

  it.each([
    ['says nothing', [start, end('COMPLETE')]],
    ['has no content and an unknown reason', [start, end('ODD')]],
    ['has an event that is no JSON', `${sse([start])}event: debug\ndata: {"type"\n\n`],
  ])('is invalid-response when it %s', async (_, events) => {
    expect(await failure(events)).toMatchObject({ kind: 'invalid-response', scope: 'target' })
  })

  it.each([
    ['ERROR', 'internal server error', 'server'],
    ['ERROR', 'too many tokens: size limit exceeded by 1 tokens.', 'context-length'],
    ['ERROR', undefined, 'server'],
    ['TIMEOUT', undefined, 'timeout'],
  ])('whose message ends with %s and %s is %s', async (reason, error, kind) => {
    const facts: AttemptFacts[] = []
    const events = [start, ...hello, end(reason, { error })]
    const thrown = await failure(events, { report: (fact) => facts.push(fact) })
    expect(thrown).toMatchObject({ kind, provider: 'cohere' })
    expect(thrown.message).not.toContain('size limit')
    expect(facts.at(-1)).toMatchObject({ usage: { outputTokens: 9 } })
  })

  it('fails with an error in the middle', async () => {
    const error = JSON.stringify({ id: '1', message: 'too many tokens: the planted prompt is too long' })
    const named = await failure(`${sse([start])}event: error\ndata: ${error}\n\n`)
    expect(named).toMatchObject({ kind: 'context-length' })
    expect(named.message).not.toContain('planted')
    expect(await failure(`${sse([start])}data: ${error}\n\n`)).toMatchObject({ kind: 'context-length' })
    expect(await failure('event: error\ndata: oops\n\n')).toMatchObject({ kind: 'server' })
  })
})
