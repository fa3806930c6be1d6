import { collect } from '@llm-balancer/provider'
import type { AttemptFacts, ChatResponse, ModelSettings, ProviderError } from '@llm-balancer/provider'
import { describe, expect, it } from 'vitest'
import { createOpenAICompatible } from '../create-openai-compatible.ts'
import type { Dialect } from '../dialect.ts'
import { openaiCompatible } from '../openai-compatible.ts'

const chunk = (delta: object, finish: string | null = null, rest: object = {}): string =>
  `data: ${JSON.stringify({ id: 'c1', choices: [{ index: 0, delta, finish_reason: finish, ...rest }] })}\n\n`
const usageChunk = (usage: object): string => `data: ${JSON.stringify({ id: 'c1', choices: [], usage })}\n\n`
const stop = chunk({}, 'stop')
const done = 'data: [DONE]\n\n'
const usage = { prompt_tokens: 5, completion_tokens: 3 }

type Scene = {
  readonly dialect?: Partial<Dialect>
  readonly type?: string
  readonly report?: (facts: AttemptFacts) => void
}

const modelOf = (respond: () => Response, dialect: Partial<Dialect> = {}) =>
  createOpenAICompatible(
    { provider: 'acme', ...dialect },
    { model: 'm', baseURL: 'https://a.example', fetch: () => Promise.resolve(respond()) },
  )

const request = { messages: [{ role: 'user', content: 'hi' }] } as const

const read = (
  body: string,
  { dialect, type = 'text/event-stream', report }: Scene = {},
): Promise<ChatResponse> => {
  const model = modelOf(() => new Response(body, { headers: { 'content-type': type } }), dialect)
  return collect(model.stream(request, { report }))
}

const whole = (message: object, finish: string | null = 'stop', rest: object = {}): object => ({
  id: 'c1',
  choices: [{ index: 0, message: { role: 'assistant', ...message }, finish_reason: finish }],
  ...rest,
})

const generate = (body: object): Promise<ChatResponse> => modelOf(() => Response.json(body)).generate(request)

const failureOf = async (work: Promise<unknown>): Promise<ProviderError> =>
  work.then(
    () => expect.fail('it did not fail'),
    (error: unknown) => error as ProviderError,
  )

describe('what is no chunk', () => {
  const hello = [chunk({ content: 'hel' }), chunk({ content: 'lo' }), stop, usageChunk(usage), done]

  it.each([
    'data: : keepalive\n\n',
    'data:\n\n',
    'data: \n\n',
    'data: ping\n\n',
    'data: null\n\n',
    'data: 1\n\n',
    'data: []\n\n',
    ': OPENROUTER PROCESSING\n\n',
    'event: ping\ndata: pong\n\n',
    'event: keepalive\ndata:\n\n',
    'event: status\ndata: {"error":{"message":"degraded"}}\n\n',
    'event: status\ndata: {"object":"error","message":"degraded"}\n\n',
    'event: usage\ndata: {"cost":1}\n\n',
    'retry: 100\nid: 7\n\n',
  ])('is passed over wherever it comes: %j', async (frame) => {
    for (let place = 0; place < hello.length; place += 1) {
      const { text, finishReason, usage: counted } = await read(hello.toSpliced(place, 0, frame).join(''))
      expect({ text, finish: finishReason.unified }).toEqual({ text: 'hello', finish: 'stop' })
      expect(counted.inputTokens.total).toBe(5)
    }
  })

  it.each([
    ['data: {"error":{"message":"no","type":"server_error"}}\n\n', 'server'],
    ['event: error\ndata: {"message":"no","type":"server_error"}\n\n', 'server'],
    ['event: error\ndata: out of memory\n\n', 'server'],
    ['event: message\ndata: {"error":{"code":"rate_limit_exceeded"}}\n\n', 'rate-limit'],
    ['data: {"id":"c1","choices":\n\n', 'invalid-response'],
  ])('fails when it is an error, or JSON that cannot be read: %j', async (frame, kind) => {
    expect(await failureOf(read([...hello.slice(0, 1), frame, ...hello.slice(1)].join('')))).toMatchObject({
      kind,
    })
  })
})

describe('the label of an answer', () => {
  const stream = chunk({ content: 'hi' }) + stop + usageChunk(usage) + done
  const types = [
    'application/json',
    'text/html',
    'text/plain',
    'application/octet-stream',
    'text/event-stream',
  ]

  it.each(types)('does not matter to a stream: %s', async (type) => {
    expect(await read(stream, { type })).toMatchObject({ text: 'hi', finishReason: { unified: 'stop' } })
  })

  it.each(types)('does not matter to a whole answer that was to be a stream: %s', async (type) => {
    const facts: AttemptFacts[] = []
    const calls = [{ id: 'a', function: { name: 'f', arguments: '{"x":1}' } }]
    const body = JSON.stringify(
      whole({ content: 'hi', tool_calls: calls }, 'tool_calls', { usage, model: 'm-1' }),
    )
    const answer = await read(body, { type, report: (fact) => facts.push(fact) })
    expect(answer).toMatchObject({
      text: 'hi',
      content: [{ type: 'text' }, { type: 'tool-call', toolCallId: 'a', input: '{"x":1}' }],
      finishReason: { unified: 'tool-calls', raw: 'tool_calls' },
      usage: { inputTokens: { total: 5 }, outputTokens: { total: 3 } },
      response: { id: 'c1', modelId: 'm-1' },
    })
    expect(facts.at(-1)).toEqual({ usage: { inputTokens: 5, outputTokens: 3 } })
  })

  it.each(types)('does not matter to a stream that was to be a whole answer: %s', async (type) => {
    const model = modelOf(() => new Response(stream, { headers: { 'content-type': type } }))
    expect(await model.generate(request)).toMatchObject({
      text: 'hi',
      usage: { inputTokens: { total: 5 }, outputTokens: { total: 3 } },
    })
    const cut = modelOf(() => new Response(chunk({ content: 'hi' }), { headers: { 'content-type': type } }))
    expect(await failureOf(cut.generate(request))).toMatchObject({ kind: 'stream-interrupted' })
  })

  it.each([
    ['{"error":{"code":"insufficient_quota"}}', 'quota'],
    ['{"object":"error","message":"no","raw_status_code":503}', 'overloaded'],
    ['{}', 'invalid-response'],
    ['<html>Log in</html>', 'invalid-response'],
  ])('does not turn what is none into an answer: %s', async (body, kind) => {
    for (const type of types) expect(await failureOf(read(body, { type }))).toMatchObject({ kind })
  })
})

describe('scalars', () => {
  it('are text where a text is expected', async () => {
    const costs = chunk({ content: 'costs ' }) + chunk({ content: 6 }) + chunk({ content: ' euro' })
    expect((await read(costs + stop + done)).text).toBe('costs 6 euro')
    expect((await read(chunk({ content: true }) + chunk({ content: 0 }) + stop)).text).toBe('true0')
    expect((await generate(whole({ content: 42 }))).text).toBe('42')
    expect((await generate(whole({ content: ['a', 1, { type: 'text', text: 2 }] }))).text).toBe('a12')
  })

  it('are reasoning, arguments, names and ids too', async () => {
    const answer = await read(
      chunk({ reasoning_content: 'is ' }) +
        chunk({ reasoning_content: 7 }) +
        chunk({ tool_calls: [{ index: 0, id: 12, function: { name: 404, arguments: '{"x":' } }] }) +
        chunk({ tool_calls: [{ index: 0, function: { arguments: 6 } }] }) +
        chunk({ tool_calls: [{ index: 0, function: { arguments: '}' } }] }) +
        chunk({}, 'tool_calls'),
    )
    expect(answer.content).toMatchObject([
      { type: 'reasoning', text: 'is 7' },
      { type: 'tool-call', toolCallId: '12', toolName: '404', input: '{"x":6}' },
    ])
  })

  it('are no refusal: whether there was one is said in a flag', async () => {
    expect((await generate(whole({ content: 'Hi', refusal: false }))).content).toEqual([
      { type: 'text', text: 'Hi' },
    ])
  })
})

describe('usage', () => {
  it.each([
    ['in a chunk of its own', chunk({ content: 'x' }) + stop + usageChunk(usage)],
    ['in the choice, as Moonshot has it', chunk({ content: 'x' }) + chunk({}, 'stop', { usage })],
    ['in the delta', chunk({ content: 'x' }) + chunk({ usage }, 'stop')],
    [
      'under the names of Responses',
      chunk({ content: 'x' }) + stop + usageChunk({ input_tokens: 5, output_tokens: 3 }),
    ],
    ['as texts', chunk({ content: 'x' }) + stop + usageChunk({ prompt_tokens: '5', completion_tokens: '3' })],
    [
      'before a last chunk with zeros',
      chunk({ content: 'x' }) +
        usageChunk(usage) +
        stop +
        usageChunk({ prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 }),
    ],
    [
      'in halves',
      chunk({ content: 'x' }) +
        usageChunk({ prompt_tokens: 5, completion_tokens: 0 }) +
        stop +
        usageChunk({ prompt_tokens: 0, completion_tokens: 3 }),
    ],
    [
      'as totals that grow',
      usageChunk({ prompt_tokens: 5, completion_tokens: 1 }) +
        chunk({ content: 'x' }) +
        stop +
        usageChunk(usage),
    ],
  ])('is read %s', async (_, body) => {
    const facts: AttemptFacts[] = []
    const { usage: counted, providerMetadata } = await read(body, { report: (fact) => facts.push(fact) })
    expect([counted.inputTokens.total, counted.outputTokens.total]).toEqual([5, 3])
    expect(facts.at(-1)).toEqual({ usage: { inputTokens: 5, outputTokens: 3 } })
    expect(providerMetadata?.['acme']).not.toHaveProperty('usage')
  })

  it('is the first count above zero, else the first one that there is', async () => {
    const countsOf = async (given: object): Promise<unknown[]> => {
      const { usage: counted } = await generate(whole({ content: 'x' }, 'stop', { usage: given }))
      return [counted.inputTokens.total, counted.inputTokens.cacheRead, counted.outputTokens.total]
    }
    const both = { prompt_tokens: 0, input_tokens: 7, completion_tokens: 3, output_tokens: 9 }
    expect(await countsOf({ ...both, cached_tokens: 0, prompt_cache_hit_tokens: 4 })).toEqual([7, 4, 3])
    expect(await countsOf({ prompt_tokens: 0, output_tokens: 0 })).toEqual([0, undefined, 0])
  })

  it('is read from a whole answer in the same places', async () => {
    const choices = [{ message: { content: 'x' }, finish_reason: 'stop', usage }]
    expect((await generate({ choices })).usage.inputTokens.total).toBe(5)
    const named = { input_tokens: '7', output_tokens: '2', input_tokens_details: { cached_tokens: '4' } }
    expect((await generate(whole({ content: 'x' }, 'stop', { usage: named }))).usage).toMatchObject({
      inputTokens: { total: 7, cacheRead: 4, noCache: 3 },
      outputTokens: { total: 2 },
    })
    const cached = { prompt_tokens: 9, cache_read_input_tokens: 4, cache_creation_input_tokens: 2 }
    expect((await generate(whole({ content: 'x' }, 'stop', { usage: cached }))).usage.inputTokens).toEqual({
      total: 9,
      noCache: 3,
      cacheRead: 4,
      cacheWrite: 2,
    })
  })
})

describe('a stream that is whole', () => {
  const reset = (text: string): Response => {
    let isSent = false
    return new Response(
      new ReadableStream<Uint8Array>({
        pull(controller) {
          if (isSent) controller.error(new TypeError('terminated'))
          else controller.enqueue(new TextEncoder().encode(text))
          isSent = true
        },
      }),
    )
  }

  it('is a success when the connection breaks after its finish, where no terminator is promised', async () => {
    const body = chunk({ content: 'hi' }) + stop + usageChunk(usage)
    const ask = (text: string, dialect: Partial<Dialect>) =>
      collect(modelOf(() => reset(text), dialect).stream(request))
    expect(await ask(body, {})).toMatchObject({ text: 'hi', usage: { inputTokens: { total: 5 } } })
    expect(await failureOf(ask(body, { endsWithDone: true }))).toMatchObject({ kind: 'stream-interrupted' })
    expect(await failureOf(ask(chunk({ content: 'hi' }), {}))).toMatchObject({ kind: 'stream-interrupted' })
  })

  it.each<[string, string, Partial<Dialect>, number]>([
    ['longer for the usage that it was asked for', '', {}, 10_000],
    ['as usual once that has come', usageChunk(usage), {}, 1000],
    ['as usual where none is given', '', { streamUsage: false }, 1000],
    ['longer for a terminator that is promised', usageChunk(usage), { endsWithDone: true }, 10_000],
    ['longer for that where no usage is given', '', { endsWithDone: true, streamUsage: false }, 10_000],
  ])('is waited for %s, then silence ends it', async (_, more, dialect, waitMs) => {
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(new TextEncoder().encode(chunk({ content: 'hi' }) + stop + more))
      },
    })
    const waits: number[] = []
    const clock = {
      now: () => 0,
      schedule: (callback: () => void, delayMs: number) => {
        waits.push(delayMs)
        queueMicrotask(callback)
        return () => {}
      },
    }
    const fetch = (): Promise<Response> => Promise.resolve(new Response(body))
    const settings = { model: 'm', baseURL: 'https://a.example', fetch, clock }
    const model = createOpenAICompatible({ provider: 'acme', ...dialect }, settings)
    expect((await collect(model.stream(request))).text).toBe('hi')
    expect(waits).toEqual([waitMs])
  })

  const settings = (body: string): ModelSettings & { readonly baseURL: string } => ({
    model: 'm',
    baseURL: 'https://a.example',
    fetch: () => Promise.resolve(new Response(body)),
  })

  it('has a finish reason, unless the server is said to give none: then its terminator stands for it', async () => {
    const body = chunk({ content: 'hi' }) + done
    const ask = (text: string, finishReason?: 'required' | 'optional') =>
      collect(openaiCompatible({ ...settings(text), finishReason }).stream(request))
    for (const setting of [undefined, 'required'] as const)
      expect(await failureOf(ask(body, setting))).toMatchObject({ kind: 'stream-interrupted' })
    expect(await ask(body, 'optional')).toMatchObject({
      text: 'hi',
      finishReason: { unified: 'stop', raw: undefined },
    })
    expect(await failureOf(ask(chunk({ content: 'hi' }), 'optional'))).toMatchObject({
      kind: 'stream-interrupted',
    })
    expect(await failureOf(ask(done, 'optional'))).toMatchObject({ kind: 'invalid-response' })
    const call = chunk({ tool_calls: [{ id: 'a', function: { name: 'f', arguments: '{}' } }] })
    expect((await ask(call + done, 'optional')).finishReason.unified).toBe('tool-calls')
    const long = chunk({ content: 'hi' }, 'length') + done
    expect((await ask(long, 'optional')).finishReason).toEqual({ unified: 'length', raw: 'length' })
  })
})

describe('tool calls', () => {
  const callsIn = ({ content }: ChatResponse): unknown[] =>
    content.flatMap((part) =>
      part.type === 'tool-call' ? [[part.toolCallId, part.toolName, part.input]] : [],
    )

  it('are two when two whole ones share index and id', async () => {
    const call = (name: string, x: number): string =>
      chunk({ tool_calls: [{ index: 0, id: '', function: { name, arguments: `{"x":${String(x)}}` } }] })
    const both = [
      ['c1-call-0', 'f', '{"x":1}'],
      ['c1-call-1', 'g', '{"x":2}'],
    ]
    expect(callsIn(await read(call('f', 1) + call('g', 2) + chunk({}, 'tool_calls')))).toEqual(both)
    const wires = ['f', 'g'].map((name, index) => ({
      ...{ index: 0, id: '' },
      function: { name, arguments: `{"x":${String(index + 1)}}` },
    }))
    expect(callsIn(await read(chunk({ tool_calls: wires }, 'tool_calls')))).toEqual(both)
    expect(callsIn(await generate(whole({ content: null, tool_calls: wires }, 'tool_calls')))).toEqual(both)
    expect(callsIn(await read(call('f', 1) + call('f', 2) + chunk({}, 'tool_calls')))).toHaveLength(2)
  })

  it('may be in the old format, which has one', async () => {
    const streamed = await read(
      chunk({ role: 'assistant', content: null, function_call: { name: 'f', arguments: '' } }) +
        chunk({ function_call: { arguments: '{"x"' } }) +
        chunk({ function_call: { name: null, arguments: ':1}' } }) +
        chunk({}, 'function_call'),
    )
    const atOnce = await generate(
      whole({ content: null, function_call: { name: 'f', arguments: '{"x":1}' } }, 'function_call'),
    )
    for (const answer of [streamed, atOnce]) {
      expect(callsIn(answer)).toEqual([['c1-call-0', 'f', '{"x":1}']])
      expect(answer.finishReason.unified).toBe('tool-calls')
      expect(answer.providerMetadata?.['acme']).toEqual({})
    }
  })

  it('count once when a server gives them in both formats', async () => {
    const call = { name: 'f', arguments: '{"x":1}' }
    const message = { content: null, function_call: call, tool_calls: [{ id: 'a', function: call }] }
    for (const answer of [
      await generate(whole(message, 'tool_calls')),
      await read(chunk(message, 'tool_calls')),
    ])
      expect(callsIn(answer)).toEqual([['a', 'f', '{"x":1}']])
    const none = { content: 'Hi', function_call: null, tool_calls: [] }
    expect(callsIn(await generate(whole(none)))).toEqual([])
    expect((await generate(whole({ content: 'Hi', function_call: {} }))).text).toBe('Hi')
  })

  it.each(['null', '', '""', '[]', null, undefined, []])(
    'have an object of arguments also where a server wrote none: %j',
    async (input) => {
      const message = { content: null, tool_calls: [{ id: 'a', function: { name: 'f', arguments: input } }] }
      const answers = [await generate(whole(message, 'tool_calls')), await read(chunk(message, 'tool_calls'))]
      for (const answer of answers) expect(callsIn(answer)).toEqual([['a', 'f', '{}']])
    },
  )

  it.each(['[1]', '"Paris"', '7', 'true', '{"x":'])(
    'are malformed with arguments that are no object: %s',
    async (input) => {
      const message = { content: null, tool_calls: [{ id: 'a', function: { name: 'f', arguments: input } }] }
      for (const work of [generate(whole(message, 'tool_calls')), read(chunk(message, 'tool_calls'))])
        expect(await failureOf(work)).toMatchObject({ kind: 'invalid-response' })
    },
  )

  it('are the finish, whatever word the server has for it', async () => {
    const message = { tool_calls: [{ id: 'a', function: { name: 'f', arguments: '{}' } }] }
    for (const raw of ['tool_use', 'tools', 'end', 'stop']) {
      for (const answer of [await generate(whole(message, raw)), await read(chunk(message, raw))])
        expect(answer.finishReason).toEqual({ unified: 'tool-calls', raw })
    }
    expect((await generate(whole(message, 'content_filter'))).finishReason.unified).toBe('content-filter')
  })
})

it('thoughts alone are an answer', async () => {
  for (const answer of [
    await generate(whole({ content: '', reasoning_content: 'hm' })),
    await read(chunk({ content: '', reasoning_content: 'hm' }) + stop + done),
  ])
    expect(answer).toMatchObject({ text: '', content: [{ type: 'reasoning', text: 'hm' }] })
})

describe('how an answer ended', () => {
  it.each([
    ['STOP', 'stop'],
    ['COMPLETE', 'stop'],
    ['MAX_TOKENS', 'length'],
    ['max_output_tokens', 'length'],
    ['SAFETY', 'content-filter'],
    ['sensitive', 'content-filter'],
    ['TOOL_USE', 'tool-calls'],
    ['odd', 'other'],
  ])('is read from %s', async (reason, unified) => {
    const expected = { unified, raw: reason }
    expect((await generate(whole({ content: 'hi' }, reason))).finishReason).toEqual(expected)
    expect((await read(chunk({ content: 'hi' }) + chunk({}, reason) + done)).finishReason).toEqual(expected)
  })

  it.each(['MAX_TOKENS', 'SAFETY', 'sensitive'])('with %s excuses an empty answer', async (reason) => {
    expect((await generate(whole({ content: '' }, reason))).text).toBe('')
    expect((await read(chunk({ content: '' }) + chunk({}, reason) + done)).text).toBe('')
  })

  it.each(['error', 'network_error', 'abort', 'TIMEOUT', 'insufficient_system_resource'])(
    'with %s is a failure, whatever has come',
    async (reason) => {
      expect(await failureOf(generate(whole({ content: 'par' }, reason)))).toMatchObject({ kind: 'server' })
      const stream = read(chunk({ content: 'par' }) + chunk({}, reason) + done)
      expect(await failureOf(stream)).toMatchObject({ kind: 'server', scope: 'target' })
    },
  )
})

describe('images that a model makes', () => {
  const png = 'data:image/png;base64,AAAA'
  const image = (url: string): object => ({ type: 'image_url', image_url: { url } })
  const file = { type: 'file', mediaType: 'image/png', data: { type: 'data', data: 'AAAA' } }

  it.each<[string, object]>([
    ['beside an empty text', { content: '', images: [image(png)] }],
    ['among the parts of the content', { content: [image(png)] }],
    ['as an address alone', { content: null, images: [{ type: 'image_url', image_url: png }] }],
  ])('are an answer %s', async (_, message) => {
    expect((await generate(whole(message))).content).toEqual([file])
    expect((await read(chunk(message) + stop + done)).content).toEqual([file])
  })

  it('come after their text, once each, and not in the metadata', async () => {
    const message = { content: 'Here', images: [image(png), image(png)] }
    for (const answer of [
      await generate(whole(message)),
      await read(chunk(message) + chunk({ images: [image(png)] }) + stop + done),
    ]) {
      expect(answer.content).toEqual([{ type: 'text', text: 'Here' }, file])
      expect(answer.providerMetadata).toEqual({ acme: {} })
    }
  })

  it('at an address are not fetched', async () => {
    const { content } = await generate(whole({ content: '', images: [image('https://a.example/x.png')] }))
    expect(content).toEqual([
      { type: 'file', mediaType: 'image/*', data: { type: 'url', url: new URL('https://a.example/x.png') } },
    ])
  })
})

describe('parts of a content', () => {
  it.each<[string, unknown, string, string]>([
    ['a thought', { type: 'reasoning', text: 'hm' }, '', 'hm'],
    ['a text under another name', { type: 'output_text', text: 'x' }, 'x', ''],
    ['a text in an object', { type: 'text', text: { value: 'x', annotations: [] } }, 'x', ''],
    ['something else with a text', { type: 'citation', text: 'p. 3' }, '', ''],
  ])('are read by their type: %s', async (_, part, text, thought) => {
    const { content } = await generate(whole({ content: [part, { type: 'text', text: '!' }] }))
    const textOf = (type: string): string =>
      content.map((each) => (each.type === type && 'text' in each ? each.text : '')).join('')
    expect([textOf('text'), textOf('reasoning')]).toEqual([`${text}!`, thought])
  })
})

describe('a choice', () => {
  it.each([
    ['"0"', '0'],
    ['1 alone', 1],
    ['null', null],
  ])('is read with the index %s', async (_, index) => {
    const own = (delta: object, finish: string | null = null): string => chunk(delta, finish, { index })
    expect((await read(own({ content: 'hi' }) + own({}, 'stop') + done)).text).toBe('hi')
    const choices = [{ index, message: { content: 'hi' }, finish_reason: 'stop' }]
    expect((await generate({ choices })).text).toBe('hi')
  })

  it('that is whole in the only event is an answer, and none beside deltas', async () => {
    const event = (message: string): string => `data: ${JSON.stringify(whole({ content: message }))}\n\n`
    expect((await read(event('hi') + done)).text).toBe('hi')
    expect((await read(chunk({ content: 'h' }) + chunk({ content: 'i' }) + event('hi') + done)).text).toBe(
      'hi',
    )
  })
})

describe('a refusal with a good status', () => {
  it.each<[object, string]>([
    [{ code: 401, msg: 'token invalid', data: null }, 'auth'],
    [{ success: false, message: 'Rate limit exceeded', code: 429 }, 'rate-limit'],
    [
      { id: 'x', choices: null, base_resp: { status_code: 1008, status_msg: 'insufficient balance' } },
      'quota',
    ],
    [{ code: 500, msg: '404 NOT_FOUND', success: false }, 'server'],
  ])('is what it says: %j', async (body, kind) => {
    expect(await failureOf(generate(body))).toMatchObject({ kind })
    expect(await failureOf(read(`data: ${JSON.stringify(body)}\n\n`))).toMatchObject({ kind })
  })

  it('is none beside an answer', async () => {
    const fine = { base_resp: { status_code: 0, status_msg: '' }, code: 0, msg: '', success: true }
    expect((await generate(whole({ content: 'hi' }, 'stop', fine))).text).toBe('hi')
  })
})
