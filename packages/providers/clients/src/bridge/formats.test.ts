import Anthropic from '@anthropic-ai/sdk'
import { GoogleGenAI } from '@google/genai'
import { CohereClientV2 } from 'cohere-ai'
import OpenAI, { AzureOpenAI } from 'openai'
import { describe, expect, it } from 'vitest'
import { balancerOf, failureOf, fakeOf, served } from '../test/scene.ts'
import { balanced, bridge } from '../index.ts'

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
  it("is told so, and no target is asked: Google's", async () => {
    const fake = fakeOf({ a: { format: 'google' } })
    const fetch = bridge(balancerOf({ a: { apiKey: 'k', baseURL: fake.url('a'), fetch: fake.fetch } }))
    const client = new GoogleGenAI({
      apiKey: 'k',
      httpOptions: { baseUrl: 'https://llm-balancer.invalid', fetch },
    })
    const error = await failureOf(client.models.generateContent({ model: 'gemini-3-pro', contents: 'Why?' }))
    expect(String(error)).toContain("bridge: requests of Google's or Vertex AI's API cannot be balanced")
    expect(served(fake)).toEqual([])
  })

  it("is told so, and no target is asked: Cohere's", async () => {
    const fake = fakeOf({ a: { format: 'cohere' } })
    const fetch = bridge(balancerOf({ a: { apiKey: 'k', baseURL: fake.url('a'), fetch: fake.fetch } }))
    const client = new CohereClientV2({
      token: 'k',
      baseUrl: 'https://llm-balancer.invalid',
      fetch,
      maxRetries: 0,
    })
    const error = await failureOf(
      client.chat({ model: 'command', messages: [{ role: 'user', content: 'Why?' }] }),
    )
    expect(String(error)).toContain("bridge: requests of Cohere's API cannot be balanced")
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
})
