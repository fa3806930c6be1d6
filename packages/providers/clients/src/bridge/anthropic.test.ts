import Anthropic from '@anthropic-ai/sdk'
import { BalancerError } from '@llm-balancer/core'
import { sourcesOf } from '@llm-balancer/testing'
import { describe, expect, it } from 'vitest'
import { balanced } from '../index.ts'
import { balancerOf, failureOf, fakeOf, served, unnoticed, unnoticedInStreams } from '../test/scene.ts'

const question = { model: 'm', max_tokens: 9, messages: [{ role: 'user' as const, content: 'Hi' }] }

const scene = () => {
  const fake = fakeOf({
    a: { format: 'anthropic', apiKey: 'key-of-a' },
    b: { format: 'anthropic', apiKey: 'key-of-b' },
  })
  const balancer = balancerOf({
    a: new Anthropic({ apiKey: 'key-of-a', baseURL: fake.url('a'), fetch: fake.fetch }),
    b: { apiKey: 'key-of-b', baseURL: `${fake.url('b')}/v1`, fetch: fake.fetch },
  })
  return { fake, balancer, client: new Anthropic({ ...balanced(balancer) }) }
}

const textOf = ({ content }: Anthropic.Message): string =>
  content.map((block) => (block.type === 'text' ? block.text : '')).join('')

const read = async (stream: AsyncIterable<Anthropic.MessageStreamEvent>): Promise<string> => {
  let text = ''
  for await (const event of stream)
    if (event.type === 'content_block_delta' && event.delta.type === 'text_delta') text += event.delta.text
  return text
}

describe('a genuine Anthropic client over a balancer', () => {
  it('is answered by the targets, each called with its own key', async () => {
    const { fake, client } = scene()
    expect(sourcesOf(textOf(await client.messages.create(question)))).toEqual(['a#1'])
    fake.target('a').script(['server'])
    const { data, response, request_id } = await client.messages.create(question).withResponse()
    expect(sourcesOf(textOf(data))).toEqual(['b#3'])
    expect(response.headers.get('x-llm-balancer-target')).toBe('b')
    expect(request_id).toBe('req_fake_3')
    expect(fake.requests.map(({ apiKey, path }) => [apiKey, path])).toEqual([
      ['accepted', '/a/v1/messages'],
      ['accepted', '/a/v1/messages'],
      ['accepted', '/b/v1/messages'],
    ])
  })

  it.each(unnoticed)('does not notice %s', async (fault) => {
    const { fake, client } = scene()
    fake.target('a').script([fault])
    expect(sourcesOf(textOf(await client.messages.create(question)))).toEqual(['b#2'])
    expect(served(fake)).toHaveLength(2)
  })

  it.each(unnoticedInStreams)('does not notice %j before the first word of a stream', async (fault) => {
    const { fake, client } = scene()
    fake.target('a').script([fault])
    expect(sourcesOf(await read(await client.messages.create({ ...question, stream: true })))).toEqual([
      'b#2',
    ])
    fake.target('a').script([fault])
    expect(sourcesOf(await client.messages.stream(question).finalText())).toHaveLength(1)
  })

  it.each(['cut-in-body', 'truncate'] as const)('fails for %s in the middle of a stream', async (fault) => {
    const { fake, client, balancer } = scene()
    fake.target('a').script([{ fault, afterChunks: 2 }])
    const error = await failureOf(read(await client.messages.create({ ...question, stream: true })))
    expect(BalancerError.isInstance(error)).toBe(true)
    expect(error).toMatchObject({ code: 'stream-interrupted', targetId: 'a' })
    expect(balancer.snapshot().targets[0]?.failuresByKind).toEqual({ 'stream-interrupted': 1 })
    expect(served(fake)).toHaveLength(1)
    fake.target('a').script([{ fault, afterChunks: 2 }])
    expect(await failureOf(client.messages.stream(question).finalMessage())).toBeInstanceOf(Error)
  })

  it("throws the vendor's error in the middle of a stream as its own", async () => {
    const { fake, client, balancer } = scene()
    fake.target('a').script([{ fault: 'error-in-body', afterChunks: 2, message: 'out of luck' }])
    const error = await failureOf(read(await client.messages.create({ ...question, stream: true })))
    expect(error).toBeInstanceOf(Anthropic.APIError)
    expect(error).toMatchObject({ message: expect.stringContaining('out of luck') as string })
    expect(balancer.snapshot()).toMatchObject({ runs: { failed: 1 }, targets: [{ failures: 1 }, {}] })
  })

  it('streams tools through its helper', async () => {
    const { fake, client } = scene()
    fake.target('a').script(['overloaded'])
    const toolCalls = [{ id: 'toolu_1', name: 'sky', input: { place: 'here' } }]
    fake.target('b').script([{ reply: { toolCalls, reasoning: 'let me see' } }])
    const message = await client.messages.stream(question).finalMessage()
    expect(message).toMatchObject({
      stop_reason: 'tool_use',
      content: [{ type: 'thinking' }, { type: 'tool_use', name: 'sky', input: { place: 'here' } }],
    })
  })

  it('lets its caller leave a stream, and abort it', async () => {
    const { fake, client, balancer } = scene()
    const hang = { fault: 'hang-in-body', afterChunks: 1 } as const
    fake.target('a').script([hang, hang])
    for await (const event of await client.messages.create({ ...question, stream: true }))
      if (event.type === 'content_block_delta') break
    const stream = client.messages.stream(question)
    stream.on('text', () => {
      stream.abort()
    })
    expect(await failureOf(stream.done())).toBeInstanceOf(Anthropic.APIUserAbortError)
    await fake.until((requests) => requests.length === 2 && requests.every(({ end }) => end !== undefined))
    expect(fake.requests.map(({ end }) => end)).toEqual(['client-closed', 'client-closed'])
    expect(balancer.snapshot().targets[0]).toMatchObject({ neutral: 2, failures: 0, inFlight: 0 })
  })

  it('reports usage to the balancer, cached tokens included', async () => {
    const usage = { inputTokens: 10, cacheReadTokens: 4, outputTokens: 3 }
    const fake = fakeOf({ a: { format: 'anthropic', reply: { text: 'x y', usage } } })
    const balancer = balancerOf({ a: { apiKey: 'k', baseURL: fake.url('a'), fetch: fake.fetch } })
    const client = new Anthropic({ ...balanced(balancer) })
    await client.messages.create(question)
    await read(await client.messages.create({ ...question, stream: true }))
    expect(balancer.snapshot().targets[0]?.usage).toMatchObject({
      inputTokens: 20,
      cacheReadTokens: 8,
      outputTokens: 6,
    })
  })
})
