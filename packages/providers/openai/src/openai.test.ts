import type { ChatRequest, Fetch, ProviderError } from '@llm-balancer/provider'
import { describe, expect, it } from 'vitest'
import { openai, openaiEmbedding } from './openai.ts'

const messages = [{ role: 'user', content: 'hi' }] as const
const answer = { choices: [{ message: { content: 'Hello' }, finish_reason: 'stop' }] }

const ask = async (
  model: string,
  request: Partial<ChatRequest>,
): Promise<{ readonly body: unknown; readonly features: readonly unknown[] }> => {
  const fetch: Fetch = () => Promise.resolve(Response.json(answer))
  const response = await openai({ apiKey: 'k', model, fetch }).generate({ messages, ...request })
  return {
    body: response.request.body,
    features: response.warnings.map((warning) => ('feature' in warning ? warning.feature : warning.type)),
  }
}

describe('openai', () => {
  it("calls OpenAI's API with the key, organization and project in headers", async () => {
    const sent: unknown[] = []
    const fetch: Fetch = (url, init) => {
      sent.push([url, init.headers])
      return Promise.resolve(Response.json(answer))
    }
    const model = openai({
      apiKey: 'sk-1',
      model: 'gpt-4.1',
      organization: 'org-1',
      project: 'proj-1',
      fetch,
    })
    expect(model).toMatchObject({ provider: 'openai', modelId: 'gpt-4.1' })
    await model.generate({ messages })
    expect(sent).toEqual([
      [
        'https://api.openai.com/v1/chat/completions',
        {
          'content-type': 'application/json',
          authorization: 'Bearer sk-1',
          'openai-organization': 'org-1',
          'openai-project': 'proj-1',
        },
      ],
    ])
  })

  it('refuses a setting that is missing or unknown, by name', () => {
    const create = (wrong: object): (() => unknown) => {
      const all = { apiKey: 'k', model: 'm', ...wrong }
      return () => openai(all)
    }
    expect(create({ apiKey: undefined })).toThrow(
      'openai: "apiKey" is missing; pass a string or a function that gives one',
    )
    expect(create({ model: '' })).toThrow('openai: "model" must be a string that is not empty')
    expect(create({ organisation: 'x' })).toThrow(
      'openai: unknown option "organisation", did you mean "organization"?',
    )
    expect(create({ baseURL: 'http://proxy.example' })).toThrow(
      'openai: "baseURL" would send the key unencrypted',
    )
  })

  it('sends no header for an account that is not named', async () => {
    let headers: unknown
    const fetch: Fetch = (_, init) => {
      headers = init.headers
      return Promise.resolve(Response.json(answer))
    }
    await openai({ apiKey: 'k', model: 'm', fetch }).generate({ messages })
    expect(headers).toEqual({ 'content-type': 'application/json', authorization: 'Bearer k' })
  })

  it('sends other fields of the API verbatim', async () => {
    const own = {
      service_tier: 'flex',
      prompt_cache_key: 'session-1',
      prediction: { type: 'content', content: 'const a = 1' },
      logprobs: true,
    }
    expect((await ask('gpt-4.1', { providerOptions: { openai: own } })).body).toMatchObject(own)
  })

  it('takes sound and PDF documents', async () => {
    const content = [
      { type: 'file', mediaType: 'audio/wav', data: { type: 'data', data: 'UklGRg==' } },
      {
        type: 'file',
        mediaType: 'application/pdf',
        data: { type: 'data', data: 'JVBERi0=' },
        filename: 'a.pdf',
      },
    ] as const
    const { body, features } = await ask('gpt-audio', { messages: [{ role: 'user', content }] })
    expect(body).toMatchObject({
      messages: [
        {
          content: [
            { type: 'input_audio', input_audio: { data: 'UklGRg==', format: 'wav' } },
            { type: 'file', file: { filename: 'a.pdf', file_data: 'data:application/pdf;base64,JVBERi0=' } },
          ],
        },
      ],
    })
    expect(features).toEqual([])
  })

  it('limits tokens with max_completion_tokens', async () => {
    expect((await ask('gpt-4.1', { maxOutputTokens: 5 })).body).toMatchObject({ max_completion_tokens: 5 })
  })
})

describe('models that reason', () => {
  const sampling = { temperature: 0.2, topP: 0.5, presencePenalty: 1, frequencyPenalty: 1 }
  const names = ['temperature', 'topP', 'presencePenalty', 'frequencyPenalty']

  it.each([
    'o1',
    'o3-mini',
    'o4-mini-2025-04-16',
    'gpt-5',
    'gpt-5.4-mini',
    'gpt-6-sol',
    'ft:o4-mini:acme::x',
  ])('%s gets no sampling settings, with a warning for each', async (model) => {
    const { body, features } = await ask(model, sampling)
    expect(features).toEqual(names)
    expect(Object.keys(body as object)).toEqual(['model', 'messages'])
  })

  it.each([
    'gpt-4.1',
    'gpt-4o-mini',
    'gpt-5-chat-latest',
    'gpt-5.3-chat-latest',
    'chatgpt-4o-latest',
    'my-model',
  ])('%s gets them all', async (model) => {
    const { body, features } = await ask(model, sampling)
    expect(features).toEqual([])
    expect(body).toMatchObject({ temperature: 0.2, top_p: 0.5 })
  })

  it('get sampling settings when reasoning is off, from GPT-5.1 on', async () => {
    expect((await ask('gpt-5.2', { ...sampling, reasoning: 'none' })).features).toEqual([])
    const own = { openai: { reasoning_effort: 'none' } }
    expect((await ask('gpt-5.2', { ...sampling, providerOptions: own })).features).toEqual([])
    expect((await ask('gpt-5', { ...sampling, reasoning: 'none' })).features).toEqual([...names, 'reasoning'])
  })

  it('get instructions as developer messages, others as system messages', async () => {
    const system = { role: 'system', content: 'Be brief.' } as const
    const instructed = async (model: string): Promise<unknown> =>
      (await ask(model, { messages: [system] })).body
    expect(await instructed('gpt-5.4')).toMatchObject({ messages: [{ role: 'developer' }] })
    expect(await instructed('gpt-4.1')).toMatchObject({ messages: [{ role: 'system' }] })
  })

  it('get the effort that is asked for, or the nearest', async () => {
    expect(await ask('gpt-5.4', { reasoning: 'high' })).toMatchObject({
      body: { reasoning_effort: 'high' },
      features: [],
    })
    expect(await ask('gpt-5.4', { reasoning: 'max' })).toMatchObject({
      body: { reasoning_effort: 'xhigh' },
      features: ['reasoning'],
    })
    const plain = await ask('gpt-4.1', { reasoning: 'low' })
    expect(plain.features).toEqual(['reasoning'])
    expect(plain.body).not.toHaveProperty('reasoning_effort')
    expect(await ask('gpt-4.1', { reasoning: 'none' })).toMatchObject({ features: [] })
  })

  it('get sampling settings from providerOptions in any case', async () => {
    const { body } = await ask('o3', {
      providerOptions: { openai: { temperature: 1 } },
      stopSequences: ['.'],
    })
    expect(body).toMatchObject({ temperature: 1 })
    expect(body).not.toHaveProperty('stop')
  })
})

describe('refusals', () => {
  const refuse = async (status: number, error: object): Promise<ProviderError> => {
    const headers = { 'retry-after': '15', 'x-request-id': 'req_1' }
    const fetch: Fetch = () => Promise.resolve(Response.json({ error }, { status, headers }))
    return openai({ apiKey: 'k', model: 'm', fetch })
      .generate({ messages })
      .then(
        () => expect.fail('no error'),
        (error: unknown) => error as ProviderError,
      )
  }

  it.each([
    [429, { code: 'insufficient_quota' }, 'quota', 'key'],
    [429, { code: 'credit_balance_exhausted', type: 'insufficient_quota' }, 'quota', 'key'],
    [429, { code: 'organization_spend_limit_exceeded' }, 'quota', 'key'],
    [429, { code: 'project_spend_limit_exceeded' }, 'quota', 'key'],
    [429, { code: 'organization_usage_limit_exceeded' }, 'quota', 'key'],
    [429, { code: 'rate_limit_exceeded', type: 'tokens' }, 'rate-limit', 'key'],
    [429, { code: 'slow_down', type: 'rate_limit_error' }, 'overloaded', 'target'],
    [503, { code: 'server_is_overloaded' }, 'overloaded', 'target'],
    [400, { code: 'invalid_prompt' }, 'content-policy', 'request'],
    [401, { code: 'invalid_organization' }, 'auth', 'key'],
    [400, { code: 'invalid_image_url' }, 'bad-request', 'request'],
    [400, { code: 'invalid_prompt_id' }, 'bad-request', 'request'],
    [400, { code: 'an_invalid_prompt' }, 'bad-request', 'request'],
    [400, { code: 'no_policy_file' }, 'bad-request', 'request'],
    [400, { code: 'bio_policy' }, 'content-policy', 'request'],
    [403, { code: 'unsupported_country_region_territory' }, 'permission', 'key'],
    [403, { code: 'model_not_found' }, 'model-not-found', 'target'],
    [404, { code: 'model_not_found' }, 'model-not-found', 'target'],
  ])('%i %j is %s', async (status, error, kind, scope) => {
    expect(await refuse(status, error)).toMatchObject({ kind, scope, status, requestId: 'req_1' })
  })

  it('for overload of the platform give the time to come back', async () => {
    expect((await refuse(429, { code: 'slow_down' })).retryAfterMs).toBe(15_000)
  })
})

describe('openaiEmbedding', () => {
  it('sends the wanted length of vectors, with the account in headers', async () => {
    const sent: unknown[] = []
    const fetch: Fetch = (url, { headers, body }) => {
      sent.push({ url, headers, body: JSON.parse(body as string) as unknown })
      return Promise.resolve(Response.json({ data: [{ index: 0, embedding: [1, 0] }] }))
    }
    const model = openaiEmbedding({ apiKey: 'k', model: 'text-embedding-3-small', project: 'proj-1', fetch })
    expect(model).toMatchObject({ provider: 'openai', modelId: 'text-embedding-3-small' })
    expect((await model.embed({ values: ['hi'], dimensions: 2 })).embeddings).toEqual([[1, 0]])
    expect(sent).toMatchObject([
      {
        url: 'https://api.openai.com/v1/embeddings',
        headers: { authorization: 'Bearer k', 'openai-project': 'proj-1' },
        body: { model: 'text-embedding-3-small', input: ['hi'], dimensions: 2 },
      },
    ])
  })
})
