import type { AttemptFacts } from '@llm-balancer/core'
import { createFakeClock } from '@llm-balancer/core/testing'
import { beforeEach, describe, expect, it } from 'vitest'
import type { ChatModel } from '../chat/chat-model.ts'
import type { StreamPart } from '../chat/stream-part.ts'
import { unknownUsage } from '../chat/unknown-usage.ts'
import { createHttpClient } from '../http/http-client.ts'
import { jsonOfEvent } from '../http/json-of-event.ts'
import { asText } from '../read/as-value.ts'
import { collect } from '../stream/collect.ts'
import { createChatModel } from './create-chat-model.ts'

const usage = { ...unknownUsage, inputTokens: { ...unknownUsage.inputTokens, total: 3 } }
const finishReason = { unified: 'stop', raw: 'end' } as const
const warnings = [{ type: 'unsupported', feature: 'seed' } as const]
const messages = [{ role: 'user', content: 'Hello' } as const]

/** How streams were ended. */
const ends: string[] = []

beforeEach(() => {
  ends.length = 0
})

type Sent = { readonly url: string; readonly init: RequestInit }

/** A model of a vendor whose events are deltas, ended by an event with `last`, finished by one with `done`, and what it has sent. */
const modelThatGets = (
  response: () => Response,
  clock = createFakeClock(),
): { model: ChatModel; sent: Sent[]; options: unknown[] } => {
  const sent: Sent[] = []
  const options: unknown[] = []
  const http = createHttpClient({
    provider: 'acme',
    modelId: 'm',
    baseURL: 'https://acme.example/v1',
    headers: { a: 'own', b: 'own', c: 'own' },
    clock,
    fetch: (url, init) => {
      sent.push({ url, init })
      return Promise.resolve(response())
    },
  })
  const model = createChatModel({
    provider: 'acme',
    modelId: 'm',
    http,
    path: (stream) => (stream ? '/stream' : '/chat'),
    body: (request, stream) => ({ body: { texts: request.messages, stream }, warnings }),
    read: ({ body }) => ({
      content: 'text' in body ? [{ type: 'text', text: asText(body['text']) }] : [],
      ...{ text: asText(body['text']), finishReason, usage },
      response: { id: 'r1' },
    }),
    reader: (answer, call, emit) => {
      options.push(call)
      let isWhole = false
      let isFinished = false
      let isPromised = false
      return {
        get isWhole() {
          return isWhole
        },
        get isFinished() {
          return isFinished
        },
        read(event) {
          const { text, last, done, promised } = jsonOfEvent(event, http, answer) ?? {}
          if (text !== undefined) emit({ type: 'text-delta', id: '0', delta: asText(text) })
          isWhole = last === true
          isFinished ||= done === true
          isPromised ||= promised === true
        },
        end(how = 'closed') {
          ends.push(how)
          if (how === 'broken' && isPromised) throw http.failure('stream-interrupted', answer)
          emit({ type: 'finish', finishReason, usage })
        },
      }
    },
    probePath: '/models',
  })
  return { model, sent, options }
}

const eventsOf = (...data: readonly object[]): Response =>
  new Response(data.map((each) => `data: ${JSON.stringify(each)}\n\n`).join(''), {
    headers: { 'content-type': 'text/event-stream', 'x-answer': '1' },
  })

const bodyOf = (sent: Sent | undefined): unknown => JSON.parse(sent?.init.body as string)

describe('a model made of a vendor’s API', () => {
  it('gives a whole answer with the request, the warnings and the response', async () => {
    const { model, sent } = modelThatGets(() =>
      Response.json({ text: 'Hi' }, { headers: { 'x-answer': '1' } }),
    )
    const facts: AttemptFacts[] = []
    const call = { headers: { c: 'call' }, report: (fact: AttemptFacts) => facts.push(fact) }
    const answer = await model.generate({ messages, headers: { b: 'request', c: 'request' } }, call)
    expect(answer).toEqual({
      ...{ content: [{ type: 'text', text: 'Hi' }], text: 'Hi', finishReason, usage, warnings },
      request: { url: 'https://acme.example/v1/chat', body: { texts: messages, stream: false } },
      response: {
        id: 'r1',
        headers: { 'content-type': 'application/json', 'x-answer': '1' },
        body: { text: 'Hi' },
      },
    })
    expect(facts.map(({ usage: tokens }) => tokens)).toEqual([undefined, { inputTokens: 3 }])
    expect(sent[0]?.init.headers).toMatchObject({ a: 'own', b: 'request', c: 'call' })
    expect(bodyOf(sent[0])).toEqual({ texts: messages, stream: false })
  })

  it('streams the parts of its events, up to the one that completes the answer', async () => {
    const { model, sent, options } = modelThatGets(() =>
      eventsOf({ text: 'a' }, { text: 'b', last: true }, { text: 'too late' }),
    )
    const stream = model.stream({ messages }, { includeRaw: true })
    expect(sent).toEqual([])
    const parts: StreamPart[] = []
    for await (const part of stream) parts.push(part)
    expect(parts).toEqual([
      {
        type: 'stream-start',
        warnings,
        request: { url: 'https://acme.example/v1/stream', body: { texts: messages, stream: true } },
      },
      { type: 'response-metadata', headers: { 'content-type': 'text/event-stream', 'x-answer': '1' } },
      { type: 'text-delta', id: '0', delta: 'a' },
      { type: 'text-delta', id: '0', delta: 'b' },
      { type: 'finish', finishReason, usage },
    ])
    expect(options).toMatchObject([{ includeRaw: true, signal: expect.any(AbortSignal) as unknown }])
  })

  it('ends a stream whose events end by themselves', async () => {
    const { model } = modelThatGets(() => eventsOf({ text: 'a' }))
    const types: string[] = []
    for await (const { type } of model.stream({ messages })) types.push(type)
    expect(types).toEqual(['stream-start', 'response-metadata', 'text-delta', 'finish'])
  })

  it('ends a stream without a body, with what its reader makes of nothing', async () => {
    const { model } = modelThatGets(() => new Response(null))
    const types: string[] = []
    for await (const { type } of model.stream({ messages })) types.push(type)
    expect(types).toEqual(['stream-start', 'response-metadata', 'finish'])
    expect(ends).toEqual(['closed'])
  })

  it('throws a failure in a stream after the parts before it', async () => {
    const { model } = modelThatGets(() => eventsOf({ text: 'a' }, { error: { code: 'overloaded' } }))
    const types: string[] = []
    const reading = (async () => {
      for await (const { type } of model.stream({ messages })) types.push(type)
    })()
    await expect(reading).rejects.toMatchObject({ kind: 'overloaded', provider: 'acme', modelId: 'm' })
    expect(types).toEqual(['stream-start', 'response-metadata', 'text-delta'])
  })

  it.each([
    ['is left', '{"text":"a"}'],
    ['is whole although its body goes on', '{"text":"a","last":true}'],
    ['fails', '{"error":{"code":"overloaded"}}'],
  ])('closes the connection of a stream that %s', async (end, event) => {
    let cancelled = false
    const endless = new ReadableStream<Uint8Array>(
      {
        pull(controller) {
          controller.enqueue(new TextEncoder().encode(`data: ${event}\n\n`))
        },
        cancel() {
          cancelled = true
        },
      },
      { highWaterMark: 0 },
    )
    const { model } = modelThatGets(
      () => new Response(endless, { headers: { 'content-type': 'text/event-stream' } }),
    )
    const reading = (async () => {
      for await (const part of model.stream({ messages })) {
        if (end === 'is left' && part.type === 'text-delta') break
      }
    })()
    await reading.catch((error: unknown) => {
      expect(error).toMatchObject({ kind: 'overloaded' })
    })
    expect(cancelled).toBe(true)
  })

  it('streams a whole answer, which a server gave that does not stream', async () => {
    const facts: AttemptFacts[] = []
    const { model } = modelThatGets(() => Response.json({ text: 'Hi' }))
    const stream = model.stream({ messages }, { report: (fact) => facts.push(fact), includeRaw: true })
    const parts: StreamPart[] = []
    for await (const part of stream) parts.push(part)
    expect(parts.slice(2)).toEqual([
      { type: 'raw', rawValue: { text: 'Hi' } },
      { type: 'response-metadata', id: 'r1' },
      { type: 'text-start', id: '0' },
      { type: 'text-delta', id: '0', delta: 'Hi' },
      { type: 'text-end', id: '0' },
      { type: 'finish', finishReason, usage },
    ])
    expect(facts.map(({ usage: tokens }) => tokens)).toEqual([undefined, { inputTokens: 3 }])
    const plain: string[] = []
    for await (const { type } of model.stream({ messages })) plain.push(type)
    expect(plain).not.toContain('raw')
  })

  it('streams the chunks that came as one list', async () => {
    const { model } = modelThatGets(() => Response.json([{ text: 'a' }, { text: 'b' }]))
    const { text, finishReason: reason } = await collect(model.stream({ messages }))
    expect({ text, reason, ends }).toEqual({ text: 'ab', reason: finishReason, ends: ['closed'] })
    const failing = modelThatGets(
      () => new Response('[{"text":"a"},{"error":{"code":503,"status":"UNAVAILABLE"}}]'),
    ).model
    await expect(collect(failing.stream({ messages }))).rejects.toMatchObject({ kind: 'overloaded' })
  })

  it.each(['{"text":', '[{"text":"a"}', '{"error":{"code":503,"status":"UNAVAILABLE"}}'])(
    'fails for a document that is no answer: %s',
    async (body) => {
      const { model } = modelThatGets(() => new Response(body))
      const kind = body.includes('error') ? 'overloaded' : 'invalid-response'
      await expect(collect(model.stream({ messages }))).rejects.toMatchObject({ kind })
    },
  )

  it('gives as a whole what a server streamed that always does', async () => {
    const { model } = modelThatGets(() =>
      eventsOf({ text: 'a' }, { text: 'b', last: true }, { text: 'too late' }),
    )
    const answer = await model.generate({ messages })
    expect(answer).toEqual({
      ...{ content: [{ type: 'text', text: 'ab' }], text: 'ab', finishReason, usage, warnings },
      request: { url: 'https://acme.example/v1/chat', body: { texts: messages, stream: false } },
      response: { headers: { 'content-type': 'text/event-stream', 'x-answer': '1' } },
    })
    expect(ends).toEqual(['closed'])
    const failing = modelThatGets(() => eventsOf({ text: 'a' }, { error: { code: 'overloaded' } })).model
    await expect(failing.generate({ messages })).rejects.toMatchObject({ kind: 'overloaded' })
  })

  it('warns of calls whose arguments are no JSON, whole and streamed', async () => {
    const { model } = modelThatGets(() => Response.json({ text: 'Hi' }))
    const content = [{ type: 'tool-call', toolCallId: 'c', toolName: 't', input: '{"a' } as const]
    const request = { messages: [...messages, { role: 'assistant', content } as const] }
    const message = 'the arguments of an earlier call of the tool "t" are no JSON'
    for (const answer of [await model.generate(request), await collect(model.stream(request))])
      expect(answer.warnings).toEqual([...warnings, { type: 'other', message }])
  })

  describe('that has given its finish', () => {
    /** Events, then silence, or a broken connection. */
    const opened = (events: readonly object[], error?: Error): Response => {
      const rest = events.map((event) => `data: ${JSON.stringify(event)}\n\n`)
      const body = new ReadableStream<Uint8Array>(
        {
          pull(controller) {
            const next = rest.shift()
            if (next !== undefined) controller.enqueue(new TextEncoder().encode(next))
            else if (error !== undefined) controller.error(error)
            return next === undefined && error === undefined ? new Promise<void>(() => {}) : undefined
          },
        },
        { highWaterMark: 0 },
      )
      return new Response(body, { headers: { 'content-type': 'text/event-stream' } })
    }

    it('is whole when nothing more comes for a second', async () => {
      const clock = createFakeClock()
      const { model } = modelThatGets(() => opened([{ text: 'a', done: true }, { text: 'b' }]), clock)
      let text: unknown
      void collect(model.stream({ messages })).then((answer) => (text = answer.text))
      await clock.advance(999)
      expect(text).toBeUndefined()
      await clock.advance(1)
      expect(text).toBe('ab')
      expect(ends).toEqual(['silent'])
      expect(clock.pending).toBe(0)
    })

    it('waits for ever without it', async () => {
      const clock = createFakeClock()
      const controller = new AbortController()
      const { model } = modelThatGets(() => opened([{ text: 'a' }]), clock)
      const reading = collect(model.stream({ messages }, { signal: controller.signal }))
      await clock.advance(100_000)
      expect(ends).toEqual([])
      controller.abort(new Error('enough'))
      await expect(reading).rejects.toThrow('enough')
    })

    it('is whole when its connection breaks, unless more was promised', async () => {
      const reset = new Error('reset')
      const { model } = modelThatGets(() => opened([{ text: 'a', done: true }], reset))
      expect((await collect(model.stream({ messages }))).text).toBe('a')
      const promised = modelThatGets(() => opened([{ text: 'a', done: true, promised: true }], reset)).model
      const unfinished = modelThatGets(() => opened([{ text: 'a' }], reset)).model
      for (const each of [promised, unfinished]) {
        await expect(collect(each.stream({ messages }))).rejects.toMatchObject({
          kind: 'stream-interrupted',
          cause: expect.anything() as unknown,
        })
      }
      expect(ends).toEqual(['broken', 'broken'])
    })

    it('throws the reason of an abort all the same', async () => {
      const controller = new AbortController()
      const { model } = modelThatGets(() => opened([{ text: 'a', done: true }]))
      const reading = (async () => {
        for await (const part of model.stream({ messages }, { signal: controller.signal }))
          if (part.type === 'text-delta') setImmediate(() => controller.abort(new Error('enough')))
      })()
      await expect(reading).rejects.toThrow('enough')
      expect(ends).toEqual([])
    })
  })

  it('is probed with a GET', async () => {
    const { model, sent } = modelThatGets(() => Response.json({ data: [] }))
    await model.probe?.({ headers: { c: 'call' } })
    await model.probe?.()
    expect(sent.map(({ url, init }) => `${init.method} ${url}`)).toEqual([
      'GET https://acme.example/v1/models',
      'GET https://acme.example/v1/models',
    ])
    expect(sent[0]?.init.headers).toMatchObject({ c: 'call' })
  })
})
