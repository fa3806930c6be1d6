import { collect } from '@llm-balancer/provider'
import type { ChatRequest, ChatResponse, Fetch, ProviderError } from '@llm-balancer/provider'
import { describe, expect, it } from 'vitest'
import { azureOpenAI, azureOpenAIEmbedding } from './azure-openai.ts'
import type { AzureOpenAISettings } from './azure-openai-settings.ts'

const messages = [{ role: 'user', content: 'hi' }] as const
const answer = { choices: [{ message: { content: 'Hello' }, finish_reason: 'stop' }] }

type Asked = { readonly url: string; readonly headers: unknown; readonly body: unknown }

const ask = async (
  settings: Partial<AzureOpenAISettings>,
  request: Partial<ChatRequest> = {},
): Promise<{ readonly asked: readonly Asked[]; readonly warnings: ChatResponse['warnings'] }> => {
  const asked: Asked[] = []
  const fetch: Fetch = (url, { headers, body }) => {
    asked.push({ url, headers, body: typeof body === 'string' ? JSON.parse(body) : undefined })
    return Promise.resolve(Response.json(answer))
  }
  const credential = settings.tokenProvider === undefined ? { apiKey: 'k' } : {}
  const model = azureOpenAI({ ...credential, resource: 'acme', deployment: 'chat', fetch, ...settings })
  const { warnings } = await model.generate({ messages, ...request })
  await model.probe?.()
  return { asked, warnings }
}

const addressesOf = async (settings: Partial<AzureOpenAISettings>): Promise<readonly string[]> =>
  (await ask(settings)).asked.map(({ url }) => url)

describe('azureOpenAI', () => {
  it('calls the v1 API of the resource with its key, and probes with its models', async () => {
    expect((await ask({})).asked).toEqual([
      {
        url: 'https://acme.openai.azure.com/openai/v1/chat/completions',
        headers: { 'content-type': 'application/json', 'api-key': 'k' },
        body: { model: 'chat', messages },
      },
      {
        url: 'https://acme.openai.azure.com/openai/v1/models',
        headers: { 'api-key': 'k' },
        body: undefined,
      },
    ])
  })

  it('sends a new token of Entra ID with each request', async () => {
    let count = 0
    const tokenProvider = (): Promise<string> => Promise.resolve(`token-${(count += 1)}`)
    const { asked } = await ask({ tokenProvider })
    expect(asked.map(({ headers }) => headers)).toEqual([
      { 'content-type': 'application/json', authorization: 'Bearer token-1' },
      { authorization: 'Bearer token-2' },
    ])
  })

  it('calls the classic API when the version is a date', async () => {
    expect(await addressesOf({ deployment: 'chat swe', apiVersion: '2024-10-21' })).toEqual([
      'https://acme.openai.azure.com/openai/deployments/chat%20swe/chat/completions?api-version=2024-10-21',
      'https://acme.openai.azure.com/openai/models?api-version=2024-10-21',
    ])
  })

  it('reaches no other path, and no other host, by a name', async () => {
    const [address] = await addressesOf({ deployment: '../a?b#c', apiVersion: '2024-10-21' })
    expect(address).toBe(
      'https://acme.openai.azure.com/openai/deployments/..%2Fa%3Fb%23c/chat/completions?api-version=2024-10-21',
    )
    await expect(addressesOf({ deployment: '..', apiVersion: '2024-10-21' })).rejects.toThrow(
      '"deployment" must be',
    )
    for (const resource of ['evil.example/x?', 'a.b', ''])
      await expect(addressesOf({ resource })).rejects.toThrow('"resource" must be')
  })

  it('sends any other version to the v1 API', async () => {
    expect(await addressesOf({ apiVersion: 'preview' })).toEqual([
      'https://acme.openai.azure.com/openai/v1/chat/completions?api-version=preview',
      'https://acme.openai.azure.com/openai/v1/models?api-version=preview',
    ])
  })

  it.each([
    ['https://acme.services.ai.azure.com', undefined, '/openai/v1/chat/completions'],
    ['https://acme.openai.azure.us/openai/v1/', undefined, '/openai/v1/chat/completions'],
    ['https://proxy.example/azure', undefined, '/azure/chat/completions'],
    [
      'https://acme.openai.azure.us/',
      '2024-10-21',
      '/openai/deployments/chat/chat/completions?api-version=2024-10-21',
    ],
    [
      'https://proxy.example/azure',
      '2024-10-21',
      '/azure/deployments/chat/chat/completions?api-version=2024-10-21',
    ],
  ])('builds the address from %s, version %s', async (baseURL, apiVersion, path) => {
    const [address] = await addressesOf({ resource: undefined, baseURL, apiVersion })
    expect(address).toBe(`${new URL(baseURL).origin}${path}`)
  })

  it('is named by its deployment, or by its model when that is the only name', () => {
    const settings = { apiKey: 'k', resource: 'acme' }
    const named = { provider: 'azure-openai', modelId: 'chat' }
    expect(azureOpenAI({ ...settings, deployment: 'chat', model: 'gpt-5' })).toMatchObject(named)
    expect(azureOpenAI({ ...settings, model: 'chat' })).toMatchObject(named)
  })

  it('refuses a setting that is missing, unknown or wrong, by name', () => {
    const create = (wrong: object): (() => unknown) => {
      const all = { apiKey: 'k', resource: 'acme', deployment: 'chat', ...wrong }
      return () => azureOpenAI(all)
    }
    expect(create({ deployment: undefined })).toThrow('azure-openai: "deployment" is missing')
    expect(create({ apiKey: undefined })).toThrow('azure-openai: give either "apiKey" or "tokenProvider"')
    expect(create({ tokenProvider: () => 't' })).toThrow('give either "apiKey" or "tokenProvider"')
    expect(create({ apiKey: undefined, tokenProvider: 5 })).toThrow(
      '"tokenProvider" must be a function, got 5',
    )
    expect(create({ resource: undefined })).toThrow('azure-openai: give either "resource" or "baseURL"')
    expect(create({ baseURL: 'https://a.example' })).toThrow('give either "resource" or "baseURL"')
    expect(create({ resource: 'evil.example/' })).toThrow('"resource" must be a name')
    expect(create({ resource: ['acme'] as never })).toThrow('"resource" must be a name')
    expect(create({ resource: undefined, baseURL: 'acme' })).toThrow('"baseURL" is not an absolute URL')
    expect(create({ apiVersion: 5 })).toThrow('"apiVersion" must be a string that is not empty, got 5')
    expect(create({ endpoint: 'x' })).toThrow('azure-openai: unknown option "endpoint"; use "baseURL"')
  })

  it('limits tokens by the version’s field, and asks for the usage of streams when the version has it', async () => {
    const bodyOf = async (apiVersion?: string): Promise<unknown> => {
      const sent: unknown[] = []
      const fetch: Fetch = (_, { body }) => {
        sent.push(JSON.parse(body as string))
        return Promise.resolve(new Response(''))
      }
      const settings = { apiKey: 'k', resource: 'acme', model: 'gpt-4.1', fetch, apiVersion }
      await collect(azureOpenAI(settings).stream({ messages, maxOutputTokens: 9 })).catch(() => {})
      return sent[0]
    }
    const streamed = { model: 'gpt-4.1', messages, stream: true }
    const counted = {
      ...streamed,
      max_completion_tokens: 9,
      stream_options: { include_usage: true },
    }
    expect(await bodyOf()).toEqual(counted)
    expect(await bodyOf('2024-10-21')).toEqual(counted)
    expect(await bodyOf('2024-06-01')).toEqual({ ...streamed, max_tokens: 9 })
  })

  it('sends no sampling settings to a model that reasons, by the name of the model', async () => {
    const sampling = { temperature: 0, topP: 1, presencePenalty: 0, frequencyPenalty: 0 }
    const namesOf = async (model: string, request: Partial<ChatRequest> = {}): Promise<unknown> => {
      const { warnings } = await ask({ model }, { ...sampling, ...request })
      return warnings.map((warning) => ('feature' in warning ? warning.feature : warning.type))
    }
    const all = Object.keys(sampling)
    for (const model of ['o4-mini', 'gpt-5', 'gpt-5.2', 'gpt-6-sol'])
      expect(await namesOf(model)).toEqual(all)
    for (const model of ['gpt-4.1', 'gpt-5-chat', 'my-deployment', 'DeepSeek-V3.2']) {
      expect(await namesOf(model)).toEqual([])
    }
    expect(await namesOf('gpt-5.2', { reasoning: 'none' })).toEqual([])
    expect(await namesOf('gpt-5', { reasoning: 'none' })).toEqual(all)
  })
})

describe("the results of Azure's content filter", () => {
  const filter = (severity: string): object => ({ hate: { filtered: false, severity } })
  const prompt = [{ prompt_index: 0, content_filter_results: filter('safe') }]

  it('are metadata of an answer, whole or streamed', async () => {
    const whole = {
      choices: [{ ...answer.choices[0], content_filter_results: filter('low') }],
      prompt_filter_results: prompt,
    }
    const chunks = [
      { id: '', model: '', choices: [], prompt_filter_results: prompt },
      { choices: [{ index: 0, delta: { content: 'Hello' }, content_filter_results: filter('safe') }] },
      { choices: [{ index: 0, delta: {}, finish_reason: 'stop', content_filter_results: filter('low') }] },
    ]
    const events = [...chunks.map((chunk) => JSON.stringify(chunk)), '[DONE]']
    const body = events.map((data) => `data: ${data}\n\n`).join('')
    const modelOf = (response: Response): ReturnType<typeof azureOpenAI> =>
      azureOpenAI({ apiKey: 'k', resource: 'a', model: 'm', fetch: () => Promise.resolve(response) })
    const metadata = { prompt_filter_results: prompt, content_filter_results: filter('low') }
    for (const said of [
      await modelOf(Response.json(whole)).generate({ messages }),
      await collect(modelOf(new Response(body)).stream({ messages })),
    ]) {
      expect(said).toMatchObject({ text: 'Hello', providerMetadata: { 'azure-openai': metadata } })
    }
  })

  it('make content-filter the finish reason of a cut answer, even of an empty one', async () => {
    const filtered = { choices: [{ message: { content: null }, finish_reason: 'content_filter' }] }
    const fetch: Fetch = () => Promise.resolve(Response.json(filtered))
    const said = await azureOpenAI({ apiKey: 'k', resource: 'a', model: 'm', fetch }).generate({ messages })
    expect(said.finishReason).toEqual({ unified: 'content-filter', raw: 'content_filter' })
  })
})

describe('refusals of Azure', () => {
  const refuse = (status: number, error: object, headers = {}): Promise<ProviderError> => {
    const fetch: Fetch = () => Promise.resolve(Response.json({ error }, { status, headers }))
    return azureOpenAI({ apiKey: 'k', resource: 'a', model: 'm', fetch })
      .generate({ messages })
      .then(
        () => expect.fail('no error'),
        (error: unknown) => error as ProviderError,
      )
  }
  const innererror = { code: 'ResponsibleAIPolicyViolation', content_filter_result: {} }

  it.each([
    [400, { code: 'content_filter', param: 'prompt', status: 400, innererror }, 'content-policy', 'request'],
    [400, { code: null, status: 400, innererror }, 'content-policy', 'request'],
    [404, { code: 'DeploymentNotFound' }, 'model-not-found', 'target'],
    [400, { code: 'OperationNotSupported' }, 'model-not-found', 'target'],
    [400, { code: 'FileOperationNotSupported' }, 'bad-request', 'request'],
    [400, { code: 'OperationNotSupportedYet' }, 'bad-request', 'request'],
    [400, { code: 'FilePermissionDenied' }, 'bad-request', 'request'],
    [400, { code: 'PermissionDeniedByTool' }, 'bad-request', 'request'],
    [401, { code: '401', message: 'Access denied due to invalid subscription key' }, 'auth', 'key'],
    [401, { code: 'PermissionDenied' }, 'permission', 'key'],
    [
      403,
      { code: '403', message: 'Access denied due to Virtual Network/Firewall rules.' },
      'permission',
      'key',
    ],
    [
      403,
      { message: 'Your resource has been temporarily blocked: it may violate our content policy' },
      'permission',
      'key',
    ],
    [403, { message: 'Out of call volume quota. Quota will be replenished in 01:10:12.' }, 'quota', 'key'],
    [429, { code: '429', message: 'have exceeded token rate limit' }, 'rate-limit', 'key'],
    [429, { code: 'RateLimitReached' }, 'rate-limit', 'key'],
    [429, { code: 'insufficient_quota' }, 'quota', 'key'],
    [429, { code: 'NoCapacity' }, 'overloaded', 'target'],
    [429, { message: 'The system is currently experiencing high demand' }, 'overloaded', 'target'],
    [400, { code: 'context_length_exceeded' }, 'context-length', 'request'],
    [408, { code: 'Timeout' }, 'timeout', 'target'],
  ])('%i %j is %s of the %s', async (status, error, kind, scope) => {
    expect(await refuse(status, error)).toMatchObject({ kind, scope, status, provider: 'azure-openai' })
  })

  it('give the time to come back to the millisecond', async () => {
    const headers = { 'retry-after': '27', 'retry-after-ms': '26870', 'apim-request-id': 'r-1' }
    expect(await refuse(429, { code: '429' }, headers)).toMatchObject({
      retryAfterMs: 26_870,
      requestId: 'r-1',
    })
  })
})

describe('azureOpenAIEmbedding', () => {
  it.each([
    [undefined, 'https://acme.openai.azure.com/openai/v1/embeddings'],
    [
      '2024-10-21',
      'https://acme.openai.azure.com/openai/deployments/small/embeddings?api-version=2024-10-21',
    ],
  ])('calls its deployment, version %s', async (apiVersion, address) => {
    const sent: unknown[] = []
    const fetch: Fetch = (url, { headers, body }) => {
      sent.push([url, headers, JSON.parse(body as string)])
      return Promise.resolve(Response.json({ data: [{ embedding: [1, 2] }] }))
    }
    const model = azureOpenAIEmbedding({ apiKey: 'k', resource: 'acme', model: 'small', fetch, apiVersion })
    expect((await model.embed({ values: ['a'], dimensions: 2 })).embeddings).toEqual([[1, 2]])
    expect(sent).toEqual([
      [
        address,
        { 'content-type': 'application/json', 'api-key': 'k' },
        { model: 'small', input: ['a'], dimensions: 2 },
      ],
    ])
  })
})
