import { inspect } from 'node:util'
import {
  AISDKError,
  APICallError,
  EmptyResponseBodyError,
  InvalidArgumentError,
  InvalidPromptError,
  InvalidResponseDataError,
  JSONParseError,
  LoadAPIKeyError,
  LoadSettingError,
  NoContentGeneratedError,
  NoSuchModelError,
  NoSuchProviderReferenceError,
  TooManyEmbeddingValuesForCallError,
  TypeValidationError,
  UnsupportedFunctionalityError,
} from '@ai-sdk/provider'
import { failureRules, ProviderError } from '@llm-balancer/core'
import { describe, expect, it } from 'vitest'
import type { AiSdkTarget } from './ai-sdk-target.ts'
import { limitHeadersByName } from './limit-headers.generated.ts'
import { toProviderError } from './to-provider-error.ts'

const target: AiSdkTarget = {
  provider: 'anthropic.messages',
  modelId: 'claude-x',
  limitHeaders: limitHeadersByName.get('anthropic') ?? [],
  now: () => Date.parse('2026-11-20T12:00:00Z'),
  exposeVendorErrors: false,
}
const prompt = 'the planted prompt'
const key = 'planted-header-value'

type Answered = Partial<ConstructorParameters<typeof APICallError>[0]>

/** The AI SDK's error of a call, which holds the request. */
const callError = (answered: Answered): APICallError =>
  new APICallError({
    message: `refused: ${prompt}`,
    url: `https://api.example/v1?key=${key}`,
    requestBodyValues: { messages: [prompt] },
    ...answered,
  })

const body = (error: object): string => JSON.stringify({ error: { message: `about ${prompt}`, ...error } })

const networkError = (code: string, message = `connect ${code}`): Error =>
  new TypeError('fetch failed', { cause: Object.assign(new Error(message), { code }) })

/** A gateway's error, as `@ai-sdk/gateway` makes it. */
const gatewayError = (statusCode: number, more: object = {}): Error =>
  Object.assign(new Error(`gateway says ${prompt}`), { statusCode, isRetryable: statusCode >= 500, ...more })

describe('an answered call', () => {
  it.each<[string, Answered, string]>([
    [
      'a used-up quota, although it may be retried',
      { statusCode: 429, responseBody: body({ code: 'insufficient_quota' }), isRetryable: true },
      'quota',
    ],
    ['a rate limit', { statusCode: 429, responseBody: body({ type: 'rate_limit_error' }) }, 'rate-limit'],
    [
      'a prompt that is too long',
      { statusCode: 400, responseBody: body({ code: 'context_length_exceeded' }) },
      'context-length',
    ],
    [
      'a content filter',
      { statusCode: 400, responseBody: body({ code: 'content_filter' }) },
      'content-policy',
    ],
    ['a bad key', { statusCode: 401, responseBody: '' }, 'auth'],
    [
      'an unknown model',
      { statusCode: 404, responseBody: body({ code: 'model_not_found' }) },
      'model-not-found',
    ],
    ['a bad request', { statusCode: 400, responseBody: body({}) }, 'bad-request'],
    [
      'a bad request that its provider calls retryable',
      { statusCode: 400, responseBody: body({}), isRetryable: true },
      'server',
    ],
    [
      'an overloaded server',
      { statusCode: 529, responseBody: body({ type: 'overloaded_error' }) },
      'overloaded',
    ],
    [
      'a broken server that its provider calls not retryable',
      { statusCode: 500, responseBody: '<html>', isRetryable: false },
      'server',
    ],
    [
      'an error object that was read already',
      { statusCode: 429, data: { error: { code: 'insufficient_quota' } } },
      'quota',
    ],
    ['an error object without a status', { data: { error: { code: 'insufficient_quota' } } }, 'quota'],
    [
      'an error inside a good answer',
      { statusCode: 200, responseBody: body({ code: 'rate_limit_exceeded' }) },
      'rate-limit',
    ],
    [
      'a good answer that could not be read',
      { statusCode: 200, responseBody: `{"text":"${prompt}"}`, cause: new SyntaxError(prompt) },
      'invalid-response',
    ],
    ['a good answer that broke off', { statusCode: 200, cause: networkError('UND_ERR_SOCKET') }, 'network'],
    [
      'a good answer that took too long',
      { statusCode: 200, cause: new DOMException('late', 'TimeoutError') },
      'timeout',
    ],
  ])('of %s', (_, answered, kind) => {
    const error = toProviderError(callError(answered), target, { secrets: [key], said: () => '' })
    expect(error).toMatchObject({
      kind,
      scope: failureRules[error.kind].scope,
      provider: 'anthropic.messages',
      modelId: 'claude-x',
    })
    if ((answered.statusCode ?? 0) >= 400) expect(error.status).toBe(answered.statusCode)
  })

  it('says when to come back, by header, body or the reset of a limit', () => {
    const hint = (answered: Answered): number | undefined =>
      toProviderError(callError({ statusCode: 429, ...answered }), target).retryAfterMs
    expect(hint({ responseHeaders: { 'retry-after': '7' } })).toBe(7000)
    expect(hint({ responseHeaders: { 'retry-after': 'Fri, 20 Nov 2026 12:00:09 GMT' } })).toBe(9000)
    expect(hint({ responseBody: JSON.stringify({ error: { message: 'try again in 5s' } }) })).toBe(5000)
    const headers = {
      'anthropic-ratelimit-requests-remaining': '0',
      'anthropic-ratelimit-requests-reset': '2026-11-20T12:00:30Z',
    }
    expect(hint({ responseHeaders: headers })).toBe(30_000)
    expect(hint({})).toBeUndefined()
  })

  it('has the request id and the vendor’s code', () => {
    const answered = {
      statusCode: 429,
      responseHeaders: { 'request-id': 'req_1' },
      responseBody: body({ type: 'rate_limit_error' }),
    }
    expect(toProviderError(callError(answered), target)).toMatchObject({
      requestId: 'req_1',
      vendorCode: 'rate_limit_error',
    })
  })
})

describe('an event of a stream that a provider of the AI SDK does not know', () => {
  const read = (value: unknown) =>
    toProviderError(new TypeValidationError({ value, cause: new Error(prompt) }), target)

  it.each<[object, string, string]>([
    [
      { object: 'error', message: 'Internal server error', code: '1000', raw_status_code: 500 },
      'server',
      'target',
    ],
    [
      { error: { message: 'the request exceeds the available context size', code: 400 } },
      'context-length',
      'request',
    ],
    [{ error: { message: 'You exceeded your quota', code: 'insufficient_quota' } }, 'quota', 'key'],
    [{ type: 'brand-new', delta: {} }, 'invalid-response', 'target'],
  ])('is the error that is in it: %j', (value, kind, scope) => {
    expect(read(value)).toMatchObject({ kind, scope })
  })
})

describe('an error of the AI SDK', () => {
  const values = [prompt]
  it.each<[Error, string]>([
    [new EmptyResponseBodyError(), 'invalid-response'],
    [new InvalidResponseDataError({ data: prompt }), 'invalid-response'],
    [new JSONParseError({ text: prompt, cause: new Error(prompt) }), 'invalid-response'],
    [new TypeValidationError({ value: prompt, cause: new Error(prompt) }), 'invalid-response'],
    [new NoContentGeneratedError(), 'invalid-response'],
    [new LoadAPIKeyError({ message: prompt }), 'auth'],
    [new LoadSettingError({ message: prompt }), 'auth'],
    [new NoSuchModelError({ modelId: 'x', modelType: 'languageModel' }), 'model-not-found'],
    [new InvalidPromptError({ prompt, message: prompt }), 'bad-request'],
    [new InvalidArgumentError({ argument: 'a', message: prompt }), 'bad-request'],
    [
      new TooManyEmbeddingValuesForCallError({
        provider: 'p',
        modelId: 'm',
        maxEmbeddingsPerCall: 1,
        values,
      }),
      'bad-request',
    ],
    [new AISDKError({ name: 'AI_SomethingElse', message: prompt }), 'server'],
  ])('$name is read by its name', (error, kind) => {
    const failure = toProviderError(error, target)
    expect(failure).toMatchObject({ kind, scope: failureRules[failure.kind].scope })
    expect(inspect(failure, { depth: Infinity, showHidden: true })).not.toContain(prompt)
  })

  it.each([
    new UnsupportedFunctionalityError({ functionality: prompt }),
    new NoSuchProviderReferenceError({ provider: 'p', reference: { other: prompt } }),
  ])('$name goes to the next target and counts against none', (error) => {
    const failure = toProviderError(error, target)
    expect(failure).toMatchObject({
      kind: 'model-not-found',
      scope: 'request',
      message: 'anthropic.messages/claude-x: the model cannot do what was asked',
    })
    expect(failureRules[failure.kind]).toMatchObject({ then: 'next-target', retry: 'never' })
  })
})

describe('an error of a gateway', () => {
  it('is read by its status and type', () => {
    expect(toProviderError(gatewayError(429, { type: 'rate_limit_exceeded' }), target).kind).toBe(
      'rate-limit',
    )
    expect(toProviderError(gatewayError(401, { type: 'authentication_error' }), target).kind).toBe('auth')
    expect(toProviderError(gatewayError(408, { type: 'timeout_error' }), target).kind).toBe('timeout')
  })

  it('gives way to the error of the call that caused it', () => {
    const cause = callError({ statusCode: 429, responseBody: body({ code: 'insufficient_quota' }) })
    expect(toProviderError(gatewayError(429, { cause }), target)).toMatchObject({
      kind: 'quota',
      vendorCode: 'insufficient_quota',
    })
  })
})

describe('a call without an answer', () => {
  it.each<[string, unknown, string]>([
    [
      'a refused connection',
      callError({ cause: networkError('ECONNREFUSED'), isRetryable: true }),
      'network',
    ],
    [
      'a connection that Bun refused',
      callError({ cause: Object.assign(new Error('x'), { code: 'ConnectionRefused' }), isRetryable: true }),
      'network',
    ],
    ['what the AI SDK calls retryable', callError({ isRetryable: true }), 'network'],
    [
      'what is late, although the AI SDK calls it retryable',
      callError({ cause: new DOMException('late', 'TimeoutError'), isRetryable: true }),
      'timeout',
    ],
    [
      'what only begins like an error of the AI SDK',
      Object.assign(new Error('x'), { name: 'AI_UnsupportedFunctionalityErrorOfAnother' }),
      'server',
    ],
    ['an unknown failure', callError({}), 'server'],
    ['a name that is not found', networkError('ENOTFOUND'), 'network'],
    ['a time-out', new DOMException('late', 'TimeoutError'), 'timeout'],
    ['an abort without a signal of the caller', new DOMException('gone', 'AbortError'), 'network'],
    ['a stream’s error object', { type: 'overloaded_error', message: prompt }, 'overloaded'],
    ['a stream’s error with a status', { message: prompt, statusCode: 429 }, 'rate-limit'],
    ['a stream’s text', prompt, 'server'],
    ['nothing at all', undefined, 'server'],
  ])('because of %s', (_, error, kind) => {
    expect(toProviderError(error, target)).toMatchObject({ kind, provider: 'anthropic.messages' })
  })

  it('names the code of a network failure, and keeps it in the cause', () => {
    expect(toProviderError(callError({ cause: networkError('ECONNREFUSED') }), target)).toMatchObject({
      message: 'anthropic.messages/claude-x: the network failed (ECONNREFUSED)',
      cause: { cause: { code: 'ECONNREFUSED' } },
    })
  })
})

describe('a call that was never made', () => {
  const throwing = new Error('planted-secret toJSON')

  it('because the request cannot be written is the fault of the caller', () => {
    const error = toProviderError(throwing, target, { secrets: [], said: () => undefined })
    expect(error).toMatchObject({ kind: 'bad-request', scope: 'request' })
    expect(inspect(error, { depth: Infinity, showHidden: true })).not.toContain('planted-secret')
    expect(toProviderError(throwing, target, { secrets: [], said: () => '{}' }).kind).toBe('server')
  })

  it('is another matter where an answer or the network says why', () => {
    const sent = { secrets: [], said: () => undefined }
    expect(toProviderError(callError({ statusCode: 503 }), target, sent).kind).toBe('overloaded')
    expect(toProviderError(networkError('ECONNREFUSED'), target, sent).kind).toBe('network')
  })
})

it('shows no code that echoes a one-word prompt or a part of a key', () => {
  const codeOf = (code: string): string | undefined =>
    toProviderError(callError({ statusCode: 400, responseBody: body({ code }) }), target, {
      secrets: ['planted-key-of-acme'],
      said: () => '{"messages":[{"role":"user","content":"swordfish"}],"temperature":1}',
    }).vendorCode
  expect(['swordfish', 'of-acme', 'unsupported_value'].map(codeOf)).toEqual([
    undefined,
    undefined,
    'unsupported_value',
  ])
})

describe("the vendor's own words", () => {
  const refused = callError({ statusCode: 400, responseBody: body({ message: `unknown speed ${key}` }) })
  const words = 'unknown speed [redacted]'

  it('are there for the developer, without secrets', () => {
    const error = toProviderError(refused, target, { secrets: [key], said: () => '' })
    expect(error).toMatchObject({
      message: 'anthropic.messages/claude-x: the request was refused (400)',
      vendorMessage: words,
    })
  })

  it('are part of the message where that was asked for', () => {
    const exposing = { ...target, exposeVendorErrors: true }
    expect(toProviderError(refused, exposing, { secrets: [key], said: () => '' }).message).toBe(
      `anthropic.messages/claude-x: the request was refused (400): ${words}`,
    )
    const retryable = callError({
      statusCode: 400,
      responseBody: body({ message: words }),
      isRetryable: true,
    })
    expect(toProviderError(retryable, exposing).message).toBe(
      `anthropic.messages/claude-x: the server failed (400): ${words}`,
    )
    expect(toProviderError(callError({ cause: networkError('ECONNREFUSED') }), exposing).message).toBe(
      'anthropic.messages/claude-x: the network failed (ECONNREFUSED)',
    )
  })
})

it('leaves an error of this family as it is', () => {
  const error = new ProviderError({ provider: 'p', kind: 'quota', message: 'used up' })
  expect(toProviderError(error, target)).toBe(error)
})

it('shows neither prompt nor header, whatever a vendor repeats', () => {
  const echoes = [
    callError({
      statusCode: 400,
      responseBody: body({ code: key, type: key, param: key }),
      responseHeaders: { 'x-request-id': key },
    }),
    callError({ statusCode: 200, responseBody: prompt, cause: new Error(`${prompt} ${key}`) }),
    callError({ cause: networkError(key, `${prompt} ${key}`) }),
    gatewayError(500, { type: key, cause: callError({ message: key }) }),
    { message: prompt, code: key, type: key, data: { prompt, key } },
    `${prompt} ${key}`,
    Object.assign(new Error(prompt), { name: key, code: key }),
  ]
  for (const error of echoes) {
    const shown = inspect(toProviderError(error, target, { secrets: [key], said: () => '' }), {
      depth: Infinity,
      showHidden: true,
    })
    expect(shown).not.toContain(prompt)
    expect(shown).not.toContain(key)
  }
})
