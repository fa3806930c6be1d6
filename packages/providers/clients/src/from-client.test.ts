import { AnthropicBedrock } from '@anthropic-ai/bedrock-sdk'
import Anthropic from '@anthropic-ai/sdk'
import { AnthropicVertex } from '@anthropic-ai/vertex-sdk'
import { collect, ProviderError } from '@llm-balancer/provider'
import type { ChatModel, ChatRequest } from '@llm-balancer/provider'
import Groq from 'groq-sdk'
import OpenAI, { AzureOpenAI } from 'openai'
import Together from 'together-ai'
import { describe, expect, it } from 'vitest'
import { embeddingFromClient, fromClient } from './index.ts'
import type { SdkClient } from './index.ts'
import { bedrockEvent, joined } from './test/event-stream.ts'
import { completion, eventStream, message, messageEvents, recorder, refusal } from './test/recorder.ts'
import { failureOf, shown } from './test/scene.ts'

const request: ChatRequest = { messages: [{ role: 'user', content: 'Hi' }] }
const secret = 'planted-secret-42'
const chunks = [
  { id: 'c', choices: [{ index: 0, delta: { role: 'assistant', content: 'Hel' }, finish_reason: null }] },
  { id: 'c', choices: [{ index: 0, delta: { content: 'lo' }, finish_reason: 'stop' }] },
  '[DONE]',
]

/** Requests a whole answer and a stream. */
const ask = async (model: ChatModel): Promise<readonly string[]> => [
  (await model.generate(request)).text,
  (await collect(model.stream(request))).text,
]

describe('a model over a client', () => {
  it('of OpenAI uses the client’s key, headers and address', async () => {
    const { fetch, sent } = recorder(completion('Hello'), eventStream(chunks))
    const client = new OpenAI({
      apiKey: secret,
      baseURL: 'https://api.openai.com/v1',
      organization: 'org-1',
      defaultHeaders: { 'x-tenant': 'acme' },
      fetch,
    })
    const model = fromClient(client, { model: 'gpt-4.1', headers: { 'x-own': '1' } })
    expect(model).toMatchObject({ provider: 'openai', modelId: 'gpt-4.1' })
    expect(await ask(model)).toEqual(['Hello', 'Hello'])
    expect(sent.map(({ url, method, body }) => [url, method, body])).toMatchObject([
      ['https://api.openai.com/v1/chat/completions', 'POST', { model: 'gpt-4.1' }],
      ['https://api.openai.com/v1/chat/completions', 'POST', { model: 'gpt-4.1', stream: true }],
    ])
    const headers = Object.fromEntries(sent[0]?.headers ?? [])
    expect(headers).toMatchObject({ 'openai-organization': 'org-1', 'x-tenant': 'acme', 'x-own': '1' })
    expect(headers['authorization']).toBe(`Bearer ${secret}`)
    expect(headers['user-agent']).toContain('OpenAI/JS')
  })

  it('of Azure goes to the deployment', async () => {
    const { fetch, sent } = recorder(completion('Hello'), eventStream(chunks))
    const client = new AzureOpenAI({
      apiKey: secret,
      endpoint: 'https://x.example',
      apiVersion: '2026-01-01',
      fetch,
    })
    const model = fromClient(client, { model: 'my-deployment' })
    expect(model.provider).toBe('openai')
    expect(await ask(model)).toEqual(['Hello', 'Hello'])
    expect(
      sent.map(({ url, headers }) => [url, headers.get('api-key'), headers.get('authorization')]),
    ).toEqual(
      Array(2).fill([
        'https://x.example/openai/deployments/my-deployment/chat/completions?api-version=2026-01-01',
        secret,
        null,
      ]),
    )
  })

  it('of OpenAI calls the Responses API when the option says so', async () => {
    const output = [{ type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'Hello' }] }]
    const { fetch, sent } = recorder(() =>
      Response.json({ id: 'r', object: 'response', status: 'completed', error: null, output }),
    )
    const client = new OpenAI({ apiKey: secret, fetch })
    expect((await fromClient(client, { model: 'm', api: 'responses' }).generate(request)).text).toBe('Hello')
    expect(sent.map(({ url }) => url)).toEqual(['https://api.openai.com/v1/responses'])
    expect(() => fromClient(new Anthropic({ apiKey: 'k' }), { model: 'm', api: 'responses' })).toThrow(
      'fromClient: anthropic has no Responses API',
    )
  })

  it('of Anthropic uses the client’s API version', async () => {
    const stream = eventStream(messageEvents('Hello'), true)
    const { fetch, sent } = recorder(message('Hello'), stream, message('Hello'))
    const client = new Anthropic({ apiKey: secret, fetch })
    const model = fromClient(client, { model: 'claude-sonnet-4-5', maxOutputTokens: 99 })
    expect(await ask(model)).toEqual(['Hello', 'Hello'])
    expect(sent.map(({ url, body }) => [url, body])).toMatchObject([
      ['https://api.anthropic.com/v1/messages', { model: 'claude-sonnet-4-5', max_tokens: 99 }],
      ['https://api.anthropic.com/v1/messages', { stream: true }],
    ])
    expect(sent.map(({ headers }) => headers.get('anthropic-version'))).toEqual(['2026-10-21', '2026-10-21'])
    const { warnings } = await model.generate({ ...request, temperature: 0 })
    expect(warnings).toMatchObject([{ feature: 'temperature' }])
    await fromClient(client, { model: 'claude-sonnet-4-5', version: '2023-06-01' }).generate({
      ...request,
      temperature: 0,
    })
    expect(sent.at(-1)?.headers.get('anthropic-version')).toBe('2023-06-01')
    expect(sent.at(-1)?.body).toMatchObject({ temperature: 0 })
  })

  it('of Vertex uses its paths and its token', async () => {
    const { fetch, sent } = recorder(message('Hello'), eventStream(messageEvents('Hello'), true))
    const authClient = {
      projectId: 'p1',
      getRequestHeaders: async () => new Headers({ authorization: `Bearer ${secret}` }),
    }
    const client = new AnthropicVertex({ region: 'eu', fetch, authClient: authClient as never })
    expect(await ask(fromClient(client, { model: 'claude-sonnet-4-5' }))).toEqual(['Hello', 'Hello'])
    const models =
      'https://aiplatform.eu.rep.googleapis.com/v1/projects/p1/locations/eu/publishers/anthropic/models'
    expect(sent.map(({ url, headers }) => [url, headers.get('authorization')])).toEqual([
      [`${models}/claude-sonnet-4-5:rawPredict`, `Bearer ${secret}`],
      [`${models}/claude-sonnet-4-5:streamRawPredict`, `Bearer ${secret}`],
    ])
    expect(sent[0]?.body).toMatchObject({ anthropic_version: '2026-10-21' })
  })

  it('of Bedrock reads its binary streams, signed with its keys', async () => {
    const binary = () =>
      new Response(joined(messageEvents('Hello').map(bedrockEvent)), {
        headers: { 'content-type': 'application/vnd.amazon.eventstream' },
      })
    const { fetch, sent } = recorder(message('Hello'), binary)
    const client = new AnthropicBedrock({
      awsRegion: 'eu-west-1',
      awsAccessKey: 'AKIAX',
      awsSecretKey: secret,
      fetch,
    })
    expect(await ask(fromClient(client, { model: 'anthropic.claude-x' }))).toEqual(['Hello', 'Hello'])
    expect(sent.map(({ url }) => url)).toEqual([
      'https://bedrock-runtime.eu-west-1.amazonaws.com/model/anthropic.claude-x/invoke',
      'https://bedrock-runtime.eu-west-1.amazonaws.com/model/anthropic.claude-x/invoke-with-response-stream',
    ])
    expect(sent[0]?.headers.get('authorization')).toMatch(/^AWS4-HMAC-SHA256 Credential=AKIAX/)
  })

  it('of Groq and Together uses their paths', async () => {
    const groq = recorder(completion('Hello'), eventStream(chunks))
    const model = fromClient(new Groq({ apiKey: secret, fetch: groq.fetch }), { model: 'llama' })
    expect(model.provider).toBe('groq')
    expect(await ask(model)).toEqual(['Hello', 'Hello'])
    expect(groq.sent[1]?.url).toBe('https://api.groq.com/openai/v1/chat/completions')
    const together = recorder(completion('Hello'), eventStream(chunks))
    const other = fromClient(new Together({ apiKey: secret, fetch: together.fetch }), { model: 'llama' })
    expect(other.provider).toBe('together')
    expect(await ask(other)).toEqual(['Hello', 'Hello'])
    expect(together.sent[1]?.url).toBe('https://api.together.ai/v1/chat/completions')
  })

  it('turns the client’s retries off', async () => {
    for (const answer of [refusal(429), refusal(503), () => Promise.reject(new TypeError('fetch failed'))]) {
      const { fetch, sent } = recorder(answer)
      const models = [
        fromClient(new OpenAI({ apiKey: 'k', fetch, maxRetries: 2 }), { model: 'm' }),
        fromClient(new Anthropic({ apiKey: 'k', fetch, maxRetries: 2 }), { model: 'm' }),
        fromClient(new Groq({ apiKey: 'k', fetch, maxRetries: 2 }), { model: 'm' }),
        fromClient(new Together({ apiKey: 'k', fetch, maxRetries: 2 }), { model: 'm' }),
      ]
      for (const model of models) {
        await failureOf(model.generate(request))
        await failureOf(collect(model.stream(request)))
      }
      expect(sent).toHaveLength(8)
    }
  })

  it('fails as its adapter does, without a secret', async () => {
    const said = { message: `the key ${secret} is wrong`, type: 'x', code: 'invalid_api_key' }
    const { fetch } = recorder(refusal(401, said))
    const error = await failureOf(
      fromClient(new OpenAI({ apiKey: secret, fetch }), { model: 'm' }).generate(request),
    )
    expect(ProviderError.isInstance(error)).toBe(true)
    expect(error).toMatchObject({
      kind: 'auth',
      status: 401,
      requestId: 'req_401',
      vendorCode: 'invalid_api_key',
    })
    expect(shown(error)).not.toContain(secret)
  })

  it('keeps the cause of a network failure, and recognises the client’s time-out', async () => {
    const cause = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' })
    const { fetch } = recorder(() => Promise.reject(new TypeError('fetch failed', { cause })))
    for (const client of [new OpenAI({ apiKey: 'k', fetch }), new Anthropic({ apiKey: 'k', fetch })]) {
      const error = await failureOf(fromClient(client, { model: 'm' }).generate(request))
      expect(error).toMatchObject({ kind: 'network', cause: { cause: { code: 'ECONNRESET' } } })
    }
    const hang = (_: unknown, init?: RequestInit) =>
      new Promise<Response>((_resolve, reject) => {
        init?.signal?.addEventListener('abort', () => {
          reject(init.signal?.reason as Error)
        })
      })
    const late = fromClient(new OpenAI({ apiKey: 'k', timeout: 1, fetch: hang }), { model: 'm' })
    expect(await failureOf(late.generate(request))).toMatchObject({ kind: 'timeout' })
  })

  it('fails when the client cannot make a request', async () => {
    const { fetch, sent } = recorder(message('Hello'))
    const apiKey = () => Promise.reject(new Error(`no token for ${secret}`))
    const keyless = fromClient(new OpenAI({ apiKey, fetch }), { model: 'm' })
    const error = await failureOf(keyless.generate(request))
    expect(error).toMatchObject({ kind: 'auth', message: expect.stringContaining('credentials') as string })
    expect(shown(error)).not.toContain(secret)
    expect(sent).toHaveLength(0)
  })

  it('refuses the address of a client as it refuses that of a key', () => {
    const at = (baseURL: string): SdkClient => new OpenAI({ apiKey: 'k', baseURL })
    for (const make of [fromClient, embeddingFromClient]) {
      const plain = (): unknown => make(at('http://vllm:8000/v1'), { model: 'm' })
      expect(plain).toThrow(`${make.name}: "baseURL" would send the key unencrypted to vllm`)
      expect(make(at('http://vllm:8000/v1'), { model: 'm', allowInsecureHttp: true }).modelId).toBe('m')
      const metadata = (): unknown =>
        make(at('http://169.254.169.254/v1'), { model: 'm', allowInsecureHttp: true })
      expect(metadata).toThrow(`${make.name}: "baseURL" is a link-local or metadata address`)
    }
  })

  it('refuses an invalid client or option by name', () => {
    const client = new OpenAI({ apiKey: 'k' })
    const notOne: unknown = { baseURL: 'https://x.example', request: () => {} }
    expect(() => fromClient(notOne as SdkClient, { model: 'm' })).toThrow(
      'fromClient: the client is none of the OpenAI, Anthropic, Google, Mistral, Cohere, Groq or Together SDK',
    )
    const work = (): void => {}
    const url = new URL('https://x.example')
    const incomplete = [
      {},
      { _do: work, _baseURL: url },
      { _options: {}, _baseURL: url },
      { _do: work, _options: {}, _baseURL: 'https://x.example' },
      { chatStream: work },
      { fetch: work },
    ]
    for (const part of incomplete as unknown[])
      expect(() => fromClient(part as SdkClient, { model: 'm' })).toThrow('fromClient: the client is none of')
    expect(() => fromClient(client, { model: '' })).toThrow(
      'openai: "model" must be a string that is not empty',
    )
    expect(() => fromClient(client, { model: 'm', version: '2023-06-01' })).toThrow(
      'openai: unknown option "version"',
    )
    expect(() => fromClient(client, undefined as never)).toThrow(
      'fromClient: options must be an object, got undefined',
    )
    expect(() => fromClient(client, { modl: 'm' } as never)).toThrow(
      'fromClient: unknown option "modl", did you mean "model"? known options are model, vendor, name',
    )
    expect(() => fromClient(client, { model: 'm', vendor: 'acme' as 'openai' })).toThrow(
      /^fromClient: "vendor" must be one of "anthropic", "cerebras", .*"xai", got "acme"$/,
    )
  })
})

describe('an embedding model over a client', () => {
  it('sends its requests through the client', async () => {
    const vectors = () =>
      Response.json({ data: [{ index: 0, embedding: [1, 2] }], usage: { prompt_tokens: 1 } })
    const { fetch, sent } = recorder(vectors)
    const model = embeddingFromClient(new OpenAI({ apiKey: secret, fetch }), { model: 'e' })
    expect(await model.embed({ values: ['x'] })).toMatchObject({ embeddings: [[1, 2]], usage: { tokens: 1 } })
    const together = embeddingFromClient(new Together({ apiKey: secret, fetch }), { model: 'e' })
    expect(together.provider).toBe('together')
    await together.embed({ values: ['x'] })
    expect(sent.map(({ url }) => url)).toEqual([
      'https://api.openai.com/v1/embeddings',
      'https://api.together.ai/v1/embeddings',
    ])
    expect(() => embeddingFromClient(new Anthropic({ apiKey: 'k' }), { model: 'e' })).toThrow(
      'has no embeddings',
    )
    expect(() => embeddingFromClient(new OpenAI({ apiKey: 'k' }), { modl: 'e' } as never)).toThrow(
      'embeddingFromClient: unknown option "modl", did you mean "model"? known options are model, vendor',
    )
  })
})
