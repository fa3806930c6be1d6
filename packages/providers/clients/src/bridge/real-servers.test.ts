import Anthropic from '@anthropic-ai/sdk'
import { createFakeClock } from '@llm-balancer/core/testing'
import OpenAI from 'openai'
import { describe, expect, it } from 'vitest'
import { balanced, type BridgeOptions, type KeyEntry } from '../index.ts'
import { message, messageEvents, recorder, refusal } from '../test/recorder.ts'
import { balancerOf, failureOf } from '../test/scene.ts'

const question = { model: 'm', messages: [{ role: 'user' as const, content: 'Hi' }] }
const messageQuestion = { ...question, max_tokens: 9 }

const chunk = (delta: object, finish: string | null = null, rest: object = {}): string =>
  `data: ${JSON.stringify({
    ...{ id: 'c1', object: 'chat.completion.chunk' },
    choices: [{ index: 0, delta, finish_reason: finish, ...rest }],
  })}\n\n`
const stop = chunk({}, 'stop')
const done = 'data: [DONE]\n\n'
const hello = chunk({ content: 'hi' }) + stop + done

const named = (events: readonly object[]): string =>
  events.map((event) => `event: ${String(Object(event).type)}\ndata: ${JSON.stringify(event)}\n\n`).join('')

/** A response of these bytes, which then ends, breaks or stays open. */
const sending =
  (text: string, then: 'end' | 'hang' | Error = 'end', type = 'text/event-stream') =>
  (): Response => {
    let isSent = false
    const body = new ReadableStream<Uint8Array>(
      {
        pull(controller) {
          if (!isSent) controller.enqueue(new TextEncoder().encode(text))
          else if (then === 'end') controller.close()
          else if (then !== 'hang') controller.error(then)
          else return new Promise<void>(() => {})
          isSent = true
          return undefined
        },
      },
      { highWaterMark: 0 },
    )
    return new Response(body, { headers: { 'content-type': type } })
  }

/** Clients over a target that sends this, and a second one that says "other". */
const scene = (
  first: () => Response,
  { entry = {}, ...options }: BridgeOptions & { readonly entry?: Partial<KeyEntry> } = {},
) => {
  const other = recorder(sending(chunk({ content: 'other' }) + stop + done))
  const otherMessage = recorder(sending(named(messageEvents('other'))))
  const { fetch } = recorder(first)
  const balancer = balancerOf({
    a: { apiKey: 'k', fetch, ...entry },
    b: { apiKey: 'k', fetch: other.fetch, ...entry },
  })
  const messages = balancerOf({ a: { apiKey: 'k', fetch }, b: { apiKey: 'k', fetch: otherMessage.fetch } })
  return {
    balancer,
    messages,
    openai: new OpenAI({ ...balanced(balancer, options) }),
    anthropic: new Anthropic({ ...balanced(messages, options) }),
    failures: () => balancer.snapshot().targets[0]?.failuresByKind,
  }
}

const textOf = async (client: OpenAI, more: object = {}): Promise<string> => {
  let text = ''
  const stream = await client.chat.completions.create({ ...question, ...more, stream: true })
  for await (const { choices } of stream) text += choices[0]?.delta.content ?? ''
  return text
}

const saidBy = async (client: Anthropic): Promise<string> =>
  client.messages.stream(messageQuestion).finalText()

describe('what is no event of the answer', () => {
  const odd = [
    'data: : keepalive\n\n',
    'data:\n\n',
    'data: ping\n\n',
    'event: ping\ndata: pong\n\n',
    'event: status\ndata: {"error":{"message":"degraded"}}\n\n',
    'event: status\ndata: {"type":"error","message":"degraded"}\n\n',
    ': comment\n\n',
  ]

  it.each(odd)('does not reach the outer client: %j', async (frame) => {
    const chunks = [chunk({ content: 'h' }), chunk({ content: 'i' }), stop, done]
    const { openai } = scene(sending(frame + chunks.join(frame)))
    expect(await textOf(openai)).toBe('hi')
    const events = messageEvents('hi').map((event) => named([event]))
    const { anthropic } = scene(sending(frame + events.join(frame)))
    expect(await saidBy(anthropic)).toBe('hi')
  })
})

describe('the label of an answer', () => {
  const types = ['application/json', 'text/html', 'text/plain', 'text/event-stream']

  it.each(types)('does not matter to a stream: %s', async (type) => {
    const { openai } = scene(sending(hello, 'end', type))
    const { data, response } = await openai.chat.completions
      .create({ ...question, stream: true })
      .withResponse()
    let text = ''
    for await (const { choices } of data) text += choices[0]?.delta.content ?? ''
    expect(text).toBe('hi')
    expect(response.headers.get('content-type')).toMatch(/^text\/event-stream/)
    expect(await saidBy(scene(sending(named(messageEvents('hi')), 'end', type)).anthropic)).toBe('hi')
  })

  it.each(types)('does not matter to a whole answer that was to be a stream: %s', async (type) => {
    const call = { id: 'call_1', type: 'function', function: { name: 'f', arguments: '{"x":1}' } }
    const body = {
      ...{
        id: 'c1',
        object: 'chat.completion',
        model: 'm-1',
        usage: { prompt_tokens: 5, completion_tokens: 3 },
      },
      choices: [
        {
          index: 0,
          message: { role: 'assistant', content: 'hi', tool_calls: [call] },
          finish_reason: 'tool_calls',
        },
      ],
    }
    const { openai, balancer } = scene(sending(JSON.stringify(body), 'end', type))
    const runner = openai.chat.completions.stream({ ...question, stream_options: { include_usage: true } })
    const { choices, usage } = await runner.finalChatCompletion()
    expect(choices[0]).toMatchObject({
      message: { content: 'hi', tool_calls: [{ id: 'call_1', function: { arguments: '{"x":1}' } }] },
      finish_reason: 'tool_calls',
    })
    expect(usage).toMatchObject({ prompt_tokens: 5, completion_tokens: 3 })
    expect(balancer.snapshot().targets[0]).toMatchObject({ successes: 1, failures: 0 })
  })

  it('does not matter to a whole message and a whole response', async () => {
    const blocks = [
      { type: 'thinking', thinking: 'hm', signature: 's' },
      { type: 'text', text: 'hi', citations: null },
      { type: 'tool_use', id: 'toolu_1', name: 'f', input: { x: 1 } },
    ]
    const whole = {
      ...{ id: 'msg_1', type: 'message', role: 'assistant', model: 'c', stop_reason: 'tool_use' },
      ...{ content: blocks, usage: { input_tokens: 3, output_tokens: 2 } },
    }
    const { anthropic } = scene(sending(JSON.stringify(whole), 'end', 'application/json'))
    const final = await anthropic.messages.stream(messageQuestion).finalMessage()
    expect(final).toMatchObject({ content: blocks, stop_reason: 'tool_use', usage: { output_tokens: 2 } })

    const output = [
      { type: 'reasoning', id: 'rs_1', summary: [] },
      {
        ...{ type: 'message', id: 'msg_1', role: 'assistant', status: 'completed' },
        content: [{ type: 'output_text', text: 'hi', annotations: [] }],
      },
      { type: 'function_call', id: 'fc_1', call_id: 'call_1', name: 'f', arguments: '{"x":1}' },
    ]
    const response = {
      id: 'resp_1',
      object: 'response',
      status: 'completed',
      output,
      usage: { input_tokens: 3 },
    }
    const { openai } = scene(sending(JSON.stringify(response), 'end', 'application/json'))
    const stream = openai.responses.stream({ model: 'm', input: 'Hi' })
    const types: string[] = []
    for await (const { type } of stream) types.push(type)
    expect((await stream.finalResponse()).output).toMatchObject(output)
    expect(types).toContain('response.output_text.delta')
    expect(types.at(-1)).toBe('response.completed')
  })

  it.each([
    ['{}', 'invalid-response'],
    ['{"choices":[]}', 'invalid-response'],
    ['{"choices":[{"index":0,"message":{"content":""},"finish_reason":"stop"}]}', 'invalid-response'],
    ['{"choices":', 'invalid-response'],
    ['<html></html>', 'invalid-response'],
    ['{"error":{"code":"rate_limit_exceeded"}}', 'rate-limit'],
  ])('does not turn what is none into an answer: %s', async (body, kind) => {
    for (const type of types) {
      const { openai, failures } = scene(sending(body, 'end', type))
      expect(await textOf(openai)).toBe('other')
      expect(failures()).toEqual({ [kind]: 1 })
    }
  })
})

describe('a stream that is whole', () => {
  const compatible = { entry: { vendor: 'openai-compatible' as const } }

  it('is a success when its connection breaks after the finish, where no terminator is promised', async () => {
    const body = chunk({ content: 'hi' }) + stop
    const { openai, balancer } = scene(sending(body, new Error('reset')), compatible)
    expect(await textOf(openai)).toBe('hi')
    expect(balancer.snapshot().targets[0]).toMatchObject({ successes: 1, failures: 0 })
    const promised = scene(sending(body, new Error('reset')))
    expect(await failureOf(textOf(promised.openai))).toMatchObject({ code: 'stream-interrupted' })
  })

  it.each([
    ['a second: chat completions', compatible, 1000],
    ['ten: chat completions that promise a terminator', {}, 10_000],
  ])('is one when nothing follows its finish for %s', async (_, options, graceMs) => {
    const clock = createFakeClock()
    const { openai, balancer } = scene(sending(chunk({ content: 'hi' }) + stop, 'hang'), {
      ...options,
      clock,
    })
    let text: string | undefined
    const reading = textOf(openai).then((said) => (text = said))
    while (clock.pending === 0) await new Promise(setImmediate)
    await clock.advance(graceMs - 1)
    expect(text).toBeUndefined()
    await clock.advance(1)
    expect(await reading).toBe('hi')
    expect(balancer.snapshot().targets[0]).toMatchObject({ successes: 1, failures: 0 })
    expect(clock.pending).toBe(0)
  })

  it('is one as Messages too, and the outer client gets their end', async () => {
    const clock = createFakeClock()
    const { anthropic } = scene(sending(named(messageEvents('hi').slice(0, -1)), 'hang'), { clock })
    const reading = saidBy(anthropic)
    while (clock.pending === 0) await new Promise(setImmediate)
    await clock.advance(10_000)
    expect(await reading).toBe('hi')
  })

  it.each([
    [
      'chat completions',
      chunk({ content: 'Hello ' }, 'stop'),
      chunk({ content: 'world' }, 'stop'),
      compatible,
    ],
    [
      'those that end with [DONE]',
      chunk({ content: 'Hello ' }, 'stop'),
      chunk({ content: 'world' }, 'stop') + done,
      {},
    ],
    [
      'thoughts',
      chunk({ reasoning_content: 'hm' }, 'stop'),
      chunk({ content: 'Hello world' }, 'stop'),
      compatible,
    ],
  ])('is one with its end, where a finish stands in every chunk: %s', async (_, first, rest, options) => {
    const clock = createFakeClock()
    let send: ((text: string) => void) | undefined
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        send = (text) => {
          controller.enqueue(new TextEncoder().encode(text))
          if (text !== first) controller.close()
        }
      },
    })
    const { openai, balancer } = scene(
      () => new Response(body, { headers: { 'content-type': 'text/event-stream' } }),
      {
        ...options,
        clock,
      },
    )
    const reading = textOf(openai)
    send?.(first)
    for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate)
    await clock.advance(2000)
    send?.(rest)
    expect(await reading).toBe('Hello world')
    expect(balancer.snapshot().targets[0]).toMatchObject({ successes: 1, failures: 0 })
  })

  it('is none when its connection breaks and a finish stands in every chunk', async () => {
    const body = chunk({ content: 'Hello ' }, 'stop')
    const { openai, balancer } = scene(sending(body, new Error('reset')), compatible)
    expect(await failureOf(textOf(openai))).toMatchObject({ code: 'stream-interrupted' })
    expect(balancer.snapshot().targets[0]).toMatchObject({ successes: 0, failures: 1 })
  })

  it('needs no finish reason where a server is said to give none', async () => {
    const body = chunk({ content: 'hi' }) + done
    const optional = scene(sending(body), { entry: { finishReason: 'optional' } })
    expect(await textOf(optional.openai)).toBe('hi')
    expect(await failureOf(textOf(scene(sending(body)).openai))).toMatchObject({ code: 'stream-interrupted' })
    const empty = scene(sending(done), { entry: { finishReason: 'optional' } })
    expect(await textOf(empty.openai)).toBe('other')
  })
})

describe('a choice that failed', () => {
  const died = { error: { code: 502, message: 'Upstream died' } }
  const faults: [string, string, object][] = [
    ['by its error', 'error', died],
    ['by its finish', 'error', {}],
    ['by the loss of a server', 'network_error', {}],
    ['by an abort', 'abort', {}],
  ]

  it.each(faults)('%s is none of the outer client’s before its content', async (_, reason, rest) => {
    const { openai, failures } = scene(sending(chunk({ content: '' }, reason, rest) + done))
    expect(await textOf(openai)).toBe('other')
    expect(failures()).toEqual({ server: 1 })
  })

  it.each(faults)('%s breaks the stream after it', async (_, reason, rest) => {
    const { openai, failures } = scene(
      sending(chunk({ content: 'par' }) + chunk({ content: '' }, reason, rest) + done),
    )
    await failureOf(textOf(openai))
    expect(failures()).toEqual({ server: 1 })
  })

  it.each(faults)('%s in a whole answer goes on to the next target', async (_, reason, rest) => {
    const body = { choices: [{ index: 0, message: { content: 'par' }, finish_reason: reason, ...rest }] }
    const { openai, failures, balancer } = scene(() => Response.json(body))
    const { fetch } = recorder(() =>
      Response.json({ choices: [{ message: { content: 'other' }, finish_reason: 'stop' }] }),
    )
    await balancer.removeTarget('b')
    balancer.addTarget({ id: 'c', client: { apiKey: 'k', fetch } })
    const answer = await openai.chat.completions.create(question)
    expect(answer.choices[0]?.message.content).toBe('other')
    expect(failures()).toEqual({ server: 1 })
  })
})

describe('an empty error beside a piece of the answer', () => {
  it.each(['', false, null, {}])('is not shown: %j', async (error) => {
    const body =
      chunk({ content: 'he' }) +
      `data: ${JSON.stringify({ choices: [], error })}\n\n` +
      chunk({ content: 'y' }) +
      stop +
      done
    expect(await textOf(scene(sending(body)).openai)).toBe('hey')
  })
})

describe('another answer in the same stream', () => {
  it('is a failure, never a mixed answer', async () => {
    const [begin = {}, ...rest] = messageEvents('hi')
    const other = { type: 'message_start', message: { ...Object(begin).message, id: 'msg_2' } }
    const mixed = named([begin, ...rest.slice(0, 2), other, ...rest])
    expect(await failureOf(saidBy(scene(sending(mixed)).anthropic))).toMatchObject({
      cause: {
        code: 'stream-interrupted',
        cause: { message: 'anthropic/m: another answer began in the stream' },
      },
    })
    const created = (id: string): object => ({ type: 'response.created', response: { id } })
    const delta = { type: 'response.output_text.delta', output_index: 0, content_index: 0, delta: 'hi' }
    const { openai } = scene(sending(named([created('r1'), delta, created('r2'), delta])))
    const read = async (): Promise<void> => {
      for await (const { type } of await openai.responses.create({ model: 'm', input: 'x', stream: true }))
        expect(type).toMatch(/^response/)
    }
    expect(await failureOf(read())).toMatchObject({ code: 'stream-interrupted' })
  })
})

describe('usage', () => {
  const usage = { prompt_tokens: 5, completion_tokens: 3 }
  const own = (fields: object): string => `data: ${JSON.stringify({ choices: [], usage: fields })}\n\n`

  it.each([
    ['in the choice', chunk({}, 'stop', { usage }) + done],
    ['as texts', stop + own({ prompt_tokens: '5', completion_tokens: '3' }) + done],
    ['under other names', stop + own({ input_tokens: 5, output_tokens: 3 }) + done],
    ['before zeros', own(usage) + stop + own({ prompt_tokens: 0, completion_tokens: 0 }) + done],
  ])('is counted %s', async (_, end) => {
    const { openai, balancer } = scene(sending(chunk({ content: 'hi' }) + end))
    const counts: unknown[] = []
    balancer.on('attempt-succeeded', ({ outcome }) => counts.push(outcome.usage))
    await textOf(openai)
    expect(counts).toMatchObject([{ inputTokens: 5, outputTokens: 3 }])
  })

  it('of Messages counts what it took to compact the conversation, and no zeros that come last', async () => {
    const [begin = {}, ...rest] = messageEvents('hi')
    const first = { input_tokens: 23_000, cache_read_input_tokens: 4, output_tokens: 1 }
    const last = {
      ...{ input_tokens: 0, output_tokens: 1000 },
      iterations: [
        { type: 'compaction', input_tokens: 180_000, output_tokens: 3500 },
        { type: 'message', input_tokens: 23_000, output_tokens: 1000 },
      ],
    }
    const events = [
      { ...begin, message: { ...Object(begin).message, usage: first } },
      ...rest.map((event) => (Object(event).type === 'message_delta' ? { ...event, usage: last } : event)),
    ]
    const { anthropic, messages } = scene(sending(named(events)))
    const counts: unknown[] = []
    messages.on('attempt-succeeded', ({ outcome }) => counts.push(outcome.usage))
    expect(await saidBy(anthropic)).toBe('hi')
    expect(counts).toMatchObject([{ inputTokens: 203_004, outputTokens: 4500, cacheReadTokens: 4 }])
  })
})

describe('a good status without an answer', () => {
  type Ask = (client: OpenAI) => PromiseLike<unknown>

  it.each<[string, Ask, object]>([
    [
      'chat',
      (client) => client.chat.completions.create(question),
      { choices: [{ index: 0, message: { content: 'x' }, finish_reason: 'stop' }] },
    ],
    [
      'embeddings',
      (client) => client.embeddings.create({ model: 'e', input: 'x' }),
      { data: [{ embedding: [1] }] },
    ],
    ['moderations', (client) => client.moderations.create({ input: 'x' }), { results: [{}] }],
    [
      'responses',
      (client) => client.responses.create({ model: 'm', input: 'x' }),
      { object: 'response', status: 'completed', output: [{ type: 'function_call' }] },
    ],
    [
      'completions',
      (client) => client.completions.create({ model: 'm', prompt: 'x' }),
      { choices: [{ text: 'x' }] },
    ],
  ])('is a failure, whatever was asked for: %s', async (_, ask, good) => {
    for (const nothing of [{}, { id: 'x', object: 'list' }, { choices: null }]) {
      const a = recorder(() => Response.json(nothing))
      const b = recorder(() => Response.json(good))
      const balancer = balancerOf({ a: { apiKey: 'k', fetch: a.fetch }, b: { apiKey: 'k', fetch: b.fetch } })
      await ask(new OpenAI({ ...balanced(balancer) }))
      expect(balancer.snapshot().targets[0]?.failuresByKind).toEqual({ 'invalid-response': 1 })
      expect(b.sent).toHaveLength(1)
      const alone = balancerOf({ a: { apiKey: 'k', fetch: a.fetch } })
      expect(await failureOf(ask(new OpenAI({ ...balanced(alone) })))).toMatchObject({ status: 502 })
    }
  })

  it('is one of Messages and their token counts too', async () => {
    const nothing = recorder(() => Response.json({}))
    const good = recorder(message('hi'), () => Response.json({ input_tokens: 3 }))
    const balancer = balancerOf({
      a: { apiKey: 'k', fetch: nothing.fetch },
      b: { apiKey: 'k', fetch: good.fetch },
    })
    const client = new Anthropic({ ...balanced(balancer) })
    expect((await client.messages.create(messageQuestion)).content).toMatchObject([{ text: 'hi' }])
    expect((await client.messages.countTokens(question)).input_tokens).toBe(3)
    expect(nothing.sent).toHaveLength(2)
  })

  it('is not thoughts alone, nor an answer that was filtered or cut off', async () => {
    const answers = [
      { message: { content: null, reasoning_content: 'hm' }, finish_reason: 'stop' },
      { message: { content: '' }, finish_reason: 'content_filter' },
      { message: { content: null }, finish_reason: 'length' },
    ]
    for (const choice of answers) {
      const a = recorder(() => Response.json({ choices: [choice] }))
      const balancer = balancerOf({ a: { apiKey: 'k', fetch: a.fetch } })
      await new OpenAI({ ...balanced(balancer) }).chat.completions.create(question)
      expect(balancer.snapshot().targets[0]).toMatchObject({ failures: 0 })
    }
  })
})

describe("OpenAI's helpers", () => {
  const weather = { name: 'weather', arguments: '{"city":"Oslo"}' }
  const tools = (called: unknown[]) => [
    {
      type: 'function' as const,
      function: {
        name: 'weather',
        description: 'The weather of a city.',
        parameters: { type: 'object', properties: { city: { type: 'string' } } },
        parse: JSON.parse as (input: string) => object,
        function: (input: object) => {
          called.push(input)
          return 'sunny'
        },
      },
    },
  ]
  const answer = (message: object, finish_reason: string) => (): Response =>
    Response.json({ id: '1', object: 'chat.completion', choices: [{ index: 0, message, finish_reason }] })

  it.each([false, true])(
    'run the tools of a server that leaves out the role, and the type of calls; streamed: %s',
    async (stream) => {
      const call = { id: 'abcdefghi', index: 0, function: weather }
      const first = stream
        ? sending(chunk({ content: '', tool_calls: [call] }) + chunk({}, 'tool_calls') + done)
        : answer({ role: 'assistant', content: '', tool_calls: [call] }, 'tool_calls')
      const last = stream
        ? sending(chunk({ content: 'Sunny.' }) + stop + done)
        : answer({ role: 'assistant', content: 'Sunny.' }, 'stop')
      const down = recorder(refusal(503))
      const { fetch } = recorder(first, last)
      const client = new OpenAI({
        ...balanced(
          balancerOf({
            a: { apiKey: 'k', fetch: down.fetch },
            b: { apiKey: 'k', baseURL: 'https://api.mistral.ai/v1', fetch },
          }),
        ),
      })
      const called: unknown[] = []
      const asked = { ...question, tools: tools(called) }
      const text = stream
        ? await client.chat.completions.runTools({ ...asked, stream }).finalContent()
        : await client.chat.completions.runTools(asked).finalContent()
      expect(text).toBe('Sunny.')
      expect(called).toEqual([{ city: 'Oslo' }])
      expect(down.sent).toHaveLength(2)
    },
  )
})
