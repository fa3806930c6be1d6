import { BalancerError } from '@llm-balancer/core'
import { sourcesOf } from '@llm-balancer/testing'
import OpenAI from 'openai'
import { describe, expect, it } from 'vitest'
import { balanced } from '../index.ts'
import { balancerOf, failureOf, fakeOf, served, unnoticed, unnoticedInStreams } from '../test/scene.ts'

const question = { model: 'm', messages: [{ role: 'user' as const, content: 'Hi' }] }

/** A genuine client over a genuine inner client and a bare key. */
const scene = () => {
  const fake = fakeOf({ a: { apiKey: 'key-of-a' }, b: { apiKey: 'key-of-b' } })
  const balancer = balancerOf({
    a: new OpenAI({ apiKey: 'key-of-a', baseURL: fake.url('a'), fetch: fake.fetch }),
    b: { apiKey: 'key-of-b', baseURL: fake.url('b'), fetch: fake.fetch },
  })
  return { fake, balancer, client: new OpenAI({ ...balanced(balancer) }) }
}

const textOf = (completion: OpenAI.Chat.ChatCompletion): string =>
  completion.choices[0]?.message.content ?? ''

const read = async (stream: AsyncIterable<OpenAI.Chat.ChatCompletionChunk>): Promise<string> => {
  let text = ''
  for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? ''
  return text
}

describe('a genuine OpenAI client over a balancer', () => {
  it('is answered by the targets, each called with its own key', async () => {
    const { fake, client } = scene()
    expect(sourcesOf(textOf(await client.chat.completions.create(question)))).toEqual(['a#1'])
    fake.target('a').script(['server'])
    const { data, response, request_id } = await client.chat.completions.create(question).withResponse()
    expect(sourcesOf(textOf(data))).toEqual(['b#3'])
    expect(response.headers.get('x-llm-balancer-target')).toBe('b')
    expect(request_id).toBe('req_fake_3')
    expect(served(fake)).toEqual(['a 200', 'a 500 server', 'b 200'])
    expect(fake.requests.map(({ apiKey }) => apiKey)).toEqual(['accepted', 'accepted', 'accepted'])
  })

  it.each(unnoticed)('does not notice %s', async (fault) => {
    const { fake, client } = scene()
    fake.target('a').script([fault])
    expect(sourcesOf(textOf(await client.chat.completions.create(question)))).toEqual(['b#2'])
    expect(served(fake)).toHaveLength(2)
  })

  it.each(unnoticedInStreams)('does not notice %j before the first word of a stream', async (fault) => {
    const { fake, client } = scene()
    fake.target('a').script([fault])
    const stream = await client.chat.completions.create({ ...question, stream: true })
    expect(sourcesOf(await read(stream))).toEqual(['b#2'])
    expect(served(fake)).toHaveLength(2)
  })

  it.each(['cut-in-body', 'truncate'] as const)('fails for %s in the middle of a stream', async (fault) => {
    const { fake, client, balancer } = scene()
    fake.target('a').script([{ fault, afterChunks: 2 }])
    const stream = await client.chat.completions.create({ ...question, stream: true })
    const parts: string[] = []
    const error = await failureOf(
      (async () => {
        for await (const chunk of stream) parts.push(chunk.choices[0]?.delta.content ?? '')
      })(),
    )
    expect(sourcesOf(parts.join(''))).toEqual(['a#1'])
    expect(BalancerError.isInstance(error)).toBe(true)
    expect(error).toMatchObject({ code: 'stream-interrupted', targetId: 'a' })
    expect(served(fake)).toHaveLength(1)
    expect(balancer.snapshot().targets[0]?.failuresByKind).toEqual({ 'stream-interrupted': 1 })
  })

  it("throws the vendor's error in the middle of a stream as its own", async () => {
    const { fake, client, balancer } = scene()
    fake.target('a').script([{ fault: 'error-in-body', afterChunks: 2, message: 'out of luck' }])
    const stream = await client.chat.completions.create({ ...question, stream: true })
    const error = await failureOf(read(stream))
    expect(error).toBeInstanceOf(OpenAI.APIError)
    expect(error).toMatchObject({ message: expect.stringContaining('out of luck') as string })
    expect(balancer.snapshot()).toMatchObject({ runs: { failed: 1 }, targets: [{ failures: 1 }, {}] })
  })

  it('supports its helpers', async () => {
    const { fake, client } = scene()
    const call = { id: 'call_1', name: 'sky', input: { place: 'here' } }
    fake.target('a').script(['overloaded', 'overloaded'])
    fake.target('b').script([{ reply: { toolCalls: [call] } }, { reply: '{"answer":42}' }, { reply: 'raw' }])
    const runner = client.chat.completions.stream(question)
    const { message } = (await runner.finalChatCompletion()).choices[0] ?? {}
    expect(message?.tool_calls).toMatchObject([{ id: 'call_1', function: { name: 'sky' } }])
    const schema = { type: 'json_schema' as const, json_schema: { name: 'answer', schema: {}, strict: true } }
    const parsed = await client.chat.completions.parse({ ...question, response_format: schema })
    expect(parsed.choices[0]?.message.parsed).toEqual({ answer: 42 })
    const raw = await client.chat.completions.create(question).asResponse()
    expect(await raw.json()).toMatchObject({ object: 'chat.completion' })
  })

  it('closes the connection when its caller leaves a stream', async () => {
    const { fake, client, balancer } = scene()
    fake.target('a').script([{ fault: 'hang-in-body', afterChunks: 1 }])
    const stream = await client.chat.completions.create({ ...question, stream: true })
    for await (const chunk of stream) if (chunk.choices[0]?.delta.content !== '') break
    await fake.until(([first]) => first?.end !== undefined)
    expect(fake.requests[0]?.end).toBe('client-closed')
    expect(balancer.snapshot()).toMatchObject({
      runs: { cancelled: 1, running: 0 },
      targets: [{ neutral: 1 }, {}],
    })
  })

  it('lets its caller abort, before the answer and in the middle of it', async () => {
    const { fake, client, balancer } = scene()
    fake.target('a').script(['hang-before-headers', { fault: 'hang-in-body', afterChunks: 1 }])
    const early = new AbortController()
    const asking = failureOf(client.chat.completions.create(question, { signal: early.signal }))
    await fake.until((requests) => requests.length === 1)
    early.abort()
    expect(await asking).toBeInstanceOf(OpenAI.APIUserAbortError)
    const late = new AbortController()
    const stream = await client.chat.completions.create(
      { ...question, stream: true },
      { signal: late.signal },
    )
    const parts: string[] = []
    for await (const chunk of stream) {
      parts.push(chunk.choices[0]?.delta.content ?? '')
      if (parts.length > 1) late.abort()
    }
    await fake.until((requests) => requests.every(({ end }) => end !== undefined))
    expect(fake.requests.map(({ targetId, end }) => [targetId, end])).toEqual([
      ['a', 'client-closed'],
      ['a', 'client-closed'],
    ])
    expect(balancer.snapshot().targets[0]).toMatchObject({ neutral: 2, failures: 0 })
  })

  it('reads no more of a stream than its caller', async () => {
    const { fake, client } = scene()
    fake.target('a').script([{ fault: 'hang-in-body', afterChunks: 2 }])
    const response = await client.chat.completions.create({ ...question, stream: true }).asResponse()
    const reader = response.body?.getReader()
    const first = await reader?.read()
    expect(first?.done).toBe(false)
    await reader?.cancel()
    await fake.until(([one]) => one?.end === 'client-closed')
    expect(fake.requests).toHaveLength(1)
  })

  it('reports usage and limits to the balancer', async () => {
    const fake = fakeOf({
      a: {
        limits: { requestsPerMinute: 60 },
        reply: { text: 'x', usage: { inputTokens: 7, outputTokens: 2 } },
      },
    })
    const balancer = balancerOf({ a: { baseURL: fake.url('a'), fetch: fake.fetch } })
    const client = new OpenAI({ ...balanced(balancer) })
    await client.chat.completions.create(question)
    await read(
      await client.chat.completions.create({
        ...question,
        stream: true,
        stream_options: { include_usage: true },
      }),
    )
    expect(balancer.snapshot().targets[0]?.usage).toMatchObject({ inputTokens: 14, outputTokens: 4 })
  })
})
