import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { classifyHttpError } from './classify-http-error.ts'
import type { HttpFailure } from './classify-http-error.ts'

const now = Date.UTC(2026, 10, 20, 12)
const classify = (failure: Partial<HttpFailure>): ReturnType<typeof classifyHttpError> =>
  classifyHttpError({ provider: 'acme', modelId: 'm', now, body: '', ...failure })

/** Everything of an error that can be printed, hidden fields and causes included. */
const shown = (error: unknown): string => inspect(error, { depth: Infinity, showHidden: true })

const vendorError = (error: object): string => JSON.stringify({ error })

describe('what a refusal means', () => {
  it.each([
    [400, {}, 'bad-request', 'request'],
    [400, { code: 'context_length_exceeded' }, 'context-length', 'request'],
    [400, { message: 'prompt is too long: 200001 tokens > 200000 maximum' }, 'context-length', 'request'],
    [422, { message: '`inputs` tokens + `max_new_tokens` must be <= 32769' }, 'context-length', 'request'],
    [400, { code: 'content_filter' }, 'content-policy', 'request'],
    [400, { message: 'Your credit balance is too low to access the API.' }, 'quota', 'key'],
    [400, { message: 'You have reached your specified API usage limits.' }, 'quota', 'key'],
    [400, { status: 'INVALID_ARGUMENT', details: [{ reason: 'API_KEY_INVALID' }] }, 'auth', 'key'],
    [400, { message: 'Incorrect API key provided: xa***zz. You can get one elsewhere.' }, 'auth', 'key'],
    [400, { status: 'INVALID_ARGUMENT', message: 'API key expired. Please renew it.' }, 'auth', 'key'],
    [401, { type: 'invalid_request_error' }, 'auth', 'key'],
    [402, {}, 'quota', 'key'],
    [403, {}, 'permission', 'key'],
    [403, { code: 'insufficient_user_quota' }, 'quota', 'key'],
    [403, { message: "Your newly created team doesn't have any credits yet." }, 'quota', 'key'],
    [
      403,
      { message: 'It requires moderation. Your input was flagged for "x". No credits were charged.' },
      'content-policy',
      'request',
    ],
    [404, { message: 'The model `x` does not exist' }, 'model-not-found', 'target'],
    [404, {}, 'model-not-found', 'target'],
    [404, { param: 'previous_response_id' }, 'bad-request', 'request'],
    [408, {}, 'timeout', 'target'],
    [413, {}, 'context-length', 'request'],
    [
      413,
      { code: 'rate_limit_exceeded', message: 'Limit 6000, Requested 9000' },
      'context-length',
      'request',
    ],
    [400, { code: 'tool_use_failed', type: 'invalid_request_error' }, 'invalid-response', 'target'],
    [429, { status: 'RESOURCE_EXHAUSTED', message: 'You exceeded your current quota' }, 'rate-limit', 'key'],
    [
      429,
      { status: 'RESOURCE_EXHAUSTED', details: [{ violations: [{ quotaId: 'RPerDay' }] }] },
      'quota',
      'key',
    ],
    [
      429,
      { status: 'RESOURCE_EXHAUSTED', details: [{ reason: 'MODEL_CAPACITY_EXHAUSTED' }] },
      'overloaded',
      'target',
    ],
    [422, {}, 'bad-request', 'request'],
    [429, {}, 'rate-limit', 'key'],
    [429, { message: 'billing is fine, slow down please' }, 'rate-limit', 'key'],
    [424, { message: 'Request failed during generation', error_type: 'generation' }, 'server', 'target'],
    [429, { message: 'Model is overloaded', error_type: 'overloaded' }, 'overloaded', 'target'],
    [429, { code: 'insufficient_quota' }, 'quota', 'key'],
    [429, { type: 'exceeded_current_quota_error' }, 'quota', 'key'],
    [429, { message: 'Your team has reached its monthly spending limit.' }, 'quota', 'key'],
    [429, { code: 'project_spend_limit_exceeded', type: 'rate_limit_error' }, 'quota', 'key'],
    [
      429,
      { type: 'rate_limit_error', details: { error_code: 'enforced_spend_limit_reached' } },
      'quota',
      'key',
    ],
    [429, { message: 'Too many tokens, please wait before trying again.' }, 'rate-limit', 'key'],
    [498, {}, 'overloaded', 'target'],
    [499, {}, 'aborted', 'caller'],
    [500, {}, 'server', 'target'],
    [502, {}, 'server', 'target'],
    [503, {}, 'overloaded', 'target'],
    [504, {}, 'timeout', 'target'],
    [520, {}, 'server', 'target'],
    [524, {}, 'timeout', 'target'],
    [529, { type: 'overloaded_error' }, 'overloaded', 'target'],
    [302, {}, 'invalid-response', 'target'],
  ])('%i %j is %s', (status, error, kind, scope) => {
    expect(classify({ status, body: vendorError(error) })).toMatchObject({
      kind,
      scope,
      status,
      provider: 'acme',
    })
  })

  it.each([
    ['{"object":"error","message":"maximum context length is 4096","code":400}', 'context-length'],
    ['[{"error":{"code":400,"message":"API key not valid","status":"UNAUTHENTICATED"}}]', 'auth'],
    ['{"detail":[{"msg":"Field required","input":{"text":"prompt is too long"}}]}', 'bad-request'],
    ['{"error":"model \'x\' not found"}', 'model-not-found'],
    ['<html>no</html>', 'bad-request'],
    ['', 'bad-request'],
    ['null', 'bad-request'],
  ])('reads %s', (body, kind) => {
    expect(classify({ status: 400, body }).kind).toBe(kind)
  })

  it('judges an error inside a good answer by its words, by a status of its own, or as a server error', () => {
    expect(classify({ status: 200, body: { error: { type: 'overloaded_error' } } }).kind).toBe('overloaded')
    expect(classify({ status: 200, body: { error: { code: 429, message: 'slow' } } }).kind).toBe('rate-limit')
    expect(classify({ status: 200, body: { error: { code: 'vector_store_timeout' } } }).kind).toBe('timeout')
    expect(classify({ status: 200, body: { error: { message: 'oops' } } }).kind).toBe('server')
  })

  it('looks for a status in numbers and texts only', () => {
    const odd = { toString: 'no function', valueOf: null }
    expect(classify({ status: 200, body: { error: { code: odd, status: '429' } } }).kind).toBe('rate-limit')
    expect(classify({ status: 200, body: { error: { code: [529], status: odd } } }).kind).toBe('server')
  })

  it("puts the vendor's own rules first", () => {
    const rules = [{ status: [429], code: /^odd$/, kind: 'overloaded', scope: 'key' }] as const
    expect(classify({ status: 429, body: vendorError({ code: 'odd' }), rules })).toMatchObject({
      kind: 'overloaded',
      scope: 'key',
      vendorCode: 'odd',
    })
  })
})

describe('when to come back', () => {
  const limitHeaders = (['requests', 'tokens'] as const).map((unit) => ({
    unit,
    remaining: `x-ratelimit-remaining-${unit}`,
    reset: `x-ratelimit-reset-${unit}`,
  }))
  const usedUp = { 'x-ratelimit-remaining-tokens': '0', 'x-ratelimit-reset-tokens': '9s' }
  const hintMs = (failure: Partial<HttpFailure>): number | undefined =>
    classify({ status: 429, limitHeaders, ...failure }).retryAfterMs

  it('is the first hint that can be read of headers, body and the reset of an exhausted limit', () => {
    const body = vendorError({ message: 'Please try again in 7s.' })
    const headers = { ...usedUp, 'retry-after-ms': '120', 'retry-after': '1' }
    expect(hintMs({ body, headers })).toBe(120)
    expect(hintMs({ body, headers: { ...headers, 'retry-after-ms': 'soon' } })).toBe(1000)
    expect(hintMs({ body, headers: usedUp })).toBe(7000)
    expect(hintMs({ headers: usedUp })).toBe(9000)
    expect(hintMs({ headers: { ...usedUp, 'x-ratelimit-remaining-tokens': '5' } })).toBeUndefined()
    expect(hintMs({ headers: usedUp, limitHeaders: undefined })).toBeUndefined()
    expect(hintMs({})).toBeUndefined()
  })

  it('is counted by the clock of the server', () => {
    const headers = { date: 'Fri, 20 Nov 2026 11:00:00 GMT', 'retry-after': 'Fri, 20 Nov 2026 11:00:10 GMT' }
    expect(hintMs({ headers })).toBe(10_000)
  })

  it('is read of error objects that have been parsed, and of RetryInfo', () => {
    const details = [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '46s' }]
    expect(hintMs({ body: { error: { details } } })).toBe(46_000)
  })

  it.each([
    [429, 5000],
    [402, 5000],
    [503, 5000],
    [500, 5000],
    [504, 5000],
    [400, undefined],
    [401, undefined],
    [403, undefined],
    [404, undefined],
  ])('is read of a %i: %s ms', (status, ms) => {
    expect(hintMs({ status, headers: { 'retry-after': '5' } })).toBe(ms)
  })

  it('is the reset of a limit after a rate limit only', () => {
    expect(hintMs({ status: 503, headers: usedUp })).toBeUndefined()
  })
})

describe('the message of the error', () => {
  it('names speaker, kind, status, code and when to come back', () => {
    const error = classify({
      status: 429,
      headers: { 'retry-after-ms': '1200', 'x-request-id': 'req_1' },
      body: vendorError({ code: 'rate_limit_exceeded' }),
    })
    expect(error.message).toBe('acme/m: rate limited (429, rate_limit_exceeded), retry in 1200 ms')
    expect(error).toMatchObject({ retryAfterMs: 1200, requestId: 'req_1', vendorCode: 'rate_limit_exceeded' })
  })

  it('names the parameter of a bad request', () => {
    const body = vendorError({ code: 'unsupported_value', param: 'temperature' })
    expect(classify({ status: 400, body }).message).toBe(
      'acme/m: the request was refused (400, unsupported_value, parameter temperature)',
    )
  })

  it('holds no key and no prompt, wherever the vendor echoes them', () => {
    const echo = 'sk-proj-abcdefghijklmnop and the secret plan'
    const body = vendorError({
      message: `Incorrect API key: ${echo}`,
      code: echo,
      param: echo,
      type: 'sk-proj-abc',
    })
    const error = classify({ status: 400, body, headers: { 'x-request-id': echo }, secrets: ['own-key-1'] })
    expect(shown(error)).not.toMatch(/sk-proj|secret plan/)
    expect(
      classify({ status: 400, body: vendorError({ code: 'x-own-key-1' }), secrets: ['own-key-1'] })
        .vendorCode,
    ).toBe(undefined)
  })

  it('names no parameter of another failure', () => {
    const body = vendorError({ code: 'rate_limit', param: 'temperature' })
    expect(classify({ status: 429, body }).message).toBe('acme/m: rate limited (429, rate_limit)')
  })

  it.each([
    [{ code: '1500', type: 'invalid_model' }, 'invalid_model'],
    [{ code: '1500' }, '1500'],
    [{ code: 400, type: '3051' }, '3051'],
    [{ code: 400 }, undefined],
    [{ code: 'two words', type: 'typed' }, 'typed'],
    [{ code: '2fa', type: 'typed' }, '2fa'],
    [{ code: 'e2', type: 'typed' }, 'e2'],
  ])('has of %j the code %s: a word before a number, and no repeated status', (error, code) => {
    expect(classify({ status: 400, body: vendorError({ ...error, status: 400 }) }).vendorCode).toBe(code)
  })

  it.each([
    ['x-request-id', 'request-id'],
    ['request-id', 'apim-request-id'],
    ['apim-request-id', 'mistral-correlation-id'],
    ['mistral-correlation-id', 'x-amzn-requestid'],
    ['x-amzn-requestid', 'cf-ray'],
    ['cf-ray', 'x-other-id'],
  ])('has the id of the request from %s, before %s', (first, second) => {
    const headers = new Headers({ [first]: 'req_1', [second]: 'req_2' })
    expect(classify({ status: 400, headers }).requestId).toBe('req_1')
  })

  it.each(['', '<html>No such model of a page</html>', '{}', '{"detail":"Not Found"}'])(
    'does not blame the model for a 404 that says nothing of it: %j',
    (body) => {
      const error = classify({ status: 404, body })
      expect(error.kind).toBe('model-not-found')
      expect(error.message).toBe('acme/m: not found (404): check the model and the base URL')
    },
  )

  it.each([
    [404, { code: 'not_found' }, 'the model was not found (404, not_found)'],
    [404, { param: 'model' }, 'the model was not found (404)'],
    [404, { message: 'no such deployment here' }, 'the model was not found (404)'],
    [404, { message: 'Model unknown' }, 'the model was not found (404)'],
    [404, { message: 'no route' }, 'not found (404): check the model and the base URL'],
    [404, { code: 'model_not_found' }, 'the model was not found (404, model_not_found)'],
    [410, {}, 'the model was not found (410)'],
    [400, {}, 'the request was refused (400)'],
  ])('of a %i with %j is %j', (status, error, message) => {
    expect(classify({ status, body: vendorError(error) }).message).toBe(`acme/m: ${message}`)
  })

  it.each([{ message: 'The model `x` does not exist' }, { code: 'model_not_found' }])(
    'blames the model when the vendor does: %j',
    (error) => {
      expect(classify({ status: 404, body: vendorError(error) }).message).toMatch(
        /^acme\/m: the model was not found \(404/,
      )
    },
  )

  it('repeats no short secret that is a word by itself, and keeps words it is only a part of', () => {
    const codes = ['abc', 'abcdef'].map(
      (code) => classify({ status: 400, body: vendorError({ code }), secrets: ['abc'] }).vendorCode,
    )
    expect(codes).toEqual([undefined, 'abcdef'])
  })
})

describe("the vendor's own words", () => {
  const body = vendorError({
    message: 'Incorrect API key: sk-proj-abcdefghijklmnop, header own-key-1. Try again.',
  })
  const failure = { status: 401, body, secrets: ['own-key-1'] }
  const words = 'Incorrect API key: [redacted], header [redacted]. Try again.'

  it('are there for the developer, without secrets, and printed by nothing', () => {
    const error = classify(failure)
    expect(error.vendorMessage).toBe(words)
    expect(error.message).toBe('acme/m: the key was refused (401)')
    expect(Object.keys(error)).not.toContain('vendorMessage')
    expect(`${shown(error)}${JSON.stringify(error)}${String(error.stack)}`).not.toContain('Incorrect')
  })

  it('are part of the message where that was asked for', () => {
    const error = classify({ ...failure, exposeVendorErrors: true })
    expect(error.message).toBe(`acme/m: the key was refused (401): ${words}`)
    expect(shown(error)).not.toMatch(/sk-proj|own-key/)
    const bare = { status: 404, body: vendorError({ message: 'no route' }), exposeVendorErrors: true }
    expect(classify(bare).message).toBe('acme/m: not found (404): check the model and the base URL: no route')
  })

  it('are missing where the vendor said nothing', () => {
    const error = classify({ status: 500, exposeVendorErrors: true })
    expect(error.vendorMessage).toBeUndefined()
    expect(error.message).toBe('acme/m: the server failed (500)')
  })
})
