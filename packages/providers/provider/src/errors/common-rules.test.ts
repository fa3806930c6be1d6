import { describe, expect, it } from 'vitest'
import { classifyHttpError } from './classify-http-error.ts'

/** What the common table, without a vendor's own, makes of a refusal. */
const kindOf = (status: number | undefined, error: object | string): string =>
  classifyHttpError({ provider: 'acme', status, now: 0, body: { error } }).kind

/** Every word of a table with the kind it stands for, one per row. */
const rows = (table: Readonly<Record<string, readonly string[]>>): [word: string, kind: string][] =>
  Object.entries(table).flatMap(([kind, words]) => words.map((word): [string, string] => [word, kind]))

describe('codes that mean the same under every status', () => {
  it.each(
    rows({
      'invalid-response': ['tool_use_failed', 'json_validate_failed', 'output_parse_failed'],
      quota: [
        'insufficient_quota',
        'insufficient_balance',
        'insufficient_credits',
        'insufficient_funds',
        'insufficient_user_quota',
        'exceeded_current_quota',
        'exceeded_current_quota_error',
        'credit_balance_exhausted',
        'credit_limit',
        'billing_error',
        'billing_hard_limit_reached',
        'billing_not_active',
        'spend_limit_exceeded',
        'spend_limit_reached',
        'project_spend_limit_exceeded',
        'usage_limit_exceeded',
        'usage_limit_reached',
        'organization_usage_limit_exceeded',
        'quota_exceeded',
        'QUOTA_EXCEEDED',
      ],
      'context-length': [
        'context_length_exceeded',
        'context_window_exceeded',
        'request_too_large',
        'Request_Too_Large',
      ],
      'content-policy': [
        'content_filter',
        'content_policy_violation',
        'ResponsibleAIPolicyViolation',
        'responsibleaipolicyviolation',
        'moderation_blocked',
        'safety_violation',
      ],
      auth: [
        'invalid_api_key',
        'incorrect_api_key',
        'invalid_authentication',
        'authentication_error',
        'UNAUTHENTICATED',
        'API_KEY_INVALID',
        'api_key_invalid',
      ],
      overloaded: [
        'overloaded',
        'overloaded_error',
        'server_is_overloaded',
        'engine_overloaded',
        'engine_overloaded_error',
        'model_overloaded',
        'slow_down',
        'service_unavailable',
        'service_unavailable_error',
        'capacity_exceeded',
        'capacity_exhausted',
        'service_tier_capacity_exceeded',
        'MODEL_CAPACITY_EXHAUSTED',
        'NoCapacity',
        'UNAVAILABLE',
        'unavailable',
      ],
      'rate-limit': [
        'rate_limit',
        'rate_limit_exceeded',
        'rate_limit_error',
        'rate_limit_reached',
        'rate_limited',
        'too_many_requests',
        'RESOURCE_EXHAUSTED',
        'resource_exhausted',
      ],
      timeout: [
        'timeout',
        'request_timeout',
        'vector_store_timeout',
        'timeout_error',
        'DEADLINE_EXCEEDED',
        'deadline_exceeded',
      ],
      permission: [
        'permission_denied',
        'permission_error',
        'permissions_denied',
        'permissions_error',
        'insufficient_permissions',
        'PERMISSION_DENIED',
      ],
    }),
  )('%s is %s', (code, kind) => {
    expect(kindOf(400, { code })).toBe(kind)
    expect(kindOf(undefined, { code })).toBe(kind)
  })

  it.each([
    'tool_use_failed',
    'insufficient_quota',
    'context_length_exceeded',
    'content_filter',
    'invalid_api_key',
    'model_not_found',
    'overloaded',
    'rate_limit',
    'timeout',
    'permission_denied',
  ])('a longer word that begins or ends with %s is another word', (code) => {
    for (const word of [`x.${code}`, `${code}.x`]) expect(kindOf(400, { code: word })).toBe('bad-request')
  })
})

describe('codes of a missing model', () => {
  it.each([
    'model_not_found',
    'model_not_available',
    'model_decommissioned',
    'model_not_supported',
    'model_terms_required',
    'unknown_model',
    'DeploymentNotFound',
    'deploymentnotfound',
  ])('%s is model-not-found where a status may mean that', (code) => {
    for (const status of [400, 404, 410, 422]) {
      expect(kindOf(status, { code, param: 'messages' })).toBe('model-not-found')
    }
    expect(kindOf(403, { code })).toBe('permission')
  })
})

describe('codes and texts of Google', () => {
  it('tell a limit per day from one per minute', () => {
    const exhausted = (quotaId: string, message = ''): object => ({
      ...{ status: 'RESOURCE_EXHAUSTED', message },
      details: [{ violations: [{ quotaId }] }],
    })
    const current = 'You exceeded your current quota, please check your plan and billing details.'
    expect(kindOf(429, exhausted('GenerateRequestsPerDayPerProject', current))).toBe('quota')
    expect(kindOf(429, exhausted('GenerateRequestsPerMinutePerProject', current))).toBe('rate-limit')
    expect(kindOf(503, exhausted('GenerateRequestsPerDayPerProject'))).toBe('rate-limit')
  })

  it.each([
    'Your project has exceeded its spend cap.',
    'Your project has exceeded its monthly spending cap.',
    'Your prepayment CREDITS are depleted.',
    'Quota exceeded for metric: requests, limit: 0, model: gemini',
  ])('%j under a 429 is quota', (message) => {
    expect(kindOf(429, { status: 'RESOURCE_EXHAUSTED', message })).toBe('quota')
    expect(kindOf(400, { message })).toBe('bad-request')
  })

  it.each(['limit: 01', 'limit: 0x', 'delimit: 0', 'limit: 20'])('%j is no exhausted quota', (message) => {
    expect(kindOf(429, { status: 'RESOURCE_EXHAUSTED', message })).toBe('rate-limit')
  })

  it('tell a model without capacity from a limit, only under a 429', () => {
    const reason = (word: string): object => ({ status: 'RESOURCE_EXHAUSTED', details: [{ reason: word }] })
    expect(kindOf(429, reason('MODEL_CAPACITY_EXHAUSTED'))).toBe('overloaded')
    expect(kindOf(429, reason('MODEL_CAPACITY_EXHAUSTED.2'))).toBe('rate-limit')
    expect(kindOf(429, reason('2.MODEL_CAPACITY_EXHAUSTED'))).toBe('rate-limit')
  })

  it('mean a rate limit by RESOURCE_EXHAUSTED, whatever the text says, and by no longer word', () => {
    const message = 'You exceeded your current quota'
    expect(kindOf(429, { status: 'RESOURCE_EXHAUSTED', message })).toBe('rate-limit')
    expect(kindOf(429, { status: 'RESOURCE_EXHAUSTED.1', message })).toBe('quota')
    expect(kindOf(429, { status: '1.RESOURCE_EXHAUSTED', message })).toBe('quota')
  })
})

describe('texts of the account', () => {
  it.each([
    'You exceeded your current quota',
    'spend limit reached',
    'The spending limit has been reached',
    'Your monthly credit limit exceeded the plan',
    'usage limit has been exceeded',
    'You have reached your specified API usage limits.',
    'The team reached its spend limit',
    'You have reached your spending limit',
    'You reached your prepaid credit limit',
    'Your credit balance is too low',
    'no credits',
    'No remaining credits',
    'no prepaid balance',
    'insufficient balance',
    'Insufficient funds',
    "The team doesn't have any credits",
    'Out of call volume quota',
    'Out of bandwidth quota',
    'INSUFFICIENT_QUOTA: top up',
  ])('%j is quota', (message) => {
    for (const status of [400, 402, 403, 413, 422, 429]) expect(kindOf(status, { message })).toBe('quota')
    expect(kindOf(500, { message })).toBe('server')
  })

  it.each([
    'No credits were charged.',
    'reached your limit',
    'spend limit not reached',
    'reached your (daily) usage limit',
  ])('%j is not about an empty account', (message) => {
    expect(kindOf(400, { message })).toBe('bad-request')
  })
})

describe('texts of the request', () => {
  it.each([
    "This model's maximum context length is 4096 tokens",
    'context length exceeded',
    'the context window is full',
    'exceeds the available context size',
    'PROMPT is too long: 200001 tokens',
    'The input token count exceeds the maximum',
    'too many tokens',
    'too many input tokens',
    'Please reduce the length of the messages',
    '`inputs` tokens + `max_new_tokens` must be <= 4096',
    'The prompt is longer than the model allows',
    'longer than the maximum of 4096',
    'Request payload size exceeds the limit',
  ])('%j is context-length', (message) => {
    for (const status of [400, 403, 422]) expect(kindOf(status, { message })).toBe('context-length')
    expect(kindOf(402, { message })).toBe('context-length')
    expect(kindOf(500, { message })).toBe('server')
  })

  it.each([
    'This request violates our content policy',
    "triggered Azure OpenAI's content management policy",
    'It goes against the Usage Policy',
    'rejected by our safety system',
    'Your input was flagged',
  ])('%j is content-policy', (message) => {
    for (const status of [400, 403, 422]) expect(kindOf(status, { message })).toBe('content-policy')
    expect(kindOf(500, { message })).toBe('server')
  })

  it.each(['myinput was flagged', 'input was flaggedly odd'])('%j is not', (message) => {
    expect(kindOf(400, { message })).toBe('bad-request')
  })

  it.each([
    'Incorrect API key provided: xa***zz',
    'Invalid api key',
    'API key not valid. Please pass a valid API key.',
    'the api key is not valid',
    'api key is invalid',
    'API key expired',
    'api key is expired',
  ])('%j under a 400 is auth', (message) => {
    expect(kindOf(400, { message })).toBe('auth')
    expect(kindOf(422, { message })).toBe('bad-request')
  })

  it.each(['uninvalid api key', 'invalid api keys', 'myapi key is invalid', 'api key is invalidated'])(
    '%j is not',
    (message) => {
      expect(kindOf(400, { message })).toBe('bad-request')
    },
  )

  it.each([
    'The model `x` does not exist',
    'Deployment x not found',
    'model x: not exist',
    'The model has been decommissioned',
    'the model x is no longer supported',
  ])('%j is model-not-found', (message) => {
    expect(kindOf(400, { message })).toBe('model-not-found')
    expect(kindOf(404, { message, param: 'messages' })).toBe('model-not-found')
    expect(kindOf(422, { message })).toBe('bad-request')
  })

  it.each([
    'supermodel does not exist',
    'models do exist; the file does not exist',
    'the model does not existx',
    `the model ${'x'.repeat(130)} does not exist`,
  ])('%j is not', (message) => {
    expect(kindOf(400, { message })).toBe('bad-request')
  })
})

describe('a request that exceeds a whole limit', () => {
  it('is too long for this target, while the same code elsewhere is a rate limit', () => {
    expect(kindOf(413, { code: 'rate_limit_exceeded' })).toBe('context-length')
    expect(kindOf(429, { code: 'rate_limit_exceeded' })).toBe('rate-limit')
  })
})

describe('a bare status', () => {
  it.each([
    [undefined, 'server'],
    [302, 'invalid-response'],
    [399, 'invalid-response'],
    [400, 'bad-request'],
    [401, 'auth'],
    [402, 'quota'],
    [403, 'permission'],
    [404, 'model-not-found'],
    [405, 'bad-request'],
    [408, 'timeout'],
    [409, 'server'],
    [410, 'model-not-found'],
    [413, 'context-length'],
    [415, 'bad-request'],
    [422, 'bad-request'],
    [424, 'server'],
    [425, 'server'],
    [429, 'rate-limit'],
    [498, 'overloaded'],
    [499, 'aborted'],
    [500, 'server'],
    [501, 'server'],
    [503, 'overloaded'],
    [504, 'timeout'],
    [520, 'server'],
    [522, 'timeout'],
    [524, 'timeout'],
    [529, 'overloaded'],
  ])('of %s is %s', (status, kind) => {
    expect(kindOf(status, {})).toBe(kind)
  })

  it('of 404 is a bad request when another parameter than the model is missing', () => {
    expect(kindOf(404, { param: 'previous_response_id' })).toBe('bad-request')
    expect(kindOf(404, { param: 'model' })).toBe('model-not-found')
  })

  it('below 300 is left to the error itself', () => {
    expect(kindOf(299, { code: 429 })).toBe('rate-limit')
    expect(kindOf(300, { code: 429 })).toBe('invalid-response')
  })
})
