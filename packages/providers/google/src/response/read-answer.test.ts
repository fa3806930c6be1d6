import { collect } from '@llm-balancer/provider'
import type { AttemptFacts, CallOptions, ProviderError, StreamPart } from '@llm-balancer/provider'
import { describe, expect, it, vi } from 'vitest'
import { google } from '../google.ts'

type Chunk = Readonly<Record<string, unknown>>

const usage = (candidatesTokenCount: number, more: object = {}): object => ({
  promptTokenCount: 5,
  candidatesTokenCount,
  ...more,
})
const chunk = (parts: readonly object[], more: object = {}): Chunk => ({
  candidates: [{ content: { parts, role: 'model' }, index: 0, ...more }],
  responseId: 'r1',
  modelVersion: 'gemini-x',
})
const stop = { finishReason: 'STOP' }
const text = (...pieces: string[]): Chunk[] => pieces.map((piece) => chunk([{ text: piece }]))
const signed = (value: string): Chunk => chunk([{ text: value, thoughtSignature: 's' }])

const sse = (chunks: readonly unknown[]): string =>
  chunks.map((each) => `data: ${JSON.stringify(each)}\r\n\r\n`).join('')

const modelOf = (body: string, type: string) =>
  google({
    apiKey: 'planted-key',
    model: 'gemini-3.8-flash',
    fetch: () => Promise.resolve(new Response(body, { headers: { 'content-type': type } })),
  })
const request = { messages: [{ role: 'user', content: 'hi' }] } as const

const stream = (chunks: readonly unknown[] | string, call: CallOptions = {}): AsyncIterable<StreamPart> =>
  modelOf(typeof chunks === 'string' ? chunks : sse(chunks), 'text/event-stream').stream(request, call)

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
  it('emits its id once, with the first chunk that has one', async () => {
    const nameless = { ...chunk([{ text: 'Hel' }]), responseId: null, modelVersion: null }
    const parts = await read([nameless, ...text('lo'), chunk([{ text: '!' }], stop)])
    const named = parts.filter((part) => part.type === 'response-metadata' && part.id !== undefined)
    expect(named).toEqual([{ type: 'response-metadata', id: 'r1', modelId: 'gemini-x' }])
  })

  it('becomes parts, from stream-start to finish', async () => {
    const parts = await read([
      ...text('Hel'),
      { ...chunk([{ text: 'lo' }], { ...stop, safetyRatings: [] }), usageMetadata: usage(2) },
    ])
    expect(parts).toEqual([
      {
        type: 'stream-start',
        warnings: [],
        request: {
          url: 'https://generativelanguage.googleapis.com/v1beta/models/gemini-3.8-flash:streamGenerateContent',
          body: { contents: [{ role: 'user', parts: [{ text: 'hi' }] }] },
        },
      },
      { type: 'response-metadata', headers: { 'content-type': 'text/event-stream' } },
      { type: 'response-metadata', id: 'r1', modelId: 'gemini-x' },
      { type: 'text-start', id: 'text-0' },
      { type: 'text-delta', id: 'text-0', delta: 'Hel' },
      { type: 'text-delta', id: 'text-0', delta: 'lo' },
      { type: 'text-end', id: 'text-0' },
      {
        type: 'finish',
        finishReason: { unified: 'stop', raw: 'STOP' },
        usage: {
          inputTokens: { total: 5, noCache: 5, cacheRead: undefined, cacheWrite: undefined },
          outputTokens: { total: 2, text: 2, reasoning: undefined },
          raw: usage(2),
        },
        providerMetadata: { google: { safetyRatings: [] } },
      },
    ])
  })

  it('reports the usage so far, also after the finish reason', async () => {
    const facts: AttemptFacts[] = []
    const parts = await read(
      [
        { ...chunk([{ text: 'a' }]), usageMetadata: usage(1, { thoughtsTokenCount: 3 }) },
        chunk([], stop),
        { usageMetadata: usage(2) },
      ],
      { report: (fact) => facts.push(fact) },
    )
    expect(facts.slice(1)).toEqual([
      { usage: { inputTokens: 5, outputTokens: 4, reasoningTokens: 3 } },
      { usage: { inputTokens: 5, outputTokens: 5, reasoningTokens: 3 } },
    ])
    expect(parts.at(-1)).toMatchObject({
      type: 'finish',
      usage: { outputTokens: { total: 5, reasoning: 3 } },
    })
  })

  it('keeps every signature with its own part, however reasoning and text are split', async () => {
    const { content } = await collect(
      stream([
        chunk([{ text: 'h', thought: true }]),
        chunk([{ text: 'm', thought: true }]),
        chunk([{ text: 'so', thought: true, thoughtSignature: 't' }]),
        ...text('a', 'b'),
        signed('c'),
        ...text('d'),
        signed(''),
        chunk([{ text: '' }], stop),
      ]),
    )
    const own = { google: { thoughtSignature: 's' } }
    expect(content).toEqual([
      { type: 'reasoning', text: 'hm', providerMetadata: { google: { thought: true } } },
      {
        type: 'reasoning',
        text: 'so',
        providerMetadata: { google: { thought: true, thoughtSignature: 't' } },
      },
      { type: 'text', text: 'ab' },
      { type: 'text', text: 'c', providerMetadata: own },
      { type: 'text', text: 'd' },
      { type: 'text', text: '', providerMetadata: own },
    ])
  })

  it('has whole tool calls, with the same ids at every reading', async () => {
    const call = (name: string, id?: string): object => ({ functionCall: { name, args: { a: 1 }, id } })
    const chunks = [chunk([call('f'), call('g', 'own')]), chunk([call('h')], stop)]
    const parts = await read(chunks)
    expect(parts.slice(3, 7)).toEqual([
      { type: 'tool-input-start', id: 'r1-call-0', toolName: 'f' },
      { type: 'tool-input-delta', id: 'r1-call-0', delta: '{"a":1}' },
      { type: 'tool-input-end', id: 'r1-call-0' },
      { type: 'tool-call', toolCallId: 'r1-call-0', toolName: 'f', input: '{"a":1}' },
    ])
    const ids = parts.flatMap((part) => (part.type === 'tool-call' ? [part.toolCallId] : []))
    expect(ids).toEqual(['r1-call-0', 'own', 'r1-call-2'])
    expect(parts.at(-1)).toMatchObject({ finishReason: { unified: 'tool-calls', raw: 'STOP' } })
    expect(await read(chunks)).toEqual(parts)
  })

  it('has code that Google ran, which the caller must not run', async () => {
    const { content, finishReason } = await collect(
      stream([
        chunk([{ executableCode: { language: 'PYTHON', code: '1' } }]),
        chunk([{ codeExecutionResult: { outcome: 'OUTCOME_OK', output: '1' } }, { text: 'One.' }], stop),
      ]),
    )
    expect(content).toMatchObject([
      { type: 'tool-call', toolCallId: 'r1-call-0', toolName: 'code_execution', providerExecuted: true },
      { type: 'tool-result', toolCallId: 'r1-call-0', result: { output: '1' } },
      { type: 'text', text: 'One.' },
    ])
    expect(finishReason.unified).toBe('stop')
  })

  it('has each source once', async () => {
    const web = { web: { uri: 'https://a.example/', title: 'A' } }
    const grounded = (...groundingChunks: object[]): object => ({ groundingMetadata: { groundingChunks } })
    const { content, providerMetadata } = await collect(
      stream([
        chunk([{ text: 'a' }], grounded(web)),
        chunk([{ text: 'b' }], {
          ...stop,
          ...grounded(
            web,
            { maps: { uri: 'https://maps.example/1', title: 'Place' } },
            { image: { imageUri: 'https://i.example/1.png', sourceUri: 'https://i.example/', title: 'I' } },
            { retrievedContext: { title: 'doc.pdf', text: '…' } },
            { retrievedContext: { uri: 'gs://b/doc.txt' } },
            {},
          ),
        }),
      ]),
    )
    expect(content.slice(1)).toEqual([
      { type: 'source', sourceType: 'url', id: 'source-0', url: 'https://a.example/', title: 'A' },
      { type: 'source', sourceType: 'url', id: 'source-1', url: 'https://maps.example/1', title: 'Place' },
      { type: 'source', sourceType: 'url', id: 'source-2', url: 'https://i.example/', title: 'I' },
      { type: 'source', sourceType: 'document', id: 'source-3', mediaType: 'text/plain', title: 'doc.pdf' },
      {
        type: 'source',
        sourceType: 'document',
        id: 'source-4',
        mediaType: 'text/plain',
        title: 'gs://b/doc.txt',
      },
    ])
    expect(providerMetadata?.['google']).toHaveProperty('groundingMetadata')
  })

  it('has only the first candidate', async () => {
    const second = { content: { parts: [{ text: 'other' }] }, index: 1, finishReason: 'STOP' }
    const { text: said } = await collect(
      stream([{ candidates: [second] }, chunk([{ text: 'mine' }], stop), { candidates: [second] }]),
    )
    expect(said).toBe('mine')
  })

  it('emits the raw chunks on request', async () => {
    const chunks = [...text('a'), chunk([], stop)]
    const parts = await read(chunks, { includeRaw: true })
    expect(parts.flatMap((part) => (part.type === 'raw' ? [part.rawValue] : []))).toEqual(chunks)
  })

  it('gives the same however its text is split into chunks, streamed or whole', async () => {
    const said = 'Grüße, 世界!'
    const whole = chunk([{ text: said }, { functionCall: { name: 'f' } }], stop)
    const { content } = await modelOf(JSON.stringify(whole), 'application/json').generate(request)
    expect(content).toHaveLength(2)
    for (let cut = 0; cut <= said.length; cut += 1) {
      const chunks = [
        ...text(said.slice(0, cut), said.slice(cut)),
        chunk([{ functionCall: { name: 'f' } }], stop),
      ]
      expect((await collect(stream(chunks))).content).toEqual(content)
    }
  })
})

describe('a call in pieces', () => {
  const piece = (functionCall: object, more: object = {}): Chunk => chunk([{ functionCall, ...more }])
  const arg = (jsonPath: string, value: object, more: object = {}): object => ({
    jsonPath,
    ...value,
    ...more,
  })
  const args = (partialArgs: readonly object[]): Chunk => piece({ partialArgs, willContinue: true })
  const begin = piece({ name: 'book', id: 'c1', willContinue: true }, { thoughtSignature: 's' })
  const done = piece({})

  it('is put together by the paths of its arguments, and begins with its name', async () => {
    const parts = await read([
      ...text('Let me see.'),
      begin,
      args([arg('$.city', { stringValue: 'New ' }, { willContinue: true })]),
      args([arg('$.city', { stringValue: 'Delhi' }), arg('$.nights', { numberValue: 2 })]),
      args([arg("$['late check-in']", { boolValue: true }), arg('$.note', { nullValue: 'NULL_VALUE' })]),
      args([
        arg('$.guests[0].name', { stringValue: 'Ann' }),
        arg('$.guests[1]["name"]', { stringValue: 'Bo' }),
      ]),
      done,
      chunk([], stop),
    ])
    const input =
      '{"city":"New Delhi","nights":2,"late check-in":true,"note":null,"guests":[{"name":"Ann"},{"name":"Bo"}]}'
    expect(parts.slice(6)).toMatchObject([
      { type: 'tool-input-start', id: 'c1', toolName: 'book' },
      { type: 'tool-input-delta', id: 'c1', delta: input },
      { type: 'tool-input-end', id: 'c1' },
      {
        ...{ type: 'tool-call', toolCallId: 'c1', toolName: 'book', input },
        providerMetadata: { google: { thoughtSignature: 's' } },
      },
      { type: 'finish', finishReason: { unified: 'tool-calls', raw: 'STOP' } },
    ])
  })

  it('may be followed by others, in pieces or whole, and have no arguments', async () => {
    const { content } = await collect(
      stream([
        piece({ name: 'a', willContinue: true }),
        piece({ partialArgs: [arg('$.x', { numberValue: 1 })] }),
        piece({ name: 'b', willContinue: true }),
        done,
        piece({ name: 'c', args: { y: 2 } }),
        chunk([], stop),
      ]),
    )
    expect(content).toMatchObject([
      { toolCallId: 'r1-call-0', toolName: 'a', input: '{"x":1}' },
      { toolCallId: 'r1-call-1', toolName: 'b', input: '{}' },
      { toolCallId: 'r1-call-2', toolName: 'c', input: '{"y":2}' },
    ])
  })

  it('is not complete when the answer grew too long, or another call begins', async () => {
    const cut = [begin, args([arg('$.city', { stringValue: 'New' })])]
    const { content } = await collect(stream([...cut, chunk([], { finishReason: 'MAX_TOKENS' })]))
    expect(content).toMatchObject([{ type: 'tool-call', input: '{"city":"New"' }])
    expect(await failure([...cut, piece({ name: 'b', args: {} }), chunk([], stop)])).toMatchObject({
      kind: 'invalid-response',
    })
  })

  it.each([
    ['whole', [{ name: 'b', args: {} }]],
    ['in pieces', [{ name: 'b', willContinue: true }, {}]],
  ])('leaves the one that begins after it, %s, as it is', async (_, next) => {
    const calls = [{ name: 'a', willContinue: true }, ...next].map((functionCall) => ({ functionCall }))
    const { content } = await collect(stream([chunk(calls, { finishReason: 'MAX_TOKENS' })]))
    expect(content).toMatchObject([
      { toolName: 'a', input: '{' },
      { toolName: 'b', input: '{}' },
    ])
  })

  it.each(['city', '$', '$.a[9]', '$.a[4294967294]', '$..a', '$.a[', '$[*]', ''])(
    'is malformed with the path %j',
    async (path) => {
      const chunks = [begin, args([arg(path, { numberValue: 1 })]), done, chunk([], stop)]
      expect(await failure(chunks)).toMatchObject({ kind: 'invalid-response' })
    },
  )

  it('leads to no prototype', async () => {
    const paths = ['$.__proto__.planted', '$.constructor.prototype.planted']
    const chunks = [begin, args(paths.map((path) => arg(path, { numberValue: 1 }))), done, chunk([], stop)]
    const { content } = await collect(stream(chunks))
    expect(content).toMatchObject([
      { input: '{"__proto__":{"planted":1},"constructor":{"prototype":{"planted":1}}}' },
    ])
    expect({}).not.toHaveProperty('planted')
  })
})

describe('what servers really send', () => {
  const whole = [...text('Hel', 'lo'), { ...chunk([], stop), usageMetadata: usage(2) }]

  it('passes over what is no chunk', async () => {
    const odd =
      ': hi\n\ndata: : keepalive\n\ndata:\n\nevent: ping\ndata: pong\n\nevent: s\ndata: {"error":{}}\n\n'
    expect((await collect(stream(odd + whole.map((each) => sse([each])).join(odd)))).text).toBe('Hello')
  })

  it.each(['application/json', 'text/html', 'text/event-stream'])(
    'reads streams, lists and whole answers as %s',
    async (type) => {
      const [merged] = [chunk([{ text: 'Hello' }], stop)]
      for (const body of [sse(whole), JSON.stringify(whole), JSON.stringify(merged)]) {
        const answer = await collect(modelOf(body, type).stream(request))
        expect([answer.text, answer.finishReason.unified]).toEqual(['Hello', 'stop'])
      }
      expect((await modelOf(sse(whole), type).generate(request)).text).toBe('Hello')
    },
  )

  it('takes scalars for text, and texts for counts', async () => {
    const chunks = [
      chunk([{ text: 'costs ' }]),
      chunk([{ text: 6 }]),
      {
        ...chunk([{ text: true }], stop),
        usageMetadata: { promptTokenCount: '5', candidatesTokenCount: '2' },
      },
      { usageMetadata: { promptTokenCount: 0, candidatesTokenCount: 0 } },
    ]
    const answer = await collect(stream(chunks))
    expect(answer.text).toBe('costs 6true')
    expect([answer.usage.inputTokens.total, answer.usage.outputTokens.total]).toEqual([5, 2])
  })

  it.each([null, 'null', '', []])('gives the arguments %j as an object', async (args) => {
    const { content } = await collect(stream([chunk([{ functionCall: { name: 'f', args } }], stop)]))
    expect(content).toMatchObject([{ type: 'tool-call', input: '{}' }])
  })

  it('ends with calls although the reason is not known', async () => {
    const chunks = [chunk([{ functionCall: { name: 'f', args: {} } }], { finishReason: 'TOOL_CALLS' })]
    expect((await collect(stream(chunks))).finishReason).toEqual({ unified: 'tool-calls', raw: 'TOOL_CALLS' })
  })

  it('is whole when the connection breaks after the finish reason, or nothing more comes', async () => {
    const ring: (() => void)[] = []
    const thought = { text: 'Hm.', thought: true }
    const ask = (chunks: readonly unknown[], error?: Error): AsyncIterable<StreamPart> => {
      let sent = false
      const body = new ReadableStream<Uint8Array>(
        {
          pull(controller) {
            if (!sent) controller.enqueue(new TextEncoder().encode(sse(chunks)))
            else if (error !== undefined) controller.error(error)
            else return new Promise<void>(() => {})
            sent = true
            return undefined
          },
        },
        { highWaterMark: 0 },
      )
      const clock = {
        now: () => 0,
        schedule: (callback: () => void) => {
          ring.push(callback)
          return () => {}
        },
      }
      const fetch = (): Promise<Response> => Promise.resolve(new Response(body))
      return google({ apiKey: 'planted-key', model: 'gemini-3.8-flash', fetch, clock }).stream(request)
    }
    expect((await collect(ask(whole, new Error('reset')))).text).toBe('Hello')
    // A chunk with thoughts alone may have the finish reason that every chunk of a server has.
    for (const begun of [text('Hel'), [chunk([thought]), chunk([], stop)]])
      await expect(collect(ask(begun, new Error('reset')))).rejects.toMatchObject({
        kind: 'stream-interrupted',
      })
    const both = [chunk([thought, { text: 'Hello' }]), chunk([], stop)]
    expect((await collect(ask(both, new Error('reset')))).text).toBe('Hello')
    ring.length = 0
    const silent = collect(ask(whole))
    await vi.waitFor(() => expect(ring).toHaveLength(1))
    ring[0]?.()
    expect((await silent).text).toBe('Hello')
  })
})

describe('a stream', () => {
  it.each([
    ['ends before its finish reason', text('a', 'b')],
    ['breaks off in a chunk', sse([...text('a'), chunk([], stop)]).slice(0, -10)],
    ['ends like an OpenAI stream', `${sse(text('a'))}data: [DONE]\n\n`],
    ['has nothing in it', ''],
    ['has only counts in it', [{ usageMetadata: usage(1) }]],
  ])('is stream-interrupted when it %s', async (_, chunks) => {
    expect(await failure(chunks)).toMatchObject({ kind: 'stream-interrupted', scope: 'target', status: 200 })
  })

  it.each([
    ['says nothing', [chunk([], stop)]],
    ['has an empty text only', [chunk([{ text: '' }]), signed(''), chunk([], stop)]],
    ['has a chunk that is no JSON', `${sse(text('a'))}data: {"candidates"\n\n`],
    ['has a call without a name', [chunk([{ functionCall: { args: {} } }], stop)]],
    ['has a half call', [chunk([{ functionCall: { name: 'f', willContinue: true } }]), chunk([], stop)]],
    ['has a malformed call', [...text('a'), chunk([], { finishReason: 'MALFORMED_FUNCTION_CALL' })]],
    ['has an unexpected call', [chunk([], { finishReason: 'UNEXPECTED_TOOL_CALL' })]],
  ])('is invalid-response when it %s', async (_, chunks) => {
    expect(await failure(chunks)).toMatchObject({ kind: 'invalid-response', scope: 'target' })
  })

  it('is not a failure when it was filtered', async () => {
    const parts = await read([...text('a'), { candidates: [{ finishReason: 'SAFETY', index: 0 }] }])
    expect(parts.at(-1)).toMatchObject({ finishReason: { unified: 'content-filter', raw: 'SAFETY' } })
  })

  it('is content-policy when the prompt is refused', async () => {
    const blocked = { promptFeedback: { blockReason: 'PROHIBITED_CONTENT' }, usageMetadata: usage(0) }
    expect(await failure([blocked])).toMatchObject({ kind: 'content-policy', scope: 'request' })
    const json = modelOf(JSON.stringify([blocked]), 'application/json').stream(request)
    await expect(collect(json)).rejects.toMatchObject({ kind: 'content-policy' })
  })

  it.each([
    [{ code: 429, status: 'RESOURCE_EXHAUSTED', message: 'planted-prompt' }, 'rate-limit'],
    [{ code: 500, status: 'INTERNAL', message: 'planted-prompt' }, 'server'],
    [{ code: 503, status: 'UNAVAILABLE', message: 'planted-prompt' }, 'overloaded'],
    [{ code: 504, status: 'DEADLINE_EXCEEDED', message: 'planted-prompt' }, 'timeout'],
    [{ code: 400, status: 'INVALID_ARGUMENT', message: 'planted-prompt' }, 'bad-request'],
  ])('with the error in it: %o is %s', async (error, kind) => {
    for (const body of [{ error }, [{ error }]]) {
      const thrown = await failure([...text('a'), body])
      expect(thrown).toMatchObject({ kind, vendorCode: error.status })
      expect(thrown.message).not.toContain('planted-prompt')
    }
  })
})
