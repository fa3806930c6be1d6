import { collect } from '@llm-balancer/provider'
import type { ChatRequest, ChatResponse, Fetch, ProviderError } from '@llm-balancer/provider'
import { askAdapter } from '@llm-balancer/testing/conformance'
import { describe, expect, it } from 'vitest'
import { groq } from './groq.ts'
import type { GroqSettings } from './groq.ts'

const messages = [{ role: 'user', content: 'hi' }] as const
const answer = { choices: [{ message: { content: 'Hello' }, finish_reason: 'stop' }] }

const ask = (request: Partial<ChatRequest>, settings: Partial<GroqSettings> = {}) =>
  askAdapter(({ fetch }) => groq({ apiKey: 'k', model: 'openai/gpt-oss-120b', fetch, ...settings }), request)

const features = (warnings: ChatResponse['warnings']): unknown[] =>
  warnings.map((warning) => ('feature' in warning ? warning.feature : warning.type))

describe('groq', () => {
  it("calls Groq's API with the key as a bearer token, and probes with its models", async () => {
    const sent: unknown[] = []
    const fetch: Fetch = (url, { headers }) => {
      sent.push([url, headers])
      return Promise.resolve(Response.json(answer))
    }
    const model = groq({ apiKey: () => 'gsk_1', model: 'openai/gpt-oss-120b', fetch })
    expect(model).toMatchObject({ provider: 'groq', modelId: 'openai/gpt-oss-120b' })
    await model.generate({ messages })
    await model.probe?.()
    expect(sent).toEqual([
      [
        'https://api.groq.com/openai/v1/chat/completions',
        { 'content-type': 'application/json', authorization: 'Bearer gsk_1' },
      ],
      ['https://api.groq.com/openai/v1/models', { authorization: 'Bearer gsk_1' }],
    ])
  })

  it('refuses a setting that is missing, unknown or wrong, by name', () => {
    const create = (wrong: object): (() => unknown) => {
      const all = { apiKey: 'k', model: 'm', ...wrong }
      return () => groq(all)
    }
    expect(create({ apiKey: undefined })).toThrow('groq: "apiKey" is missing')
    expect(create({ model: undefined })).toThrow('groq: "model" is missing')
    expect(create({ reasoningFormt: 'raw' })).toThrow(
      'groq: unknown option "reasoningFormt", did you mean "reasoningFormat"?',
    )
    expect(create({ reasoningFormat: 'xml' })).toThrow(
      'groq: "reasoningFormat" must be one of "parsed", "raw", "hidden", got "xml"',
    )
  })

  it('sends settings under its names, and warns of those that none of its models takes', async () => {
    const { body, warnings } = await ask({
      maxOutputTokens: 9,
      seed: 1,
      topK: 2,
      presencePenalty: 1,
      frequencyPenalty: 1,
    })
    expect(Object.keys(body)).toEqual(['model', 'messages', 'max_completion_tokens', 'seed'])
    expect(features(warnings)).toEqual(['topK', 'presencePenalty', 'frequencyPenalty'])
  })

  it('takes images, and no other files', async () => {
    const file = (mediaType: string): object => ({
      type: 'file',
      mediaType,
      data: { type: 'data', data: 'QUJD' },
    })
    const content = [file('image/png'), file('audio/wav'), file('application/pdf')]
    const { body, warnings } = await ask({ messages: [{ role: 'user', content }] } as Partial<ChatRequest>)
    expect(body).toMatchObject({
      messages: [{ content: [{ type: 'image_url', image_url: { url: 'data:image/png;base64,QUJD' } }] }],
    })
    expect(warnings).toHaveLength(2)
  })
})

describe('reasoning on Groq', () => {
  it.each([
    ['openai/gpt-oss-120b', 'none', 'low'],
    ['openai/gpt-oss-20b', 'minimal', 'low'],
    ['openai/gpt-oss-20b', 'medium', 'medium'],
    ['openai/gpt-oss-20b', 'max', 'high'],
    ['qwen/qwen3-32b', 'none', 'none'],
    ['qwen/qwen3.6-27b', 'high', 'default'],
    ['qwen/qwen3.8-27b', 'high', 'high'],
    ['qwen/qwen3.8-27b', 'xhigh', 'high'],
    ['some-new-model', 'low', 'low'],
  ] as const)('of %s asked for as %s is %s', async (model, reasoning, word) => {
    const { body, warnings } = await ask({ reasoning }, { model })
    expect(body).toMatchObject({ reasoning_effort: word })
    expect(features(warnings)).toEqual(reasoning === word ? [] : ['reasoning'])
  })

  it.each(['llama-3.3-70b-versatile', 'groq/compound', 'moonshotai/kimi-k2-instruct'])(
    'is not asked of %s, with a warning',
    async (model) => {
      const { body, warnings } = await ask({ reasoning: 'low' }, { model })
      expect(body).not.toHaveProperty('reasoning_effort')
      expect(warnings).toEqual([
        { type: 'unsupported', feature: 'reasoning', details: `${model} does not reason` },
      ])
    },
  )

  it('is parsed for models that would write it into the text, unless the caller says otherwise', async () => {
    const model = 'qwen/qwen3-32b'
    expect((await ask({}, { model })).body).toMatchObject({ reasoning_format: 'parsed' })
    expect((await ask({})).body).not.toHaveProperty('reasoning_format')
    expect((await ask({}, { reasoningFormat: 'hidden' })).body).toMatchObject({ reasoning_format: 'hidden' })
    expect((await ask({}, { model, reasoningFormat: 'raw' })).body).toMatchObject({ reasoning_format: 'raw' })
    const providerOptions = { groq: { include_reasoning: false } }
    const { body } = await ask({ providerOptions }, { model })
    expect(body).toMatchObject({ include_reasoning: false })
    expect(body).not.toHaveProperty('reasoning_format')
  })

  it('is sent back with the conversation', async () => {
    const content = [{ type: 'reasoning', text: 'hm' } as const, { type: 'text', text: 'Hi' } as const]
    const { body } = await ask({ messages: [{ role: 'assistant', content }, ...messages] })
    expect(body).toMatchObject({ messages: [{ role: 'assistant', content: 'Hi', reasoning: 'hm' }, {}] })
  })
})

describe('streams of Groq', () => {
  const read = (...chunks: object[]): Promise<ChatResponse> => {
    const body = [...chunks.map((chunk) => JSON.stringify(chunk)), '[DONE]']
    const fetch: Fetch = () => Promise.resolve(new Response(body.map((data) => `data: ${data}\n\n`).join('')))
    return collect(groq({ apiKey: 'k', model: 'm', fetch }).stream({ messages }))
  }
  const said = { choices: [{ index: 0, delta: { content: 'Hi' } }] }
  const stopped = { choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] }

  it('have their usage in x_groq without being asked', async () => {
    const usage = { prompt_tokens: 3, completion_tokens: 2 }
    const { request, usage: counted } = await read(said, { ...stopped, x_groq: { id: 'r', usage } })
    expect(request.body).not.toHaveProperty('stream_options')
    expect(counted).toMatchObject({ inputTokens: { total: 3 }, outputTokens: { total: 2 } })
  })

  it('that carry an error in x_groq fail', async () => {
    await expect(read(said, { ...stopped, x_groq: { error: 'over capacity' } })).rejects.toMatchObject({
      kind: 'overloaded',
      scope: 'target',
    })
  })
})

it('reads the usage of a whole answer, not the cache counts in x_groq', async () => {
  const usage = { prompt_tokens: 3, completion_tokens: 2 }
  const fetch: Fetch = () =>
    Promise.resolve(Response.json({ ...answer, usage, x_groq: { usage: { dram_cached_tokens: 1 } } }))
  const { usage: counted } = await groq({ apiKey: 'k', model: 'm', fetch }).generate({ messages })
  expect(counted).toMatchObject({ inputTokens: { total: 3 }, outputTokens: { total: 2 } })
})

describe('refusals of Groq', () => {
  const refuse = (status: number, error: object, headers = {}): Promise<ProviderError> => {
    const fetch: Fetch = () => Promise.resolve(Response.json({ error }, { status, headers }))
    return groq({ apiKey: 'k', model: 'm', fetch })
      .generate({ messages })
      .then(
        () => expect.fail('no error'),
        (error: unknown) => error as ProviderError,
      )
  }
  const limit = (text: string): object => ({
    message: `Limit ${text}`,
    type: 'tokens',
    code: 'rate_limit_exceeded',
  })

  it.each([
    [413, limit('tokens per minute (TPM): Limit 6000, Requested 8000'), 'context-length', 'request'],
    [413, { message: 'Request Entity Too Large' }, 'context-length', 'request'],
    [429, limit('reached on tokens per minute (TPM)'), 'rate-limit', 'key'],
    [429, limit('reached on requests per day (RPD)'), 'quota', 'key'],
    [429, limit('reached on tokens per week'), 'quota', 'key'],
    [429, limit('reached on audio seconds per month'), 'quota', 'key'],
    [429, limit('reached (TPD): Limit 100'), 'quota', 'key'],
    [400, limit('per day'), 'rate-limit', 'key'],
    [400, { code: 'blocked_api_access' }, 'quota', 'key'],
    [400, { code: 'spend_limit_reached' }, 'quota', 'key'],
    [400, { code: 'organization_restricted' }, 'permission', 'key'],
    [400, { code: 'unblocked_api_access' }, 'bad-request', 'request'],
    [400, { code: 'blocked_api_access_list' }, 'bad-request', 'request'],
    [400, { code: 'suspend_tool' }, 'bad-request', 'request'],
    [400, { code: 'spend' }, 'bad-request', 'request'],
    [400, { code: 'my_organization_restricted' }, 'bad-request', 'request'],
    [400, { code: 'organization_restricted_tool' }, 'bad-request', 'request'],
    [400, { code: 'tool_use_failed', failed_generation: '<function' }, 'invalid-response', 'target'],
    [400, { code: 'json_validate_failed' }, 'invalid-response', 'target'],
    [498, { code: 'capacity_exceeded' }, 'overloaded', 'target'],
    [498, {}, 'overloaded', 'target'],
    [422, {}, 'bad-request', 'request'],
  ])('%i %j is %s of the %s', async (status, error, kind, scope) => {
    expect(await refuse(status, error)).toMatchObject({ kind, scope, status })
  })

  it('for a limit per day give the time to come back', async () => {
    const error = await refuse(429, limit('tokens per day (TPD)'), { 'retry-after': '2500' })
    expect(error).toMatchObject({ kind: 'quota', retryAfterMs: 2_500_000 })
  })
})
