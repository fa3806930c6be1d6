import { collect } from '@llm-balancer/provider'
import type { ChatRequest, Fetch, ProviderError } from '@llm-balancer/provider'
import { askAdapter, recordingFetch } from '@llm-balancer/testing/conformance'
import { describe, expect, it } from 'vitest'
import { together, togetherEmbedding } from './together.ts'

const messages = [{ role: 'user', content: 'hi' }] as const

const ask = (request: Partial<ChatRequest>) =>
  askAdapter(({ fetch }) => together({ apiKey: 'k', model: 'm', fetch }), request)

describe('together', () => {
  it("calls Together's API at either address, with the key as a bearer token, and probes with its models", async () => {
    const { fetch, sent } = recordingFetch()
    const model = together({ apiKey: 'k', model: 'zai-org/GLM-4.6', fetch })
    expect(model).toMatchObject({ provider: 'together', modelId: 'zai-org/GLM-4.6' })
    await model.generate({ messages })
    await model.probe?.()
    const baseURL = 'https://api.together.ai/v1'
    await together({ apiKey: 'k', model: 'm', fetch, baseURL }).generate({ messages })
    expect(sent).toEqual([
      ['https://api.together.xyz/v1/chat/completions', 'Bearer k'],
      ['https://api.together.xyz/v1/models', 'Bearer k'],
      ['https://api.together.ai/v1/chat/completions', 'Bearer k'],
    ])
  })

  it('refuses a setting that is missing or unknown, by name', () => {
    const create = (wrong: object): (() => unknown) => {
      const all = { apiKey: 'k', model: 'm', ...wrong }
      return () => together(all)
    }
    expect(create({ apiKey: undefined })).toThrow('together: "apiKey" is missing')
    expect(create({ name: 'x' })).toThrow('together: unknown option "name"')
  })

  it('sends settings under its names, topK too', async () => {
    expect(await ask({ maxOutputTokens: 9, topK: 2, seed: 1, stopSequences: ['.'] })).toEqual({
      body: { model: 'm', messages, max_tokens: 9, top_k: 2, stop: ['.'], seed: 1 },
      warnings: [],
    })
  })

  it.each([
    ['none', { reasoning: { enabled: false } }, 0],
    ['minimal', { reasoning_effort: 'low' }, 1],
    ['medium', { reasoning_effort: 'medium' }, 0],
    ['max', { reasoning_effort: 'high' }, 1],
  ] as const)('asks for the reasoning %s as %j', async (reasoning, fields, count) => {
    const { body, warnings } = await ask({ reasoning })
    expect(body).toEqual({ model: 'm', messages, ...fields })
    expect(warnings).toHaveLength(count)
  })

  it('takes images, videos and sound, and no documents', async () => {
    const file = (mediaType: string, data: object): object => ({ type: 'file', mediaType, data })
    const atHand = { type: 'data', data: 'QUJD' }
    const elsewhere = { type: 'url', url: 'https://a.example/b' }
    const content = [
      file('image/png', atHand),
      file('video/mp4', atHand),
      file('video/mp4', elsewhere),
      file('audio/wav', atHand),
      file('audio/mpeg', atHand),
      file('audio/wav', elsewhere),
      file('application/pdf', atHand),
      file('image/png', { type: 'reference', reference: { together: 'f-1' } }),
    ]
    const { body, warnings } = await ask({ messages: [{ role: 'user', content }] } as Partial<ChatRequest>)
    expect(body).toMatchObject({
      messages: [
        {
          content: [
            { type: 'image_url', image_url: { url: 'data:image/png;base64,QUJD' } },
            { type: 'video_url', video_url: { url: 'data:video/mp4;base64,QUJD' } },
            { type: 'video_url', video_url: { url: 'https://a.example/b' } },
            { type: 'input_audio', input_audio: { data: 'QUJD', format: 'wav' } },
            { type: 'audio_url', audio_url: { url: 'data:audio/mpeg;base64,QUJD' } },
            { type: 'audio_url', audio_url: { url: 'https://a.example/b' } },
          ],
        },
      ],
    })
    expect(warnings).toHaveLength(2)
  })

  it('sends earlier reasoning back', async () => {
    const content = [{ type: 'reasoning', text: 'hm' } as const, { type: 'text', text: 'Hi' } as const]
    const { body } = await ask({ messages: [{ role: 'assistant', content }, ...messages] })
    expect(body).toMatchObject({ messages: [{ role: 'assistant', content: 'Hi', reasoning: 'hm' }, {}] })
  })

  it('is streamed without asking for usage, which the last chunk has', async () => {
    const choice = { index: 0, text: 'Hi', finish_reason: 'eos', delta: { token_id: 1, content: 'Hi' } }
    const chunk = { choices: [choice], usage: { prompt_tokens: 3, completion_tokens: 1, cached_tokens: 2 } }
    const fetch: Fetch = () =>
      Promise.resolve(new Response(`data: ${JSON.stringify(chunk)}\n\ndata: [DONE]\n\n`))
    const said = await collect(together({ apiKey: 'k', model: 'm', fetch }).stream({ messages }))
    expect(said.request.body).toEqual({ model: 'm', messages, stream: true })
    expect(said).toMatchObject({
      text: 'Hi',
      finishReason: { unified: 'stop', raw: 'eos' },
      usage: { inputTokens: { total: 3, noCache: 1, cacheRead: 2 }, outputTokens: { total: 1 } },
      providerMetadata: { together: {} },
    })
  })
})

describe('refusals of Together', () => {
  const refuse = (status: number, error: object, headers = {}): Promise<ProviderError> => {
    const fetch: Fetch = () => Promise.resolve(Response.json({ error }, { status, headers }))
    return together({ apiKey: 'k', model: 'm', fetch })
      .generate({ messages })
      .then(
        () => expect.fail('no error'),
        (error: unknown) => error as ProviderError,
      )
  }
  const type = 'invalid_request_error'

  it.each([
    [402, { type: 'credit_limit' }, 'quota', 'key'],
    [402, {}, 'quota', 'key'],
    [400, { type, message: "longer than the model's context length" }, 'context-length', 'request'],
    [400, { type, message: 'Input validation error' }, 'bad-request', 'request'],
    [403, { type, message: 'input token count + max_tokens' }, 'context-length', 'request'],
    [403, { type, message: 'max_tokens must be lower' }, 'context-length', 'request'],
    [403, { type, message: 'You do not have access to this model' }, 'permission', 'key'],
    [403, {}, 'permission', 'key'],
    [
      422,
      { type, message: '`inputs` tokens + `max_new_tokens` must be <= 8193' },
      'context-length',
      'request',
    ],
    [422, { type, message: 'top_p must be in (0, 1]' }, 'bad-request', 'request'],
    [400, { type, code: 'model_not_available' }, 'model-not-found', 'target'],
    [400, { code: 'new_model_not_available' }, 'bad-request', 'request'],
    [400, { code: 'model_not_available_now' }, 'bad-request', 'request'],
    [403, { type, code: 'model_not_available' }, 'model-not-found', 'target'],
    [429, { type: 'credit_limit' }, 'quota', 'key'],
    [429, { type: 'rate_limit', error_type: 'dynamic_request_limited' }, 'rate-limit', 'key'],
    [503, { code: 'model_overloaded' }, 'overloaded', 'target'],
    [524, {}, 'timeout', 'target'],
    [529, {}, 'overloaded', 'target'],
  ])('%i %j is %s of the %s', async (status, error, kind, scope) => {
    expect(await refuse(status, error)).toMatchObject({ kind, scope, status })
  })

  it('take the time to come back from the reset of the limit that is used up', async () => {
    const headers = { 'x-ratelimit-remaining': '5', 'x-tokenlimit-remaining': '0', 'x-ratelimit-reset': '3' }
    const error = { type: 'rate_limit', error_type: 'dynamic_token_limited' }
    expect((await refuse(429, error, headers)).retryAfterMs).toBe(3000)
  })
})

describe('togetherEmbedding', () => {
  it('warns that the length of vectors cannot be chosen', async () => {
    const fetch: Fetch = () => Promise.resolve(Response.json({ data: [{ embedding: [1, 2] }] }))
    const { request, warnings, usage } = await togetherEmbedding({ apiKey: 'k', model: 'm', fetch }).embed({
      values: ['a'],
      dimensions: 2,
      purpose: 'clustering',
    })
    expect(request).toEqual({
      url: 'https://api.together.xyz/v1/embeddings',
      body: { model: 'm', input: ['a'] },
    })
    expect(warnings).toMatchObject([{ feature: 'purpose' }, { feature: 'dimensions' }])
    expect(usage).toBeUndefined()
  })
})
