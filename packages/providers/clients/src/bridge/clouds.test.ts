import { AnthropicBedrock } from '@anthropic-ai/bedrock-sdk'
import Anthropic from '@anthropic-ai/sdk'
import { AnthropicVertex } from '@anthropic-ai/vertex-sdk'
import Groq from 'groq-sdk'
import OpenAI, { AzureOpenAI } from 'openai'
import Together from 'together-ai'
import { describe, expect, it } from 'vitest'
import { balanced, type BridgeOptions } from '../index.ts'
import { bedrockEvent, joined } from '../test/event-stream.ts'
import { completion, eventStream, message, messageEvents, recorder, refusal } from '../test/recorder.ts'
import { balancerOf, failureOf, shown } from '../test/scene.ts'

const question = { model: 'm', messages: [{ role: 'user' as const, content: 'Hi' }] }
const secret = 'planted-secret-42'

describe('one format at several clouds', () => {
  it('OpenAI, Azure and a compatible server serve one OpenAI client, each with its own name of the model', async () => {
    const openai = recorder(refusal(503))
    const azure = recorder(refusal(429))
    const vllm = recorder(completion('from vllm'))
    const balancer = balancerOf({
      openai: new OpenAI({ apiKey: secret, fetch: openai.fetch }),
      azure: {
        client: new AzureOpenAI({
          apiKey: secret,
          endpoint: 'https://x.openai.azure.com',
          apiVersion: 'v',
          fetch: azure.fetch,
        }),
        model: { m: 'my-deployment' },
      },
      vllm: {
        baseURL: 'http://vllm:8000/v1',
        allowInsecureHttp: true,
        model: (name) => `org/${name}`,
        fetch: vllm.fetch,
      },
    })
    const client = new OpenAI({ ...balanced(balancer) })
    const { choices } = await client.chat.completions.create(question)
    expect(choices[0]?.message.content).toBe('from vllm')
    expect([openai, azure, vllm].map(({ sent }) => sent.map(({ url }) => url))).toEqual([
      ['https://api.openai.com/v1/chat/completions'],
      ['https://x.openai.azure.com/openai/deployments/my-deployment/chat/completions?api-version=v'],
      ['http://vllm:8000/v1/chat/completions'],
    ])
    expect(vllm.sent[0]?.body).toMatchObject({ model: 'org/m' })
    expect(vllm.sent[0]?.headers.get('authorization')).toBeNull()
    expect(azure.sent[0]?.headers.get('api-key')).toBe(secret)
  })

  it('the API, Vertex and Bedrock serve one Anthropic client, streams too', async () => {
    const api = recorder(() =>
      Response.json({ type: 'error', error: { type: 'overloaded_error', message: 'x' } }, { status: 529 }),
    )
    const vertex = recorder(() =>
      Response.json({ error: { code: 429, status: 'RESOURCE_EXHAUSTED' } }, { status: 429 }),
    )
    const bedrock = recorder(
      () =>
        new Response(joined(messageEvents('from bedrock').map(bedrockEvent)), {
          headers: { 'content-type': 'application/vnd.amazon.eventstream' },
        }),
      message('from bedrock'),
    )
    const authClient = {
      projectId: 'p',
      getRequestHeaders: () => Promise.resolve(new Headers({ authorization: `Bearer ${secret}` })),
    }
    const balancer = balancerOf({
      api: new Anthropic({ apiKey: secret, fetch: api.fetch }),
      vertex: new AnthropicVertex({ region: 'eu', fetch: vertex.fetch, authClient: authClient as never }),
      bedrock: {
        client: new AnthropicBedrock({ awsRegion: 'eu-west-1', apiKey: secret, fetch: bedrock.fetch }),
        model: 'eu.anthropic.claude',
      },
    })
    const client = new Anthropic({ ...balanced(balancer) })
    const asked = { ...question, max_tokens: 9 }
    expect(await client.messages.stream(asked).finalText()).toBe('from bedrock')
    expect(bedrock.sent[0]?.url).toBe(
      'https://bedrock-runtime.eu-west-1.amazonaws.com/model/eu.anthropic.claude/invoke-with-response-stream',
    )
    expect(api.sent).toHaveLength(1)
    expect(vertex.sent[0]?.url).toContain('/publishers/anthropic/models/m:streamRawPredict')
    balancer.reinstateTarget('vertex')
    const { response } = await client.beta.messages.create(asked).withResponse()
    expect(response.headers.get('x-llm-balancer-target')).toBe('bedrock')
    expect(bedrock.sent[1]?.url).toMatch(/eu\.anthropic\.claude\/invoke$/)
  })

  it('Groq and Together have clients that can be inner and outer ones', async () => {
    const groq = recorder(refusal(498), completion('from groq'))
    const together = recorder(completion('from together'))
    const balancer = balancerOf({
      groq: new Groq({ apiKey: secret, fetch: groq.fetch }),
      together: new Together({ apiKey: secret, fetch: together.fetch }),
    })
    const one = await new Groq({ ...balanced(balancer) }).chat.completions.create(question)
    expect(one.choices[0]?.message.content).toBe('from together')
    const other = await new Together({ ...balanced(balancer) }).chat.completions.create(question)
    expect(other.choices[0]?.message?.content).toBe('from groq')
    expect([...groq.sent, ...together.sent].map(({ url }) => url)).toEqual([
      'https://api.groq.com/openai/v1/chat/completions',
      'https://api.groq.com/openai/v1/chat/completions',
      'https://api.together.ai/v1/chat/completions',
    ])
  })

  it('a pool of keys needs no clients, and keys may be functions', async () => {
    const { fetch, sent } = recorder(refusal(429), completion('x'))
    const balancer = balancerOf({
      a: { apiKey: 'key-a', fetch },
      b: { apiKey: () => Promise.resolve('key-b'), fetch },
    })
    await new OpenAI({ ...balanced(balancer) }).chat.completions.create(question)
    expect(sent.map(({ url, headers }) => [url, headers.get('authorization')])).toEqual([
      ['https://api.openai.com/v1/chat/completions', 'Bearer key-a'],
      ['https://api.openai.com/v1/chat/completions', 'Bearer key-b'],
    ])
    const claude = recorder(message('x'))
    const keys = balancerOf({ a: { apiKey: 'key-a', fetch: claude.fetch } })
    await new Anthropic({ ...balanced(keys) }).messages.create({ ...question, max_tokens: 1 })
    expect(claude.sent[0]?.url).toBe('https://api.anthropic.com/v1/messages')
    expect(claude.sent[0]?.headers.get('authorization')).toBe('Bearer key-a')
    const azure = recorder(completion('x'))
    const azureKey = { apiKey: 'key-a', baseURL: 'https://x.openai.azure.com/openai/v1', fetch: azure.fetch }
    await new OpenAI({ ...balanced(balancerOf({ a: azureKey })) }).chat.completions.create(question)
    expect(azure.sent[0]?.headers.get('api-key')).toBe('key-a')
    expect(azure.sent[0]?.headers.get('authorization')).toBeNull()
  })

  it('shows no key of a base URL, in errors and in headers', async () => {
    const key = 'planted-subscription-42'
    const { fetch } = recorder(() =>
      Response.json({ error: { message: `no such key: ${key}`, code: key } }, { status: 401 }),
    )
    const baseURL = `https://gw.example/v1?subscription-key=${key}`
    const balancer = balancerOf({
      a: { baseURL, fetch },
      b: new OpenAI({ apiKey: 'inner', baseURL, fetch }),
      c: new OpenAI({ apiKey: 'inner', defaultQuery: { 'subscription-key': key }, fetch }),
    })
    for (const id of ['a', 'b', 'c']) {
      const client = new OpenAI({ ...balanced(balancer, { runOptions: () => ({ pin: id }) }) })
      const error = await failureOf(client.chat.completions.create(question))
      expect(shown(error)).not.toContain(key)
      expect(shown(error)).toContain('[redacted]')
    }
  })

  it("does not forward the outer client's key, account or headers for the bridge", async () => {
    const { fetch, sent } = recorder(completion('x'))
    const balancer = balancerOf({ a: { apiKey: 'inner', fetch }, b: new OpenAI({ apiKey: 'inner', fetch }) })
    for (const id of ['a', 'b']) {
      const runOptions = () => ({ pin: id })
      const client = new OpenAI({
        ...balanced(balancer, { runOptions }),
        organization: 'outer-org',
        project: 'outer-project',
      })
      await client.chat.completions.create(question, {
        headers: { 'x-llm-balancer-tenant': 't', 'x-tenant': 't', 'x-request-id': 'kept' },
      })
    }
    for (const { headers } of sent) {
      const all = JSON.stringify([...headers])
      expect(all).not.toMatch(/outer-|llm-balancer/)
      expect(headers.get('x-tenant')).toBeNull()
      expect(headers.get('x-request-id')).toBe('kept')
      expect(headers.get('authorization')).toBe('Bearer inner')
    }
  })

  it('a target that cannot make a request is skipped, and its secret does not leak', async () => {
    const { fetch } = recorder(completion('x'))
    const broken = () => Promise.reject(new Error(secret))
    const balancer = balancerOf({
      client: new OpenAI({ apiKey: broken, fetch }),
      key: { apiKey: broken, fetch },
      good: { apiKey: 'k', fetch },
    })
    const { response } = await new OpenAI({ ...balanced(balancer) }).chat.completions
      .create(question)
      .withResponse()
    expect(response.headers.get('x-llm-balancer-target')).toBe('good')
    expect(balancer.snapshot().targets.map(({ reason }) => reason)).toEqual([
      'quarantined: auth',
      'quarantined: auth',
      undefined,
    ])
    const alone = balancerOf({ key: { apiKey: broken, fetch } })
    const error = await failureOf(new OpenAI({ ...balanced(alone) }).chat.completions.create(question))
    expect(error).toBeInstanceOf(OpenAI.AuthenticationError)
    expect(shown(error)).not.toContain(secret)
  })

  it('names a wrong setting of a target in the first error', async () => {
    const wrong = { apiKey: 'k', baseUrl: 'https://x.example' } as object
    const error = await failureOf(
      new OpenAI({ ...balanced(balancerOf({ a: wrong })) }).chat.completions.create(question),
    )
    expect(error).toBeInstanceOf(OpenAI.BadRequestError)
    expect(error).toMatchObject({
      message: expect.stringContaining('bridge: unknown option "baseUrl"') as string,
      code: 'bad_option',
    })
    expect(() => balanced(balancerOf({ a: {} }), { hom: 'a' } as object)).toThrow(
      'bridge: unknown option "hom"',
    )
    expect(() => balanced({} as never)).toThrow('bridge: the first argument must be a balancer')
  })

  it.each<[string, BridgeOptions]>([
    ['there is no target', { home: 'unknown' }],
    ['there is no target', { runOptions: () => ({ pin: 'unknown' }) }],
    // SDKs recognise a time-out by the word "timeout".
    ['known options are', { runOptions: () => ({ timeout: 5 }) as object }],
  ])('names a wrong option instead of reporting a failed connection: %s', async (words, options) => {
    const { fetch, sent } = recorder(completion('x'))
    const outer = balanced(balancerOf({ a: { apiKey: 'k', fetch }, b: { apiKey: 'k', fetch } }), options)
    const openai = new OpenAI({ ...outer, maxRetries: 2 })
    const anthropic = new Anthropic({ ...outer, maxRetries: 2 })
    const works =
      'home' in options
        ? [openai.models.list(), anthropic.models.list()]
        : [
            openai.chat.completions.create(question),
            openai.chat.completions.create({ ...question, stream: true }),
            anthropic.messages.create({ ...question, max_tokens: 5 }),
          ]
    for (const work of works) {
      const error = await failureOf(work)
      expect(error).toMatchObject({ status: 400, message: expect.stringContaining(words) as string })
    }
    expect(sent).toEqual([])
  })

  it('streams an answer of a compatible server without its terminator', async () => {
    const words = [
      { choices: [{ index: 0, delta: { content: 'Hel' }, finish_reason: null }] },
      { choices: [{ index: 0, delta: { content: 'lo' }, finish_reason: 'stop' }] },
    ]
    const { fetch } = recorder(eventStream(words))
    const balancer = balancerOf({
      a: { baseURL: 'https://vllm.example/v1', fetch },
      b: { apiKey: 'k', fetch },
    })
    const read = async (pin: string): Promise<string> => {
      const client = new OpenAI({ ...balanced(balancer, { runOptions: () => ({ pin, maxAttempts: 1 }) }) })
      let text = ''
      const stream = await client.chat.completions.create({ ...question, stream: true })
      for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? ''
      return text
    }
    expect(await read('a')).toBe('Hello')
    expect(await failureOf(read('b'))).toMatchObject({ code: 'stream-interrupted' })
  })
})
