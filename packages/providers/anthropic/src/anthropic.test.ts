import { inspect } from 'node:util'
import { ProviderError } from '@llm-balancer/provider'
import type { AttemptFacts, ChatRequest } from '@llm-balancer/provider'
import { describe, expect, it } from 'vitest'
import { anthropic } from './anthropic.ts'
import type { AnthropicSettings } from './index.ts'

const request: ChatRequest = { messages: [{ role: 'user', content: 'the planted prompt' }] }
const answer = {
  id: 'msg_1',
  type: 'message',
  role: 'assistant',
  model: 'claude-x-1',
  content: [{ type: 'text', text: 'Hello' }],
  stop_reason: 'end_turn',
  stop_sequence: null,
  usage: { input_tokens: 3, output_tokens: 2 },
}

type Sent = {
  readonly url: string
  readonly headers: Record<string, string>
  readonly method: string | undefined
}

/** A model whose requests get `response` and are recorded. */
const modelOf = (
  options: Partial<AnthropicSettings> = {},
  response: () => Response = () => Response.json(answer),
) => {
  const sent: Sent[] = []
  const model = anthropic({
    apiKey: 'sk-ant-secret',
    model: 'claude-x',
    fetch: (url, { headers, method }) => {
      sent.push({ url, headers: headers as Record<string, string>, method })
      return Promise.resolve(response())
    },
    ...options,
  })
  return { model, sent }
}

const refusal = async (
  body: object,
  { status, headers = {} }: { status: number; headers?: Record<string, string> },
) => {
  const { model } = modelOf({}, () => Response.json(body, { status, headers }))
  return model.generate(request).then(
    () => expect.fail('no error'),
    (error: unknown) => error as ProviderError,
  )
}

describe('anthropic', () => {
  it('reads a whole answer', async () => {
    const { model } = modelOf()
    expect(model).toMatchObject({ provider: 'anthropic', modelId: 'claude-x' })
    expect(await model.generate(request)).toMatchObject({
      text: 'Hello',
      content: [{ type: 'text', text: 'Hello' }],
      finishReason: { unified: 'stop', raw: 'end_turn' },
      warnings: [],
      request: {
        url: 'https://api.anthropic.com/v1/messages',
        body: { model: 'claude-x', max_tokens: 16_384 },
      },
      response: {
        id: 'msg_1',
        modelId: 'claude-x-1',
        headers: { 'content-type': 'application/json' },
        body: answer,
      },
    })
  })

  it('reads the sources of cited texts, each once, and ignores what is not a block', async () => {
    const cited = (url: string) => ({ type: 'web_search_result_location', url, title: 'T', cited_text: 'c' })
    const content = [
      null,
      'no block',
      { type: 'text', text: 'One', citations: [cited('https://a.example'), cited('https://a.example')] },
      { type: 'text', text: ' two', citations: [cited('https://b.example')] },
    ]
    const { model } = modelOf({}, () => Response.json({ ...answer, content }))
    const { text, content: parts } = await model.generate(request)
    expect(text).toBe('One two')
    expect(parts.map((part) => (part.type === 'source' ? part.id : part.type))).toEqual([
      'text',
      'https://a.example',
      'text',
      'https://b.example',
    ])
  })

  it.each([
    [undefined, 'https://api.anthropic.com/v1/messages'],
    ['https://gateway.example/', 'https://gateway.example/v1/messages'],
    ['https://gateway.example/v1', 'https://gateway.example/v1/messages'],
    ['https://gateway.example/anthropic/v1/', 'https://gateway.example/anthropic/v1/messages'],
    ['http://127.0.0.1:8080/anthropic', 'http://127.0.0.1:8080/anthropic/v1/messages'],
  ])('calls the API below %s', async (baseURL, url) => {
    const { model, sent } = modelOf({ baseURL })
    await model.generate(request)
    expect(sent.map((one) => one.url)).toEqual([url])
  })

  it('sends its key in the header of the API version', async () => {
    const old = modelOf()
    await old.model.generate(request)
    expect(old.sent[0]?.headers).toEqual({
      'content-type': 'application/json',
      'x-api-key': 'sk-ant-secret',
      'anthropic-version': '2023-06-01',
    })
    const recent = modelOf({
      version: '2026-10-21',
      apiKey: () => Promise.resolve('token'),
      betas: ['a', 'b'],
    })
    await recent.model.generate(request)
    expect(recent.sent[0]?.headers).toEqual({
      'content-type': 'application/json',
      authorization: 'Bearer token',
      'anthropic-version': '2026-10-21',
      'anthropic-beta': 'a,b',
    })
  })

  it('prefers the headers of the call to those of the request, and both to its own', async () => {
    const { model, sent } = modelOf({ headers: { a: '1', b: '1', c: '1', 'anthropic-version': undefined } })
    await model.generate({ ...request, headers: { B: '2', C: '2' } }, { headers: { c: '3' } })
    expect(sent[0]?.headers).toMatchObject({ a: '1', b: '2', c: '3' })
    expect(sent[0]?.headers).not.toHaveProperty('anthropic-version')
  })

  it('probes by listing one model', async () => {
    const { model, sent } = modelOf({}, () => Response.json({ data: [] }))
    await model.probe?.()
    expect(sent).toMatchObject([{ url: 'https://api.anthropic.com/v1/models?limit=1', method: 'GET' }])
  })

  it('reports headers and limits, then usage', async () => {
    const facts: AttemptFacts[] = []
    const headers = {
      date: 'Fri, 20 Nov 2026 12:00:00 GMT',
      'anthropic-ratelimit-requests-limit': '4000',
      'anthropic-ratelimit-requests-remaining': '3999',
      'anthropic-ratelimit-requests-reset': '2026-11-20T12:00:30Z',
      'anthropic-ratelimit-output-tokens-remaining': '100',
    }
    const { model } = modelOf({}, () => Response.json(answer, { headers }))
    await model.generate(request, { report: (fact) => facts.push(fact) })
    expect(facts).toMatchObject([
      {
        headers: { 'anthropic-ratelimit-requests-limit': '4000' },
        limits: [
          { unit: 'requests', limit: 4000, remaining: 3999, resetMs: 30_000, windowMs: 60_000 },
          { unit: 'output-tokens', remaining: 100, windowMs: 60_000 },
        ],
      },
      { usage: { inputTokens: 3, outputTokens: 2 } },
    ])
  })
})

describe('an invalid answer', () => {
  it.each([
    ['says nothing', { ...answer, content: [] }],
    ['says nothing, nor why', { ...answer, content: [], stop_reason: null }],
    ['calls tools without a call', { ...answer, content: [], stop_reason: 'tool_use' }],
    ['has no content', { ...answer, content: undefined }],
    [
      'has a malformed tool call',
      { ...answer, content: [{ type: 'tool_use', id: 't', name: 'f', input: '{' }] },
    ],
  ])('is invalid-response when it %s', async (_, body) => {
    const { model } = modelOf({}, () => Response.json(body))
    await expect(model.generate(request)).rejects.toMatchObject({ kind: 'invalid-response', scope: 'target' })
  })

  it('throws the error inside it', async () => {
    const body = { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } }
    const { model } = modelOf({}, () => Response.json(body))
    await expect(model.generate(request)).rejects.toMatchObject({ kind: 'overloaded' })
  })

  it('does not include a refusal, which is an answer', async () => {
    const { model } = modelOf({}, () => Response.json({ ...answer, content: [], stop_reason: 'refusal' }))
    expect((await model.generate(request)).finishReason.unified).toBe('content-filter')
  })
})

describe('a refused request', () => {
  it.each([
    [400, 'invalid_request_error', 'messages.0: the planted prompt is wrong', 'bad-request'],
    [400, 'invalid_request_error', 'You have reached your specified API usage limits.', 'quota'],
    [400, 'invalid_request_error', 'You have reached your specified workspace API usage limits.', 'quota'],
    [400, 'invalid_request_error', 'Your credit balance is too low to access the Anthropic API.', 'quota'],
    [400, 'invalid_request_error', 'prompt is too long: 2 tokens > 1 maximum', 'context-length'],
    [
      400,
      'invalid_request_error',
      'input length and `max_tokens` exceed context limit: 2 + 1 > 1',
      'context-length',
    ],
    [400, 'invalid_request_error', 'Output blocked by content filtering policy', 'content-policy'],
    [400, 'invalid_request_error', 'This organization has been disabled.', 'permission'],
    [400, 'invalid_request_error', 'Your billing address is no valid input', 'bad-request'],
    [401, 'authentication_error', 'invalid x-api-key', 'auth'],
    [402, 'billing_error', 'There is an issue with your payment information.', 'quota'],
    [403, 'permission_error', 'Your API key may not use this resource.', 'permission'],
    [404, 'not_found_error', 'model: claude-nope', 'model-not-found'],
    [404, 'not_found_error', 'File not found: file_1', 'bad-request'],
    [404, 'not_found_error', 'No such container: c_1', 'bad-request'],
    [404, 'not_found_error', 'No such thread: t_1', 'bad-request'],
    [404, 'not_found_error', 'No such skill: s_1', 'bad-request'],
    [404, 'not_found_error', 'the file was made by another model', 'model-not-found'],
    [413, 'request_too_large', 'Request exceeds the maximum allowed number of bytes.', 'context-length'],
    [429, 'rate_limit_error', 'This request would exceed your rate limit.', 'rate-limit'],
    [500, 'api_error', 'Internal server error', 'server'],
    [504, 'timeout_error', 'Timed out', 'timeout'],
    [529, 'overloaded_error', 'Overloaded', 'overloaded'],
  ])('%i %s "%s" is %s', async (status, type, message, kind) => {
    const error = await refusal({ type: 'error', error: { type, message } }, { status })
    expect(ProviderError.isInstance(error)).toBe(true)
    expect(error).toMatchObject({
      kind,
      status,
      vendorCode: type,
      provider: 'anthropic',
      modelId: 'claude-x',
    })
    expect(inspect(error, { depth: Infinity, showHidden: true })).not.toMatch(/planted|sk-ant|credit balance/)
  })

  it.each([
    ['enforced_spend_limit_reached', 'quota'],
    ['contract_spend_limit_reached', 'quota'],
    ['ramp_limit_exceeded', 'rate-limit'],
  ])('429 %s is %s', async (error_code, kind) => {
    const error = { type: 'rate_limit_error', message: 'No.', details: { error_code } }
    const headers = { 'retry-after': '8', 'x-should-retry': 'true', 'request-id': 'req_1' }
    expect(await refusal({ type: 'error', error }, { status: 429, headers })).toMatchObject({
      kind,
      vendorCode: error_code,
      requestId: 'req_1',
      retryAfterMs: 8000,
    })
  })

  it.each([
    ['organization_on_hold', 'permission'],
    ['parent_organization_required', 'permission'],
    ['workspace_human_review_disabled', 'permission'],
    ['cmek_key_disabled', 'permission'],
    ['cmek_key_network_unreachable', 'permission'],
    ['cmek_key_rotated', 'bad-request'],
    ['claude_code_disabled', 'permission'],
    ['my_organization_on_hold', 'bad-request'],
    ['storage_quota_exceeded', 'bad-request'],
    ['tool_name_conflict', 'bad-request'],
  ])('400 %s is %s', async (error_code, kind) => {
    const error = { type: 'invalid_request_error', message: 'No.', details: { error_code } }
    expect(await refusal({ type: 'error', error }, { status: 400 })).toMatchObject({
      kind,
      vendorCode: error_code,
    })
  })

  it.each([
    [400, 'invalid_request_error', 'true', 'bad-request'],
    [401, 'authentication_error', 'true', 'auth'],
    [429, 'rate_limit_error', 'false', 'rate-limit'],
    [529, 'overloaded_error', 'false', 'overloaded'],
  ])('means the same with and without x-should-retry: %i %s, %s', async (status, type, advice, kind) => {
    const headers = { 'x-should-retry': advice }
    expect(await refusal({ type: 'error', error: { type } }, { status, headers })).toMatchObject({ kind })
  })

  it('has a message of our own words', async () => {
    const error = { type: 'rate_limit_error', message: 'No.' }
    const { message } = await refusal({ error }, { status: 429, headers: { 'retry-after': '8' } })
    expect(message).toBe('anthropic/claude-x: rate limited (429, rate_limit_error), retry in 8000 ms')
  })
})

describe('the options', () => {
  const create =
    (wrong: object): (() => unknown) =>
    () =>
      anthropic({ apiKey: 'k', model: 'm', ...wrong })

  it.each([
    [
      { apiKey: undefined },
      TypeError,
      'anthropic: "apiKey" is missing; pass a string or a function that gives one',
    ],
    [{ apiKey: 'a\nb' }, TypeError, 'anthropic: "apiKey" holds characters that a header cannot carry'],
    [{ model: undefined }, TypeError, 'anthropic: "model" is missing'],
    [{ model: 5 }, TypeError, 'anthropic: "model" must be a string that is not empty, got 5'],
    [{ baseUrl: 'x' }, TypeError, 'anthropic: unknown option "baseUrl", did you mean "baseURL"?'],
    [{ baseURL: 'http://api.example' }, TypeError, 'would send the key unencrypted to api.example'],
    [{ version: 5 }, TypeError, 'anthropic: "version" must be a string that is not empty, got 5'],
    [{ betas: 'x' }, TypeError, 'anthropic: "betas" must be a list of names'],
    [
      { maxOutputTokens: 0 },
      RangeError,
      'anthropic: "maxOutputTokens" must be a whole number within [1, ∞), got 0',
    ],
    [
      { maxOutputTokens: 1.5 },
      RangeError,
      'anthropic: "maxOutputTokens" must be a whole number within [1, ∞), got 1.5',
    ],
    [{ betas: [5] }, TypeError, 'anthropic: "betas" must be a list of names, got an array'],
    [{ headers: { 'x-note': 'a\nb' } }, TypeError, 'header "x-note" has a value that HTTP cannot carry'],
    [{ fetch: 'x' }, TypeError, '"fetch" must be a function'],
  ])('%o are refused', (wrong, type, message) => {
    expect(create(wrong)).toThrow(type)
    expect(create(wrong)).toThrow(message)
  })

  it('have their default when they are undefined', async () => {
    const { model, sent } = modelOf({ version: undefined, betas: undefined, maxOutputTokens: undefined })
    await model.generate(request)
    expect(sent[0]?.headers).toMatchObject({ 'anthropic-version': '2023-06-01' })
  })
})
