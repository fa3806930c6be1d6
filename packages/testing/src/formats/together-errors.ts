import { errorTable, wholeSeconds, type ErrorRows, type ErrorTable } from './error-table.ts'

type Words = { readonly type: string; readonly code: string | null; readonly error_type?: string }

/** Source: https://docs.together.ai/docs/error-codes and its page on rate limits */
const rows: ErrorRows<Words> = {
  'rate-limit': {
    status: 429,
    type: 'rate_limit',
    code: null,
    error_type: 'dynamic_request_limited',
    message: 'You have exceeded the dynamic request rate for this model. Please retry later.',
  },
  quota: {
    status: 402,
    type: 'credit_limit',
    code: null,
    message: 'Credit limit exceeded, please add credits to your account.',
  },
  auth: {
    status: 401,
    type: 'invalid_request_error',
    code: 'invalid_api_key',
    message: 'Invalid API key provided.',
  },
  permission: {
    status: 403,
    type: 'permission_error',
    code: null,
    message: 'Your account may not use this model.',
  },
  overloaded: {
    status: 503,
    type: 'service_unavailable',
    code: 'model_overloaded',
    message: 'The server is overloaded or not ready yet.',
  },
  server: {
    status: 500,
    type: 'server_error',
    code: null,
    message: 'There was a server error while processing your request.',
  },
  timeout: { status: 504, type: 'timeout', code: null, message: 'The request timed out.' },
  'bad-request': {
    status: 400,
    type: 'invalid_request_error',
    code: 'invalid_request',
    message: 'Input validation error',
  },
  'context-length': {
    status: 422,
    type: 'invalid_request_error',
    code: null,
    message:
      'Input validation error: `inputs` tokens + `max_new_tokens` must be <= 32769. Given: 40002 `inputs` tokens and 1024 `max_new_tokens`',
  },
  'content-policy': {
    status: 400,
    type: 'invalid_request_error',
    code: 'content_policy_violation',
    message: 'The request was blocked by a safety model.',
  },
  'model-not-found': {
    status: 404,
    type: 'invalid_request_error',
    code: 'model_not_available',
    message: ({ model }) => `Unable to access model ${model}.`,
  },
}

/** Errors in the words of Together. */
export const togetherErrors: ErrorTable = errorTable({
  rows,
  body: ({ type, code, error_type, message }) => ({
    id: 'fake',
    error: { message, type, param: null, code, error_type },
  }),
  retryHeaders: (milliseconds) => ({
    'x-ratelimit-remaining': '0',
    'x-ratelimit-reset': wholeSeconds(milliseconds),
  }),
})
