import { describe, expect, it } from 'vitest'
import { commonErrorRules } from './common-rules.ts'
import { fitsRule } from './error-rule.ts'
import { judgeRefusal } from './judge-refusal.ts'
import { kindOfStatus } from './kind-of-status.ts'
import { readVendorError } from './vendor-error.ts'

/** What the table makes of a refusal with this error in its body. */
const judged = (status: number | undefined, error: unknown) =>
  judgeRefusal({ status, said: readVendorError({ error }), bodies: [], now: 0 })

const kindOf = (status: number | undefined, error: unknown): string => judged(status, error).kind

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
        'blocked_api_access',
        'Arrearage',
        'AccountOverdueError',
        'NOT_ENOUGH_BALANCE',
        'ServiceQuotaExceededException',
      ],
      'context-length': [
        'context_length_exceeded',
        'context_window_exceeded',
        'request_too_large',
        'Request_Too_Large',
        'exceed_context_size_error',
        'tokens_limit_reached',
        'ContextWindowExceededError',
      ],
      'content-policy': [
        'content_filter',
        'content_policy_violation',
        'ResponsibleAIPolicyViolation',
        'responsibleaipolicyviolation',
        'moderation_blocked',
        'safety_violation',
        'content_blocked',
        'invalid_prompt',
        'bio_policy',
        'DataInspectionFailed',
        'data_inspection_failed',
      ],
      auth: [
        'invalid_api_key',
        'incorrect_api_key',
        'invalid_authentication',
        'authentication_error',
        'UNAUTHENTICATED',
        'API_KEY_INVALID',
        'api_key_invalid',
        'wrong_api_key',
        'account_deactivated',
        'UnrecognizedClientException',
        'ExpiredTokenException',
        'InvalidSignatureException',
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
        'queue_exceeded',
        'ModelNotReadyException',
        'ServiceUnavailableException',
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
        'RateLimitReached',
        'too_many_requests_error',
        'request_quota_exceeded',
        'ThrottlingException',
        'TooManyRequestsException',
      ],
      timeout: [
        'timeout',
        'request_timeout',
        'vector_store_timeout',
        'timeout_error',
        'DEADLINE_EXCEEDED',
        'deadline_exceeded',
        'ModelTimeoutException',
      ],
      permission: [
        'permission_denied',
        'permission_error',
        'permissions_denied',
        'permissions_error',
        'insufficient_permissions',
        'PERMISSION_DENIED',
        'PermissionDenied',
        'organization_restricted',
        'AccessDeniedException',
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
    'invalid_model',
    'unsupported_model',
    'ModelNotFoundError',
    'model_not_exist',
    'DeploymentNotFound',
    'deploymentnotfound',
    'OperationNotSupported',
  ])('%s is model-not-found where a status may mean that', (code) => {
    for (const status of [400, 403, 404, 410, 422]) {
      expect(kindOf(status, { code, param: 'messages' })).toBe('model-not-found')
    }
    expect(kindOf(500, { code })).toBe('server')
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

  it('tell the shared capacity of Vertex from a limit of the project by its text, which has no details', () => {
    const message =
      'Resource exhausted. Please try again later. Please refer to https://cloud.google.com/vertex-ai/generative-ai/docs/error-code-429 for more details.'
    expect(judged(429, { status: 'RESOURCE_EXHAUSTED', message })).toMatchObject({
      kind: 'overloaded',
      scope: 'target',
    })
    const quota = 'Resource has been exhausted (e.g. check quota).'
    expect(kindOf(429, { status: 'RESOURCE_EXHAUSTED', message: quota })).toBe('rate-limit')
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
    'Account acme is suspended, possibly due to reaching the monthly spending limit',
    'Access denied, please make sure your account is in good standing.',
    'Your account is in arrears',
  ])('%j is quota', (message) => {
    for (const status of [400, 401, 402, 403, 412, 413, 422, 429])
      expect(judged(status, { message })).toMatchObject({ kind: 'quota', scope: 'key' })
    expect(kindOf(500, { message })).toBe('server')
  })

  it.each([
    'Rate limit exceeded: free-models-per-day. Add 10 credits to unlock 1000 free model requests per day',
    'Rate limit reached on requests per day (RPD): Limit 200, Used 200',
    'Rate limit reached for model `m` on tokens per day (TPD): Limit 100000',
    'You are using a Trial key, which is limited to 1000 API calls / month.',
    'you have used up your daily free allocation of 10,000 neurons',
    'You have exceeded your monthly included credits',
    'Too many tokens per day, please wait before trying again.',
    'Rate limit of 50 requests a day exceeded',
  ])('%j is quota: a limit per day or month', (message) => {
    for (const status of [402, 403, 429]) expect(kindOf(status, { message })).toBe('quota')
    expect(kindOf(400, { message: 'The daily limit of the schedule must be a number' })).toBe('bad-request')
  })

  it.each([
    'Rate limit reached on tokens per min (TPM): Limit 200000, of 1000000 per day',
    'You are using a Trial key, which is limited to 20 API calls / minute.',
    'Limited to 5 requests per minute; a paid plan has no daily limit',
    'see you another day',
  ])('%j is a rate limit: a text that names a minute is about the minute', (message) => {
    expect(kindOf(429, { message })).toBe('rate-limit')
  })

  it.each([
    'This organization has been disabled.',
    'Your account is suspended',
    'The project was deactivated',
    'The resource has been temporarily blocked because we detected behavior that may violate our content policy',
    'User location is not supported for the API use.',
    'Gemini API free tier is not available in your country',
  ])('%j is permission, whatever the status', (message) => {
    for (const status of [400, 403, 412])
      expect(judged(status, { message })).toMatchObject({ kind: 'permission', scope: 'key' })
  })

  it.each([
    'No credits were charged.',
    'reached your limit',
    'spend limit not reached',
    'reached your (new) usage limit',
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
    "This model's maximum prompt length is 131072 but the request contains 537812 tokens.",
    'input length and `max_tokens` exceed context limit: 190000 + 20000 > 200000',
    'Input is too long for requested model.',
    'the request exceeds the available context size, try increasing it',
    'input length exceeds the context length',
    'Your request exceeded model token limit: 262144',
    'Prompt exceeds max length',
  ])('%j is context-length, of the request, wherever it is said', (message) => {
    for (const status of [undefined, 400, 402, 403, 412, 413, 422, 500])
      expect(judged(status, { message })).toMatchObject({ kind: 'context-length', scope: 'request' })
  })

  it('is no context-length where too many tokens were sent in too short a time', () => {
    expect(kindOf(429, { message: 'Too many tokens, please wait before trying again.' })).toBe('rate-limit')
  })

  it.each([
    'This request violates our content policy',
    "triggered Azure OpenAI's content management policy",
    'It goes against the Usage Policy',
    'rejected by our safety system',
    'Your input was flagged',
    'Content violates usage guidelines. Failed check: SAFETY_CHECK_TYPE_BIO',
    'Content blocked by guardrail',
    'Request blocked: prompt injection patterns detected',
    'Content Exists Risk',
    'Input data may contain inappropriate content.',
    'Output blocked by content filtering policy',
    'the request contains a deny-listed token',
  ])('%j is content-policy, which is not the fault of the key', (message) => {
    for (const status of [undefined, 400, 403, 422])
      expect(judged(status, { message })).toMatchObject({ kind: 'content-policy', scope: 'request' })
    expect(kindOf(500, { message })).toBe('server')
  })

  it("is content-policy although xAI's code is that of a missing permission", () => {
    const body = {
      code: 'The caller does not have permission to execute the specified operation',
      error: 'Content violates usage guidelines. Failed check: SAFETY_CHECK_TYPE_BIO',
    }
    const said = readVendorError(body)
    expect(judgeRefusal({ status: 403, said, bodies: [], now: 0 }).kind).toBe('content-policy')
    expect(kindOf(403, { message: 'The caller does not have permission' })).toBe('permission')
  })

  it.each(['myinput was flagged', 'input was flaggedly odd'])('%j is not', (message) => {
    expect(kindOf(400, { message })).toBe('bad-request')
  })

  it.each([
    'Incorrect API key provided: xa***zz',
    'Invalid api key',
    'API key not valid. Please pass a valid API key.',
    'the api key is not valid',
    'API Key not found. Please pass a valid API key.',
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
    "model 'my model' not found, try pulling it first",
    'model "llama9" not found, try pulling it first',
    'Model not found, inaccessible, and/or not deployed',
    'models/gemini-nope is not found for API version v1beta',
    'Publisher Model `projects/p/models/m` is not servable in region us-east5.',
    'Publisher Model projects/p/models/m was not found or your project does not have access to it.',
    'Unknown model: foo',
    'Invalid model: foo',
    "Invalid model 'foo'. Permitted models can be found",
    'Model Not Exist',
    'foo/bar is not a valid model ID',
    'No endpoints found for foo/bar.',
    'Unable to access model foo',
    'Could not find an existing deployment to match the model',
    'The provided model identifier is invalid.',
    'Could not resolve the foundation model from the provided model identifier.',
    "Invocation of model ID m with on-demand throughput isn't supported.",
    'model m is not supported by the generate api',
    'finetuned model with name m is not ready for serving',
  ])('%j is model-not-found', (message) => {
    for (const status of [undefined, 400])
      expect(judged(status, { message })).toMatchObject({ kind: 'model-not-found', scope: 'target' })
    expect(kindOf(404, { message, param: 'messages' })).toBe('model-not-found')
    expect(kindOf(422, { message })).toBe('bad-request')
  })

  it.each([
    'supermodel does not exist',
    'models do exist; the file does not exist',
    'the model does not existx',
    `the model ${'x'.repeat(130)} does not exist`,
    'model x: image file not found',
    'the file for this model does not exist',
    'the tool of the model x was not found',
    "temperature does not support 0.2 with this model; the model's default is 1",
    'invalid model output',
  ])('%j only mentions a model, and blames no target', (message) => {
    for (const status of [400, 404])
      expect(judged(status, { message })).toMatchObject({ kind: 'bad-request', scope: 'request' })
  })

  it.each([
    'model x: image file not found',
    'File with id `file_1` not found.',
    'The container does not exist',
  ])('%j names what is missing of the request', (message) => {
    for (const status of [400, 403, 404]) expect(judged(status, { message }).isGuess).toBeUndefined()
    expect(kindOf(400, { message })).toBe('bad-request')
  })

  it.each(['File not found.', '<html>The requested file was not found</html>'])(
    '%j is the answer of a server that has no such path, and names nothing',
    (body) => {
      const { kind, isGuess } = judgeRefusal({ status: 404, said: readVendorError(body), bodies: [], now: 0 })
      expect({ kind, isGuess }).toEqual({ kind: 'bad-request', isGuess: true })
    },
  )
})

describe("a host's own refusal", () => {
  it.each([
    'Failed to load model "m". Error: Operation canceled.',
    "No models loaded. Please load a model in the developer page or use the 'lms load' command.",
    'Model is unloaded.',
    'model is loading',
    'The model has crashed without additional information.',
    'CUDA out of memory.',
  ])('%j is the fault of the target, whatever the parameter', (message) => {
    for (const status of [400, 404, 409])
      expect(judged(status, { message, param: 'model', code: 'model_not_found' })).toMatchObject({
        kind: 'server',
        scope: 'target',
      })
  })

  it.each([
    'The server is overloaded or not ready yet.',
    'Model is overloaded',
    'the model is over capacity',
    'Service tier capacity exceeded for this model.',
    'the service is in high demand',
    'System is too busy now',
    'The server is busy. Please try again later.',
    'Insufficient capacity for this model',
    'We are out of capacity',
    'This region is at capacity',
    'no capacity left in this region',
  ])('%j is overload where the words say it', (message) => {
    for (const status of [undefined, 429, 500, 502])
      expect(judged(status, { message, type: 'server_error' })).toMatchObject({
        kind: 'overloaded',
        scope: 'target',
      })
  })

  it.each([
    'the tool "is_overloaded" is not known',
    'the function overloadedCall is not known',
    'the field "format capacity" must be a number',
    'the tool must be called at capacityUnits',
  ])('%j is no overload: the words are parts of others', (message) => {
    expect(kindOf(400, { message })).toBe('bad-request')
  })

  it('behind a gateway is overload of that host', () => {
    expect(kindOf(429, { message: 'Provider returned error' })).toBe('overloaded')
    expect(kindOf(400, { message: 'Provider returned error' })).toBe('bad-request')
  })

  it.each(['Rate limit reached', 'You exceeded a secondary rate limit', 'Too many requests'])(
    '%j is a rate limit also where it is no 429',
    (message) => {
      for (const status of [undefined, 400, 403]) expect(kindOf(status, { message })).toBe('rate-limit')
    },
  )
})

describe('a refusal that is named', () => {
  it.each([
    'unsupported_value',
    'unsupported_parameter',
    'unknown_parameter',
    'missing_required_parameter',
    'invalid_value',
    'invalid_type',
    'invalid_image_url',
    'invalid_request_message_order',
    'string_above_max_length',
    'integer_below_min_value',
  ])("by the code %s is the request's fault", (code) => {
    expect(judged(400, { code })).toMatchObject({ kind: 'bad-request', scope: 'request' })
    expect(judged(400, { code })).not.toHaveProperty('isGuess')
  })

  it.each([
    'max_tokens: 300000 > 128000, which is the maximum allowed number of output tokens',
    "'messages.0.role' : value must be one of 'system', 'user'",
    'messages[0].content: Field required',
    'Input validation error',
    'Extra inputs are not permitted',
    'invalid request: message must be at least 1 token long',
    "Invalid value at 'generation_config.temperature'",
    'Malformed input request: expected maxLength: 42000, actual: 46735',
    'roles must alternate between user and assistant',
    'Expected last role User or Tool for serving but got assistant',
  ])("by the text %j is the request's fault", (message) => {
    expect(judged(400, { message })).toEqual({
      ...{ kind: 'bad-request', scope: 'request', status: 400 },
      rule: expect.objectContaining({ kind: 'bad-request' }) as unknown,
    })
  })

  it.each(['Bad request', 'Your settings must be verified to use the model', 'no messages for today'])(
    'by the text %j is not: it is a guess',
    (message) => {
      expect(judged(400, { message })).toHaveProperty('isGuess', true)
    },
  )

  it.each<[string, object]>([
    ["OpenAI's", { param: 'messages', type: 'invalid_request_error' }],
    ["Google's", { status: 'INVALID_ARGUMENT', details: [{ fieldViolations: [{ field: 'contents' }] }] }],
  ])("by %s parameter is the request's fault, but for the model", (_, error) => {
    for (const status of [400, 404]) expect(judged(status, error)).not.toHaveProperty('isGuess')
    expect(kindOf(400, { param: 'model' })).toBe('model-not-found')
  })

  it("by the place in FastAPI's list is the request's fault", () => {
    const said = readVendorError({ detail: [{ loc: ['body', 'messages'], msg: 'Field required' }] })
    expect(said.param).toBe('messages')
    expect(judgeRefusal({ status: 400, said, bodies: [], now: 0 })).not.toHaveProperty('isGuess')
  })

  it.each([
    [400, { type: 'invalid_request_error', message: 'Bad request' }],
    [404, {}],
    [405, {}],
    [412, { message: 'Precondition failed' }],
  ])('by nothing, with %i and %j, is a guess', (status, error) => {
    expect(judged(status, error)).toEqual({ kind: 'bad-request', scope: 'request', status, isGuess: true })
  })
})

describe('what another account has issued', () => {
  it.each([
    [400, 'The encrypted content gAAA...DQ== could not be verified.'],
    [
      400,
      'The encrypted content for item rs_1 could not be verified. Reason: Encrypted content organization_id did not match the target organization.',
    ],
    [
      404,
      "Item with id 'rs_1' not found. Items are not persisted when `store` is set to false. Try again with `store` set to true, or remove this item from your input.",
    ],
    [400, "Item 'msg_1' of type 'message' was provided without its required 'reasoning' item: 'rs_1'."],
    [400, "Item 'rs_1' of type 'reasoning' was provided without its required following item."],
    [400, "Previous response with id 'resp_1' not found."],
    [400, 'messages.1.content.0: Invalid `signature` in `thinking` block'],
    [400, 'messages.1.content.0: Invalid `data` in `redacted_thinking` block'],
    [
      400,
      'messages.3.content.0.type: Expected `thinking` or `redacted_thinking`, but found `tool_use`. When `thinking` is enabled, a final `assistant` message must start with a thinking block.',
    ],
    [
      400,
      'messages.1.content.1: `thinking` or `redacted_thinking` blocks in the latest assistant message cannot be modified.',
    ],
    [400, 'Corrupted thought signature.'],
    [400, 'Invalid thought signature.'],
    [400, 'Unable to submit request because Thought signature is not valid..'],
    [400, 'Function call is missing a thought_signature in functionCall parts.'],
  ])('%i %j is no fault of the caller', (status, message) => {
    const failure = judged(status, { message, type: 'invalid_request_error', param: 'input' })
    expect(failure).toMatchObject({ kind: 'foreign-state', scope: 'request' })
    expect(failure.isGuess).toBeUndefined()
  })

  it('is known by its code', () => {
    for (const code of ['invalid_encrypted_content', 'previous_response_not_found'])
      expect(kindOf(400, { code, message: 'no', param: 'previous_response_id' })).toBe('foreign-state')
  })

  it.each(['the signature of the function is invalid', 'thinking: invalid value', 'item 3 is not encrypted'])(
    'is not what %j says',
    (message) => {
      expect(kindOf(400, { message })).toBe('bad-request')
    },
  )
})

describe('the table', () => {
  const quotaId = (id: string): object => ({ details: [{ violations: [{ quotaId: id }] }] })
  const examples: readonly (readonly [status: number, error: object])[] = [
    [429, quotaId('RequestsPerDay')],
    [429, { message: 'Your credits are depleted' }],
    [429, { details: [{ reason: 'MODEL_CAPACITY_EXHAUSTED' }] }],
    [429, { message: 'see error-code-429' }],
    [429, { message: 'the limit per day is reached' }],
    [429, { status: 'RESOURCE_EXHAUSTED' }],
    [400, { code: 'insufficient_quota' }],
    [400, { message: 'the credit balance is too low' }],
    [400, { message: 'Too many tokens, please wait before trying again.' }],
    [413, { code: 'rate_limit_exceeded' }],
    [429, { message: 'Request too large for m' }],
    [400, { code: 'context_length_exceeded' }],
    [400, { message: 'the prompt is too long' }],
    [400, { code: 'invalid_api_key' }],
    [400, { message: 'invalid api key' }],
    [400, { code: 'permission_denied' }],
    [400, { message: 'Your organization must be verified' }],
    [400, { message: 'This credential is only authorized for use with x' }],
    [400, { message: 'the account has been suspended' }],
    [400, { message: 'failed to load model' }],
    [400, { code: 'model_not_found' }],
    [400, { message: 'the model m does not exist' }],
    [400, { message: 'unknown model: m' }],
    [404, { code: 'not_found_error', message: 'model: m' }],
    [400, { code: 'content_filter' }],
    [400, { message: 'against our usage policy' }],
    [400, { message: 'blocked by a guardrail' }],
    [400, { code: '1301' }],
    [446, {}],
    [400, { code: 'invalid_encrypted_content' }],
    [404, { message: "Item with id 'rs_1' not found." }],
    [400, { code: 'tool_use_failed' }],
    [400, { param: 'model' }],
    [400, { code: 'slow_down' }],
    [429, { message: 'overloaded' }],
    [429, { message: 'Provider returned error' }],
    [400, { code: 'rate_limited' }],
    [400, { message: 'too many requests' }],
    [400, { code: 'timeout' }],
    [400, { message: 'item rs_1 not found' }],
    [400, { code: 'unsupported_value' }],
    [400, { message: 'max_tokens: 300000 > 128000' }],
    [400, { param: 'messages' }],
  ]

  it('has an example for each row', () => {
    expect(examples).toHaveLength(commonErrorRules.length)
  })

  it.each(examples.map((example, row) => [row, ...example] as const))(
    'row %i decides %i %j: no row before it takes its place',
    (row, status, error) => {
      const said = readVendorError({ error })
      expect(commonErrorRules.findIndex((rule) => fitsRule(rule, status, said))).toBe(row)
    },
  )
})

describe('a request that exceeds a whole limit', () => {
  it('is too long for this target, while the same code elsewhere is a rate limit', () => {
    expect(kindOf(413, { code: 'rate_limit_exceeded' })).toBe('context-length')
    expect(kindOf(429, { code: 'rate_limit_exceeded' })).toBe('rate-limit')
    const message =
      'Request too large for gpt-4o in organization org-1 on tokens per min (TPM): Limit 30000, Requested 33128.'
    expect(kindOf(429, { message, code: 'rate_limit_exceeded', type: 'tokens' })).toBe('context-length')
  })
})

describe('a bare status', () => {
  it.each([
    [302, 'invalid-response'],
    [399, 'invalid-response'],
    [400, undefined],
    [401, 'auth'],
    [402, 'quota'],
    [403, 'permission'],
    [404, undefined],
    [405, undefined],
    [408, 'timeout'],
    [409, 'server'],
    [410, 'model-not-found'],
    [412, undefined],
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
    expect(kindOfStatus(status)).toBe(kind)
    expect(kindOf(status, {})).toBe(kind ?? 'bad-request')
  })

  it('that is missing makes an error inside an answer one of the server', () => {
    expect(kindOf(undefined, {})).toBe('server')
  })
})
