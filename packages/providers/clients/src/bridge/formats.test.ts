import Anthropic from '@anthropic-ai/sdk'
import { GoogleGenAI } from '@google/genai'
import { CohereClient, CohereClientV2 } from 'cohere-ai'
import OpenAI, { AzureOpenAI } from 'openai'
import { describe, expect, it } from 'vitest'
import { balancerOf, failureOf, fakeOf, served } from '../test/scene.ts'
import { balanced } from '../index.ts'

const question = { model: 'gpt-5.2', messages: [{ role: 'user' as const, content: 'Why?' }] }

describe("Azure's client before the balancer", () => {
  it.each([false, true])('is balanced over targets of any kind; streamed: %s', async (isStreamed) => {
    const fake = fakeOf({ a: {}, b: {} })
    fake.target('a').outage('overloaded')
    fake.target('b').update({ reply: 'Because.' })
    const key = (id: 'a' | 'b') => ({ apiKey: `key-of-${id}`, baseURL: fake.url(id), fetch: fake.fetch })
    const client = new AzureOpenAI({
      ...balanced(balancerOf({ a: key('a'), b: key('b') })),
      apiVersion: '2025-04-01-preview',
    })
    const answer = isStreamed
      ? await client.chat.completions.stream(question).finalContent()
      : (await client.chat.completions.create(question)).choices[0]?.message.content
    expect(answer).toBe('Because.')
    expect(served(fake)).toEqual(['a 503 overloaded', 'b 200'])
    expect(fake.requests.map(({ headers, body }) => [headers['api-key'], body])).toMatchObject([
      [undefined, { model: 'gpt-5.2' }],
      [undefined, { model: 'gpt-5.2' }],
    ])
    expect(
      fake.requests.every(({ path }) => !path.includes('deployments') && !path.includes('api-version')),
    ).toBe(true)
  })
})

describe('a client whose format the bridge does not know', () => {
  it('is told so, and no target is asked', async () => {
    const fake = fakeOf({ a: { format: 'cohere' } })
    const balancer = balancerOf({ a: { apiKey: 'k', baseURL: fake.url('a'), fetch: fake.fetch } })
    const client = new CohereClient({ ...balanced(balancer) })
    const error = await failureOf(client.chat({ message: 'Why?' }))
    expect(String(error)).toContain("bridge: requests of version 1 of Cohere's API cannot be balanced")
    expect(served(fake)).toEqual([])
  })
})

describe('a target of another format', () => {
  const others = () => ({
    claude: new Anthropic({ apiKey: 'k' }),
    gemini: new GoogleGenAI({ apiKey: 'k' }),
    cohere: new CohereClientV2({ token: 'k' }),
  })

  it('is left out with an event, and the run goes on', async () => {
    const fake = fakeOf({ a: {}, b: {} })
    fake.target('a').outage('overloaded')
    const key = (id: 'a' | 'b') => ({ apiKey: 'k', baseURL: fake.url(id), fetch: fake.fetch })
    const balancer = balancerOf({ a: key('a'), ...others(), b: key('b') })
    const left: string[] = []
    balancer.on('attempt-neutral', ({ targetId }) => left.push(targetId))
    await new OpenAI({ ...balanced(balancer) }).chat.completions.create(question)
    expect(served(fake)).toEqual(['a 503 overloaded', 'b 200'])
    expect(left).toEqual(['claude', 'gemini', 'cohere'])
  })

  it("does not hide another target's failure", async () => {
    const fake = fakeOf({ a: {} })
    fake.target('a').outage('rate-limit')
    const balancer = balancerOf({
      a: { apiKey: 'k', baseURL: fake.url('a'), fetch: fake.fetch },
      ...others(),
    })
    const error = await failureOf(new OpenAI({ ...balanced(balancer) }).chat.completions.create(question))
    expect(error).toBeInstanceOf(OpenAI.RateLimitError)
  })

  it('takes no attempt from the others, and is not asked again', async () => {
    const fake = fakeOf({ a: {} })
    const key = { apiKey: 'k', baseURL: fake.url('a'), fetch: fake.fetch }
    const balancer = balancerOf({ ...others(), a: key }, { retry: { maxAttempts: 2 } })
    const left: string[] = []
    balancer.on('attempt-neutral', ({ targetId }) => left.push(targetId))
    const client = new OpenAI({ ...balanced(balancer) })
    await client.chat.completions.create(question)
    await client.chat.completions.stream(question).finalContent()
    await client.chat.completions.create(question)
    expect(served(fake)).toEqual(['a 200', 'a 200', 'a 200'])
    expect(left).toEqual(['claude', 'gemini', 'cohere'])
  })

  it('is asked again when its client changes, and by a client of its own format', async () => {
    const fake = fakeOf({ a: {}, b: { format: 'google' } })
    const key = (id: 'a' | 'b') => ({ apiKey: 'k', baseURL: fake.url(id), fetch: fake.fetch })
    const balancer = balancerOf({
      first: new CohereClientV2({ token: 'k' }),
      b: { ...key('b'), vendor: 'google' },
    })
    const failed = await failureOf(new OpenAI({ ...balanced(balancer) }).chat.completions.create(question))
    expect(failed).toMatchObject({ status: 400 })
    const fetch = balanced(balancer)
    balancer.updateTarget('first', { client: key('a') })
    await new OpenAI({ ...fetch }).chat.completions.create(question)
    await new GoogleGenAI({
      ...balanced(balancerOf({ b: { ...key('b'), vendor: 'google' } })),
    }).models.generateContent({
      ...{ model: 'gemini-3.8-flash', contents: 'Why?' },
    })
    expect(served(fake)).toEqual(['a 200', 'b 200'])
  })
})
