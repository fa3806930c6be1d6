import { errorTable, type ErrorRows, type ErrorTable } from './error-table.ts'

/** Source: https://platform.claude.com/docs/en/api/errors */
const rows: ErrorRows<{ readonly type: string }> = {
  'rate-limit': {
    status: 429,
    type: 'rate_limit_error',
    message: "This request would exceed your organization's rate limit.",
  },
  quota: {
    status: 400,
    type: 'invalid_request_error',
    message: 'Your credit balance is too low to access the Anthropic API.',
  },
  auth: { status: 401, type: 'authentication_error', message: 'invalid x-api-key' },
  permission: {
    status: 403,
    type: 'permission_error',
    message: 'Your API key does not have permission to use the specified resource.',
  },
  overloaded: { status: 529, type: 'overloaded_error', message: 'Overloaded' },
  server: { status: 500, type: 'api_error', message: 'Internal server error' },
  timeout: { status: 504, type: 'timeout_error', message: 'The request timed out while processing.' },
  'bad-request': {
    status: 400,
    type: 'invalid_request_error',
    message: 'max_tokens: 300000 > 128000, which is the maximum allowed number of output tokens',
  },
  'context-length': {
    status: 400,
    type: 'invalid_request_error',
    message: 'prompt is too long: 200001 tokens > 200000 maximum',
  },
  'content-policy': {
    status: 400,
    type: 'invalid_request_error',
    message: 'Output blocked by content filtering policy',
  },
  'model-not-found': { status: 404, type: 'not_found_error', message: ({ model }) => `model: ${model}` },
}

/** Errors in the words of the Messages API. */
export const anthropicErrors: ErrorTable = errorTable({
  rows,
  body: ({ type, message }) => ({ type: 'error', error: { type, message } }),
})
