import type { AttemptFacts } from '@llm-balancer/core'
import { describe, expect, it } from 'vitest'
import type { ChatModel } from '../chat/chat-model.ts'
import type { StreamPart } from '../chat/stream-part.ts'
import { unknownUsage } from '../chat/unknown-usage.ts'
import { createHttpClient } from '../http/http-client.ts'
import { jsonOfEvent } from '../http/json-of-event.ts'
import { asText } from '../read/as-value.ts'
import { createChatModel } from './create-chat-model.ts'

const usage = { ...unknownUsage, inputTokens: { ...unknownUsage.inputTokens, total: 3 } }
const finishReason = { unified: 'stop', raw: 'end' } as const
const warnings = [{ type: 'unsupported', feature: 'seed' } as const]
const messages = [{ role: 'user', content: 'Hello' } as const]

type Sent = { readonly url: string; readonly init: RequestInit }

/** A model of a vendor whose events are deltas, ended by an event with `last`, and what it has sent. */
const modelThatGets = (response: () => Response): { model: ChatModel; sent: Sent[]; options: unknown[] } => {
  const sent: Sent[] = []
  const options: unknown[] = []
  const http = createHttpClient({
    provider: 'acme',
    modelId: 'm',
    baseURL: 'https://acme.example/v1',
    headers: { a: 'own', b: 'own', c: 'own' },
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
      ...{ content: [], text: asText(body['text']), finishReason, usage },
      response: { id: 'r1' },
    }),
    reader: (answer, call, emit) => {
      options.push(call)
      let isWhole = false
      return {
        get isWhole() {
          return isWhole
        },
        read(event) {
          const { text, last } = jsonOfEvent(event, http, answer) ?? {}
          if (text !== undefined) emit({ type: 'text-delta', id: '0', delta: asText(text) })
          isWhole = last === true
        },
        end() {
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
      ...{ content: [], text: 'Hi', finishReason, usage, warnings },
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
