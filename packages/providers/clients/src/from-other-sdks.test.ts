import { GoogleGenAI } from '@google/genai'
import { Mistral } from '@mistralai/mistralai'
import { HTTPClient } from '@mistralai/mistralai/lib/http.js'
import { CohereClient, CohereClientV2 } from 'cohere-ai'
import { collect } from '@llm-balancer/provider'
import type { ChatModel, ChatRequest } from '@llm-balancer/provider'
import { describe, expect, it } from 'vitest'
import { embeddingFromClient, fromClient } from './index.ts'
import type { SdkClient } from './index.ts'
import { openClient } from './sdk/open-client.ts'
import { recorder } from './test/recorder.ts'
import { failureOf, fakeOf, shown } from './test/scene.ts'

const request: ChatRequest = { messages: [{ role: 'user', content: 'Hi' }] }
const secret = 'planted-secret-42'

type Maker = (fetch: typeof globalThis.fetch, baseURL: string, apiKey?: string) => SdkClient

/** A client of each SDK at an address; some would repeat requests by themselves. */
const makers: Readonly<Record<'google' | 'mistral' | 'cohere', Maker>> = {
  google: (fetch, baseUrl, apiKey = secret) =>
    new GoogleGenAI({
      apiKey,
      httpOptions: { baseUrl, fetch, headers: { 'x-tenant': 'acme' }, retryOptions: { attempts: 3 } },
    }),
  mistral: (fetch, serverURL, apiKey = secret) => {
    const httpClient = new HTTPClient({ fetcher: fetch })
    httpClient.addHook('beforeRequest', (sent) => {
      sent.headers.set('x-tenant', 'acme')
    })
    return new Mistral({ apiKey, serverURL, httpClient })
  },
  cohere: (fetch, baseUrl, token = secret) =>
    new CohereClientV2({ token, baseUrl, fetch, headers: { 'x-tenant': 'acme' }, maxRetries: 5 }),
}

/** Where a fake speaks the format, as the SDK wants it: without the version, which it puts behind. */
const bare = (url: string): string => url.replace(/\/v\d\w*$/, '')

const sdks = Object.entries(makers).map(([format, make]) => ({ format: format as keyof typeof makers, make }))

describe.each(sdks)('a model over a client of the $format SDK', ({ format, make }) => {
  const scene = (apiKey?: string) => {
    const fake = fakeOf({ a: { format, apiKey: secret } })
    const client = make(fake.fetch, bare(fake.url('a')), apiKey)
    return { fake, client, model: fromClient(client, { model: 'some-model', headers: { 'x-own': '1' } }) }
  }

  it("uses the client's key, headers and address", async () => {
    const { fake, model } = scene()
    fake.target('a').update({ reply: 'Hello there' })
    expect(model).toMatchObject({ provider: format, modelId: 'some-model' })
    expect((await model.generate(request)).text).toBe('Hello there')
    expect((await collect(model.stream(request))).text).toBe('Hello there')
    await model.probe?.()
    expect(fake.requests.map(({ status }) => status)).toEqual([200, 200, 200])
    expect(fake.requests[0]?.headers).toMatchObject({ 'x-tenant': 'acme', 'x-own': '1' })
  })

  it('calls tools and tells usage and limits, as with a key alone', async () => {
    const { fake, model } = scene()
    fake.target('a').update({
      reply: { toolCalls: [{ name: 'look', input: { at: 1 } }], usage: { inputTokens: 7, outputTokens: 2 } },
    })
    const inputSchema = { type: 'object', properties: { at: { type: 'number' } } }
    const tools = [{ type: 'function', name: 'look', inputSchema }] as const
    const { content, usage, finishReason } = await model.generate({ ...request, tools })
    expect(content).toMatchObject([{ type: 'tool-call', toolName: 'look', input: '{"at":1}' }])
    expect(usage).toMatchObject({ inputTokens: { total: 7 }, outputTokens: { total: 2 } })
    expect(finishReason.unified).toBe('tool-calls')
  })

  it('never repeats a request, and names its failure', async () => {
    const { fake, model } = scene()
    for (const [fault, kind] of [
      ['overloaded', 'overloaded'],
      ['rate-limit', 'rate-limit'],
      ['refuse', 'network'],
      ['cut-before-headers', 'network'],
    ] as const) {
      fake.target('a').script([fault, fault])
      expect(await failureOf(model.generate(request)), fault).toMatchObject({ provider: format, kind })
      expect(await failureOf(collect(model.stream(request))), fault).toMatchObject({ provider: format, kind })
    }
    expect(fake.requests).toHaveLength(8)
  })

  it('shows no secret in a failure', async () => {
    const { model } = scene('another-secret-42')
    const error = await failureOf(model.generate(request))
    expect(error).toMatchObject({ kind: 'auth' })
    expect(shown(error)).not.toContain('another-secret-42')
  })

  it("ends with the caller's reason", async () => {
    const { fake, model } = scene()
    fake.target('a').script(['hang-before-headers'])
    const controller = new AbortController()
    const reason = new Error('enough')
    const failing = failureOf(model.generate(request, { signal: controller.signal }))
    await fake.until((requests) => requests.length === 1)
    controller.abort(reason)
    expect(await failing).toBe(reason)
    await fake.until(([sent]) => sent?.end === 'client-closed')
  })

  it('follows no redirect', async () => {
    const { fetch, sent } = recorder(() =>
      Response.json({}, { status: 307, headers: { location: 'https://elsewhere.example/' } }),
    )
    const asked: unknown[] = []
    const watching: typeof fetch = (input, init) => {
      const { method, redirect } = init ?? (input as Request)
      asked.push([method, redirect])
      return fetch(input, init)
    }
    const model = fromClient(make(watching, 'https://api.example'), { model: 'm' })
    expect(await failureOf(model.generate(request))).toMatchObject({ status: 307 })
    expect(sent).toHaveLength(1)
    expect(asked).toEqual([['POST', 'manual']])
  })

  it('sends requests of any kind', async () => {
    const { fetch, sent } = recorder(() => Response.json({ id: 'x' }))
    const client = openClient('test', make(fetch, 'https://api.example'))
    for (const method of ['get', 'patch', 'delete'] as const) await client.send({ method, path: '/things/x' })
    expect(sent.map(({ method }) => method)).toEqual(['GET', 'PATCH', 'DELETE'])
  })

  it('is not made over plain http to another host, unless that is allowed', () => {
    const client = make(fetch, 'http://models.example')
    expect(() => fromClient(client, { model: 'm' })).toThrow(/^fromClient: .*https/)
    expect(fromClient(client, { model: 'm', allowInsecureHttp: true }).provider).toBe(format)
  })

  it('also gives embeddings', async () => {
    const { client } = scene()
    const model = embeddingFromClient(client, { model: 'some-embedding' })
    const { embeddings } = await model.embed({ values: ['one', 'two'], purpose: 'search-document' })
    expect(embeddings).toHaveLength(2)
  })
})

describe('a client for Vertex AI', () => {
  const vertex = (fetch: typeof globalThis.fetch): GoogleGenAI => {
    const client = new GoogleGenAI({
      vertexai: true,
      project: 'p1',
      location: 'europe-west4',
      httpOptions: { fetch },
    })
    const auth = {
      addAuthHeaders(headers: Headers) {
        headers.set('authorization', `Bearer ${secret}`)
        return Promise.resolve()
      },
    }
    const { apiClient } = client as unknown as { apiClient: { clientOptions: object } }
    Object.assign(apiClient.clientOptions, { auth })
    return client
  }
  const answer = () =>
    Response.json({ candidates: [{ content: { parts: [{ text: 'Hello' }] }, finishReason: 'STOP' }] })

  it('uses its paths and its token', async () => {
    const { fetch, sent } = recorder(answer)
    const model = fromClient(vertex(fetch), { model: 'gemini-3-pro' })
    expect((await model.generate(request)).text).toBe('Hello')
    expect(sent.map(({ url, headers }) => [url, headers.get('authorization')])).toEqual([
      [
        'https://europe-west4-aiplatform.googleapis.com/v1beta1/projects/p1/locations/europe-west4/publishers/google/models/gemini-3-pro:generateContent',
        `Bearer ${secret}`,
      ],
    ])
    expect(model).not.toHaveProperty('probe')
  })

  it('has no embeddings of this kind', () => {
    expect(() => embeddingFromClient(vertex(recorder(answer).fetch), { model: 'e' })).toThrow(
      'embeddingFromClient: Vertex AI has other embeddings',
    )
  })
})

describe("a client of Cohere's", () => {
  it('may be of version 1, at an address with or without its version', async () => {
    const fake = fakeOf({ a: { format: 'cohere', apiKey: secret } })
    fake.target('a').update({ reply: 'Hello' })
    for (const end of ['', '/', '/v1', '/v2/']) {
      const client = new CohereClient({
        token: secret,
        environment: `${bare(fake.url('a'))}${end}`,
        fetch: fake.fetch,
      })
      expect((await fromClient(client, { model: 'm' }).generate(request)).text).toBe('Hello')
    }
    expect(fake.requests).toHaveLength(4)
  })

  it('goes to Cohere where no address is given', async () => {
    const { fetch, sent } = recorder(() => Response.json({ message: 'no' }, { status: 500 }))
    await failureOf(
      fromClient(new CohereClientV2({ token: secret, fetch }), { model: 'm' }).generate(request),
    )
    expect(sent.map(({ url }) => url)).toEqual(['https://api.cohere.com/v2/chat'])
  })

  it('cannot be one that signs its requests, or whose address may change', () => {
    const signing = new CohereClientV2({
      token: secret,
      fetcher: () => Promise.reject(new Error('not asked')),
    })
    expect(() => fromClient(signing, { model: 'm' })).toThrow(
      'fromClient: a Cohere client with a "fetcher" of its own (Bedrock, SageMaker) cannot be used',
    )
    const moving = new CohereClientV2({ token: secret, baseUrl: () => 'https://a.example' })
    expect(() => fromClient(moving, { model: 'm' })).toThrow(
      'fromClient: "baseUrl" of the Cohere client must be a string',
    )
  })
})

describe("a client of Mistral's", () => {
  const model = (
    apiKey?: string | (() => Promise<string>),
  ): { model: ChatModel; sent: readonly unknown[] } => {
    const { fetch, sent } = recorder(() =>
      Response.json({ choices: [{ message: { content: 'Hello' }, finish_reason: 'stop' }] }),
    )
    const httpClient = new HTTPClient({ fetcher: fetch })
    return { model: fromClient(new Mistral({ ...(apiKey && { apiKey }), httpClient }), { model: 'm' }), sent }
  }

  it('may have a function that gives its key', async () => {
    const { model: over, sent } = model(() => Promise.resolve(secret))
    expect((await over.generate(request)).text).toBe('Hello')
    expect(sent).toMatchObject([{ url: 'https://api.mistral.ai/v1/chat/completions' }])
  })

  it('without a key is refused without a request', async () => {
    for (const key of [undefined, () => Promise.resolve(''), () => Promise.reject(new Error(secret))]) {
      const { model: over, sent } = model(key)
      const error = await failureOf(over.generate(request))
      expect(error).toMatchObject({ kind: 'auth', provider: 'mistral' })
      expect(shown(error)).not.toContain(secret)
      expect(sent).toEqual([])
    }
  })
})
