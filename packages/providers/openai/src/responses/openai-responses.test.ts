import { collect } from '@llm-balancer/provider'
import type { ChatRequest, ProviderError } from '@llm-balancer/provider'
import { describe, expect, it, vi } from 'vitest'
import { openaiResponses } from './openai-responses.ts'
import type { OpenAIResponsesSettings } from './openai-responses.ts'

const request: ChatRequest = { messages: [{ role: 'user', content: 'the planted prompt' }] }
const answer = {
  id: 'resp_1',
  object: 'response',
  created_at: 1_795_132_800,
  status: 'completed',
  model: 'gpt-5.4-2026-03-05',
  error: null,
  incomplete_details: null,
  output: [
    { type: 'reasoning', id: 'rs_1', summary: [], encrypted_content: 'sealed' },
    { type: 'message', id: 'msg_1', content: [{ type: 'output_text', text: 'Hello', annotations: [] }] },
  ],
  service_tier: 'default',
  instructions: 'the planted prompt',
  usage: {
    input_tokens: 30,
    input_tokens_details: { cached_tokens: 10, cache_write_tokens: 5 },
    output_tokens: 7,
    output_tokens_details: { reasoning_tokens: 4 },
  },
}

type Sent = { readonly url: string; readonly headers: unknown; readonly method: string | undefined }

/** A model whose requests get `response` and are recorded. */
const modelOf = (
  settings: Partial<OpenAIResponsesSettings> = {},
  response: () => Response = () => Response.json(answer),
) => {
  const sent: Sent[] = []
  const model = openaiResponses({
    apiKey: 'sk-secret',
    model: 'gpt-5.4',
    fetch: (url, { headers, method }) => {
      sent.push({ url, headers, method })
      return Promise.resolve(response())
    },
    ...settings,
  })
  return { model, sent }
}

const failureOf = async (body: object, status = 200): Promise<ProviderError> =>
  modelOf({}, () => Response.json(body, { status }))
    .model.generate(request)
    .then(
      () => expect.fail('no error'),
      (error: unknown) => error as ProviderError,
    )

describe('openaiResponses', () => {
  it('reads a whole answer', async () => {
    const { model } = modelOf()
    expect(model).toMatchObject({ provider: 'openai', modelId: 'gpt-5.4' })
    const { content, ...rest } = await model.generate(request)
    expect(content).toEqual([
      {
        type: 'reasoning',
        text: '',
        providerMetadata: { openai: { itemId: 'rs_1', reasoningEncryptedContent: 'sealed' } },
      },
      { type: 'text', text: 'Hello', providerMetadata: { openai: { itemId: 'msg_1' } } },
    ])
    expect(rest).toMatchObject({
      text: 'Hello',
      finishReason: { unified: 'stop', raw: undefined },
      usage: {
        inputTokens: { total: 30, noCache: 15, cacheRead: 10, cacheWrite: 5 },
        outputTokens: { total: 7, text: 3, reasoning: 4 },
        raw: answer.usage,
      },
      warnings: [],
      request: { url: 'https://api.openai.com/v1/responses', body: { model: 'gpt-5.4', store: false } },
      response: {
        id: 'resp_1',
        modelId: 'gpt-5.4-2026-03-05',
        timestamp: new Date('2026-11-20T00:00:00Z'),
        headers: { 'content-type': 'application/json' },
        body: answer,
      },
    })
    expect(rest.providerMetadata).toEqual({ openai: { service_tier: 'default' } })
  })

  it('reads the same from a stream', async () => {
    const event = `data: ${JSON.stringify({ type: 'response.completed', response: answer })}\n\n`
    const { model } = modelOf(
      {},
      () => new Response(event, { headers: { 'content-type': 'text/event-stream' } }),
    )
    const whole = await modelOf().model.generate(request)
    const { content, finishReason, usage, providerMetadata } = await collect(model.stream(request))
    expect({ content, finishReason, usage, providerMetadata }).toEqual({
      content: whole.content,
      finishReason: whole.finishReason,
      usage: whole.usage,
      providerMetadata: whole.providerMetadata,
    })
  })

  it.each(['output_text', 'reasoning_summary_text'])(
    'has the pieces of a stream read without parsing each of them: %s',
    async (name) => {
      const pieces = Array.from({ length: 100 }, (_, place) => `piece ${String(place)}. `)
      const names = { type: `response.${name}.delta`, item_id: 'i', output_index: 0 }
      const events = pieces.map((delta, place) => ({
        ...{ ...names, delta, sequence_number: place, obfuscation: 'x'.repeat(place % 7) },
      }))
      const last = { type: 'response.completed', response: answer }
      const body = [...events, last].map((event) => `data: ${JSON.stringify(event)}\n\n`).join('')
      const { model } = modelOf({}, () => new Response(body))
      const deltas: string[] = []
      const parse = vi.spyOn(JSON, 'parse')
      for await (const part of model.stream(request)) if ('delta' in part) deltas.push(part.delta)
      expect(deltas.slice(0, pieces.length)).toEqual(pieces)
      expect(parse.mock.calls.length).toBeLessThan(20)
    },
  )

  it('sends key, organization and project in headers', async () => {
    const { model, sent } = modelOf({ organization: 'org-1', project: 'proj-1', headers: { 'x-team': 'a' } })
    await model.generate(request)
    expect(sent).toEqual([
      {
        url: 'https://api.openai.com/v1/responses',
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          authorization: 'Bearer sk-secret',
          'openai-organization': 'org-1',
          'openai-project': 'proj-1',
          'x-team': 'a',
        },
      },
    ])
  })

  it('probes by listing the models', async () => {
    const { model, sent } = modelOf({ baseURL: 'https://gateway.example/v1/' }, () =>
      Response.json({ data: [] }),
    )
    await model.probe?.()
    expect(sent).toMatchObject([{ url: 'https://gateway.example/v1/models', method: 'GET' }])
  })

  it('asks for summaries of reasoning when the setting says so', async () => {
    const { model } = modelOf({ reasoningSummary: 'concise' })
    expect((await model.generate({ ...request, reasoning: 'low' })).request.body).toMatchObject({
      reasoning: { effort: 'low', summary: 'concise' },
    })
  })

  it('refuses a setting that is missing, unknown or wrong, by name', () => {
    const create = (wrong: object): (() => unknown) => {
      const all = { apiKey: 'k', model: 'm', ...wrong }
      return () => openaiResponses(all)
    }
    expect(create({ apiKey: undefined })).toThrow('openai: "apiKey" is missing')
    expect(create({ model: '' })).toThrow('openai: "model" must be a string that is not empty')
    expect(create({ store: true })).toThrow('openai: unknown option "store"')
    expect(create({ reasoningSummary: 'short' })).toThrow(
      'openai: "reasoningSummary" must be one of "auto", "concise", "detailed", got "short"',
    )
    expect(create({ organization: 'a\nb' })).toThrow(
      '"openai-organization" has a value that HTTP cannot carry',
    )
  })
})

describe('an invalid answer', () => {
  it.each([
    ['says nothing', { ...answer, output: [] }],
    ['has no output', { ...answer, output: undefined }],
    ['does not say how it ended', { ...answer, status: undefined }],
    [
      'has a malformed tool call',
      { ...answer, output: [{ type: 'function_call', call_id: 'c', name: 'f', arguments: '{' }] },
    ],
  ])('is invalid-response when it %s', async (_, body) => {
    expect(await failureOf(body)).toMatchObject({ kind: 'invalid-response', scope: 'target' })
  })

  it.each([
    [{ code: 'server_error' }, 'server', 'target'],
    [{ code: 'rate_limit_exceeded' }, 'rate-limit', 'key'],
    [{ code: 'image_too_large' }, 'bad-request', 'request'],
    [{ code: 'image_content_policy_violation' }, 'content-policy', 'request'],
    [{ code: 'invalid_prompt' }, 'content-policy', 'request'],
    [null, 'server', 'target'],
  ])('throws the error of a failed response: %j is %s', async (error, kind, scope) => {
    const failure = await failureOf({ ...answer, status: 'failed', error })
    expect(failure).toMatchObject({ kind, scope, provider: 'openai', modelId: 'gpt-5.4' })
    expect(failure.message).not.toContain('planted')
  })

  it('is not a background response that has only begun', async () => {
    const body = { ...answer, status: 'queued', output: [], usage: null }
    const { model } = modelOf({}, () => Response.json(body))
    const own = { openai: { background: true, store: true } }
    expect(await model.generate({ ...request, providerOptions: own })).toMatchObject({
      content: [],
      finishReason: { unified: 'other' },
      response: { id: 'resp_1', body: { status: 'queued' } },
    })
  })
})

describe('a refused request', () => {
  it.each([
    [400, { code: 'invalid_encrypted_content', type: 'invalid_request_error' }, 'foreign-state'],
    [400, { code: 'context_length_exceeded' }, 'context-length'],
    [400, { code: 'invalid_prompt' }, 'content-policy'],
    [401, { code: 'invalid_api_key' }, 'auth'],
    [403, { code: 'model_not_found' }, 'model-not-found'],
    [404, { code: 'model_not_found' }, 'model-not-found'],
    [429, { code: 'insufficient_quota' }, 'quota'],
    [429, { code: 'project_spend_limit_exceeded' }, 'quota'],
    [429, { code: 'rate_limit_exceeded' }, 'rate-limit'],
    [429, { code: 'slow_down' }, 'overloaded'],
    [503, { code: 'server_is_overloaded' }, 'overloaded'],
    [500, { type: 'server_error' }, 'server'],
  ])('%i %j is %s', async (status, error, kind) => {
    expect(await failureOf({ error: { message: 'the planted prompt', ...error } }, status)).toMatchObject({
      kind,
      status,
    })
  })
})
