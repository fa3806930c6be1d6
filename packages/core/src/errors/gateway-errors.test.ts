import { describe, expect, it } from 'vitest'
import { judgeRefusal } from './judge-refusal.ts'
import { readVendorError } from './vendor-error.ts'

/** What the table makes of a refusal with this error in its body. */
const judged = (status: number | undefined, error: unknown) =>
  judgeRefusal({ status, said: readVendorError({ error }), bodies: [], now: 0 })

const kindOf = (status: number | undefined, error: unknown): string => judged(status, error).kind

describe('what gateways and vendors say in their own ways', () => {
  type Case = readonly [said: string, status: number, error: object, expected: string]
  const litellm = (message: string, code = '400'): object => ({ message, type: 'None', param: 'None', code })
  const cases: readonly Case[] = [
    [
      'a missing model of LiteLLM',
      400,
      litellm('/chat/completions: Invalid model name passed in model=gpt-9. Call `/v1/models` to view'),
      'model-not-found/target',
    ],
    ['any 400 of LiteLLM', 400, litellm('something went wrong'), 'bad-request/request guess'],
    [
      'its budget',
      400,
      { message: 'Budget has been exceeded! Current cost: 26, Max budget: 0.25', type: 'budget_exceeded' },
      'quota/key',
    ],
    ['its budget of an end user', 400, litellm('ExceededBudget: End User=x over budget'), 'quota/key'],
    ['its budget as a 429', 429, litellm('Budget has been exceeded! Current cost: 26', '429'), 'quota/key'],
    ['a quota of new-api', 403, { code: 'pre_consume_token_quota_failed' }, 'quota/key'],
    ['a used-up token of new-api', 401, { message: 'This token quota has been used up' }, 'quota/key'],
    ['a limit of an OpenRouter key', 403, { message: 'Key limit exceeded (total limit)' }, 'quota/key'],
    [
      'an organization that is not verified',
      400,
      {
        message: 'Your organization must be verified to stream this model. Go to the settings.',
        type: 'invalid_request_error',
        param: 'stream',
        code: 'unsupported_value',
      },
      'permission/target',
    ],
    [
      'a credential for another product',
      400,
      { message: 'This credential is only authorized for use with Claude Code and cannot be used here.' },
      'permission/key',
    ],
    [
      'a model whose name holds "moderation" and that is gone',
      400,
      { message: 'The model `text-moderation-x` has been deprecated' },
      'model-not-found/target',
    ],
    [
      'a model whose name holds "guard"',
      404,
      { message: "model 'llama-guard-moderation' not found" },
      'model-not-found/target',
    ],
    [
      'a moderation model behind LiteLLM',
      400,
      litellm('Invalid model name passed in model=omni-moderation-latest'),
      'model-not-found/target',
    ],
    [
      'a guardrail that does not exist',
      400,
      { message: 'The guardrail identifier or version provided in the request does not exist.' },
      'bad-request/request guess',
    ],
    [
      'a guardrail that stepped in',
      400,
      { message: 'Guardrail pii-check failed: e-mail' },
      'content-policy/request',
    ],
    ['moderation that flagged', 403, { message: 'Request flagged by moderation' }, 'content-policy/request'],
    [
      "hooks of Portkey's",
      446,
      { message: 'The guardrail checks defined in the config failed.', type: 'hooks_failed' },
      'content-policy/request',
    ],
    ['a status for legal reasons', 451, { message: 'Unavailable' }, 'content-policy/request'],
    ["Zhipu's sensitive content", 400, { code: '1301', message: 'unsafe' }, 'content-policy/request'],
    [
      'a prompt that is too long for TGI',
      422,
      { message: 'Input validation error: `inputs` must have less than 1024 tokens. Given: 4000' },
      'context-length/request',
    ],
    [
      'one for Qwen',
      400,
      { message: 'Range of input length should be [1, 129024]' },
      'context-length/request',
    ],
    [
      'one for Copilot',
      400,
      { message: 'prompt token count of 130000 exceeds the limit of 128000' },
      'context-length/request',
    ],
    ['its code', 400, { code: 'model_max_prompt_tokens_exceeded' }, 'context-length/request'],
    [
      'one for a gateway',
      400,
      { message: 'The total number of tokens in the request (300000) exceeds the maximum allowed' },
      'context-length/request',
    ],
    [
      'one with images',
      400,
      { message: 'Total tokens of image and text exceed max message tokens' },
      'context-length/request',
    ],
    ['throttling of AWS', 400, { __type: 'ThrottlingException' }, 'rate-limit/key'],
    [
      'throttling of AWS by its whole name',
      400,
      { __type: 'com.amazon.coral.service#ThrottlingException', message: 'Rate exceeded' },
      'rate-limit/key',
    ],
    ['its text', 400, { message: 'Too many tokens, please wait before trying again.' }, 'rate-limit/key'],
  ]

  it.each(cases)('%s is known', (_, status, error, expected) => {
    const { kind, scope, isGuess } = judged(status, error)
    expect(`${kind}/${scope}${isGuess === true ? ' guess' : ''}`).toBe(expected)
  })

  it('tells throttling in a stream, which has no status, from a long prompt', () => {
    expect(kindOf(undefined, { message: 'Too many tokens, please wait before trying again.' })).toBe(
      'rate-limit',
    )
  })

  const raw = (text: unknown): object => ({
    error: { message: 'Provider returned error', code: 400, metadata: { raw: text, provider_name: 'acme' } },
  })
  const bodies: readonly (readonly [said: string, status: number, body: object, expected: string])[] = [
    [
      "a vendor's length limit behind OpenRouter",
      400,
      raw('{"error":{"message":"too long","code":"context_length_exceeded"}}'),
      'context-length',
    ],
    ['one in its data', 400, raw({ data: { message: 'the prompt is too long' } }), 'context-length'],
    [
      "a vendor's region behind OpenRouter",
      400,
      raw('{"error":{"code":400,"message":"User location is not supported","status":"FAILED_PRECONDITION"}}'),
      'permission',
    ],
    [
      'an overload behind OpenRouter',
      400,
      raw('{"error":{"message":"The engine is overloaded"}}'),
      'overloaded',
    ],
    [
      "Cloudflare's daily allocation",
      429,
      {
        success: false,
        errors: [{ code: 4006, message: 'you have used up your daily free allocation of 10,000 neurons' }],
      },
      'quota',
    ],
    [
      "Cloudflare's missing model",
      400,
      { success: false, errors: [{ code: 5007, message: 'AiError: AiError: No such model @cf/x or task' }] },
      'model-not-found',
    ],
    [
      "Cloudflare's context window",
      400,
      { errors: [{ code: 5021, message: 'this request exceeds the context window limit' }] },
      'context-length',
    ],
    [
      "MiniMax's balance",
      200,
      { base_resp: { status_code: 1008, status_msg: 'insufficient balance' } },
      'quota',
    ],
    ['a text under "msg"', 400, { code: 400, msg: 'invalid api key' }, 'auth'],
  ]

  it.each(bodies)('%s is read', (_, status, body, expected) => {
    const own = status >= 400 ? status : undefined
    expect(judgeRefusal({ status: own, said: readVendorError(body), bodies: [], now: 0 }).kind).toBe(expected)
  })
})
