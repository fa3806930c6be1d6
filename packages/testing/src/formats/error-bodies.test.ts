import { createFakeClock } from '@llm-balancer/core/testing'
import { describe, expect, it } from 'vitest'
import { createFakeLLM, type Fault, type FormatName } from '../index.ts'
import { ask } from '../support/ask.ts'

const bodyOf = async (format: FormatName, fault: Fault): Promise<unknown> => {
  const fake = createFakeLLM({ targets: { a: { format } }, clock: createFakeClock() })
  fake.target('a').script([fault])
  return (await ask(fake, 'a', { format, model: 'm' })).json()
}
const message = expect.any(String) as string
const matching = (pattern: RegExp) => expect.stringMatching(pattern) as string

describe('the body of an error', () => {
  it.each<[FormatName, Fault, object]>([
    [
      'azure-openai',
      'content-policy',
      {
        error: {
          ...{ code: 'content_filter', message, param: 'prompt', status: 400 },
          innererror: {
            code: 'ResponsibleAIPolicyViolation',
            content_filter_result: { violence: { filtered: true, severity: 'high' } },
          },
        },
      },
    ],
    [
      'azure-openai',
      { fault: 'rate-limit', retryAfterMs: 1_500 },
      { error: { code: '429', message: matching(/ retry after 2 seconds\.$/) } },
    ],
    ['azure-openai', 'bad-request', { error: { code: 'unsupported_value', message, param: 'temperature' } }],
    [
      'openai',
      'context-length',
      {
        error: { message, type: 'invalid_request_error', param: 'messages', code: 'context_length_exceeded' },
      },
    ],
    [
      'groq',
      { fault: 'rate-limit', retryAfterMs: 1_500 },
      { error: { message: matching(/`m` .* in 1\.5s\.$/), type: 'requests', code: 'rate_limit_exceeded' } },
    ],
    ['groq', 'bad-request', { error: { message, type: 'invalid_request_error', param: 'temperature' } }],
    ['groq', 'server', { error: { message, type: 'internal_server_error' } }],
    [
      'together',
      'rate-limit',
      {
        id: 'fake',
        error: {
          message,
          type: 'rate_limit',
          param: null,
          code: null,
          error_type: 'dynamic_request_limited',
        },
      },
    ],
    [
      'together',
      'overloaded',
      { id: 'fake', error: { message, type: 'service_unavailable', param: null, code: 'model_overloaded' } },
    ],
    [
      'mistral',
      'quota',
      {
        ...{ object: 'error', message, type: 'rate_limited', param: null, code: '1301' },
        raw_status_code: 429,
      },
    ],
    ['mistral', 'auth', { detail: 'Unauthorized' }],
    ['cohere', 'model-not-found', { id: 'fake', message: matching(/^model 'm' not found/) }],
    [
      'anthropic',
      'model-not-found',
      { type: 'error', error: { type: 'not_found_error', message: 'model: m' } },
    ],
    [
      'google',
      'model-not-found',
      { error: { code: 404, message: matching(/^models\/m is not found/), status: 'NOT_FOUND' } },
    ],
  ])('of %s: %j', async (format, fault, body) => {
    expect(await bodyOf(format, fault)).toEqual(body)
  })

  it.each<[FormatName, RegExp]>([
    ['openai', /`m`/],
    ['groq', /`m`/],
    ['mistral', /^Invalid model: m$/],
    ['together', / model m\.$/],
  ])('of %s names the model that does not exist', async (format, pattern) => {
    const body = (await bodyOf(format, 'model-not-found')) as {
      message?: string
      error?: { message: string }
    }
    expect(body.message ?? body.error?.message).toMatch(pattern)
  })
})
