import { errorTable, retryAfterMs, type ErrorRows, type ErrorTable } from './error-table.ts'

type Words = { readonly type: string; readonly code: string | null; readonly param?: string }

/** Source: https://platform.openai.com/docs/guides/error-codes */
const rows: ErrorRows<Words> = {
  'rate-limit': {
    status: 429,
    type: 'requests',
    code: 'rate_limit_exceeded',
    message: ({ model, retryAfterMs: wait }) =>
      `Rate limit reached for ${model} on requests per min (RPM).${wait === undefined ? '' : ` Please try again in ${Math.ceil(wait)}ms.`}`,
  },
  quota: {
    status: 429,
    type: 'insufficient_quota',
    code: 'insufficient_quota',
    message: 'You exceeded your current quota, please check your plan and billing details.',
  },
  auth: {
    status: 401,
    type: 'invalid_request_error',
    code: 'invalid_api_key',
    message: 'Incorrect API key provided.',
  },
  permission: {
    status: 403,
    type: 'invalid_request_error',
    code: 'insufficient_permissions',
    message: 'You have insufficient permissions for this operation.',
  },
  overloaded: {
    status: 503,
    type: 'service_unavailable_error',
    code: 'server_is_overloaded',
    message: 'The engine is currently overloaded, please try again later',
  },
  server: {
    status: 500,
    type: 'server_error',
    code: null,
    message: 'The server had an error while processing your request. Sorry about that!',
  },
  timeout: { status: 504, type: 'server_error', code: null, message: 'Gateway timeout' },
  'bad-request': {
    status: 400,
    type: 'invalid_request_error',
    code: 'unsupported_value',
    param: 'temperature',
    message: "Unsupported value: 'temperature' does not support 0.2 with this model.",
  },
  'context-length': {
    status: 400,
    type: 'invalid_request_error',
    code: 'context_length_exceeded',
    param: 'messages',
    message:
      "This model's maximum context length is 8192 tokens. However, your messages resulted in 9001 tokens.",
  },
  'content-policy': {
    status: 400,
    type: 'invalid_request_error',
    code: 'content_policy_violation',
    message: 'Your request was rejected because it violates our usage policy.',
  },
  'model-not-found': {
    status: 404,
    type: 'invalid_request_error',
    code: 'model_not_found',
    message: ({ model }) => `The model \`${model}\` does not exist or you do not have access to it.`,
  },
}

/** Errors in the words of OpenAI. */
export const openaiErrors: ErrorTable = errorTable({
  rows,
  body: ({ type, message, ...row }, { code = row.code, param = row.param }) => ({
    error: { message, type, param: param ?? null, code },
  }),
  retryHeaders: retryAfterMs,
})
