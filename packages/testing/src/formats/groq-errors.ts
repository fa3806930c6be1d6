import { errorTable, type ErrorRows, type ErrorTable } from './error-table.ts'

type Words = { readonly type: string; readonly code?: string; readonly param?: string }

/** Source: https://console.groq.com/docs/errors and its page on rate limits */
const rows: ErrorRows<Words> = {
  'rate-limit': {
    status: 429,
    type: 'requests',
    code: 'rate_limit_exceeded',
    message: ({ model, retryAfterMs = 0 }) =>
      `Rate limit reached for model \`${model}\` on requests per minute (RPM). Please try again in ${retryAfterMs / 1_000}s.`,
  },
  quota: {
    status: 429,
    type: 'tokens',
    code: 'rate_limit_exceeded',
    message: ({ model }) =>
      `Rate limit reached for model \`${model}\` on tokens per day (TPD): Limit 100000, Used 99872, Requested 3020. Please try again in 41m39.072s.`,
  },
  auth: { status: 401, type: 'invalid_request_error', code: 'invalid_api_key', message: 'Invalid API Key' },
  permission: {
    status: 403,
    type: 'permissions_error',
    code: 'model_permission_blocked_project',
    message: ({ model }) => `The model \`${model}\` is blocked at the project level.`,
  },
  overloaded: {
    status: 498,
    type: 'service_unavailable',
    code: 'capacity_exceeded',
    message: 'The flex tier is at capacity',
  },
  server: { status: 500, type: 'internal_server_error', message: 'Internal Server Error' },
  timeout: { status: 504, type: 'internal_server_error', message: 'Gateway Timeout' },
  'bad-request': {
    status: 400,
    type: 'invalid_request_error',
    param: 'temperature',
    message: "'temperature' : number must be at most 2",
  },
  'context-length': {
    status: 400,
    type: 'invalid_request_error',
    code: 'context_length_exceeded',
    param: 'messages',
    message: 'Please reduce the length of the messages or completion.',
  },
  'content-policy': {
    status: 400,
    type: 'invalid_request_error',
    code: 'content_policy_violation',
    message: 'The request violates the usage policy.',
  },
  'model-not-found': {
    status: 404,
    type: 'invalid_request_error',
    code: 'model_not_found',
    message: ({ model }) => `The model \`${model}\` does not exist or you do not have access to it.`,
  },
}

/** Errors in the words of Groq. */
export const groqErrors: ErrorTable = errorTable({
  rows,
  body: ({ type, code, param, message }) => ({ error: { message, type, code, param } }),
})
