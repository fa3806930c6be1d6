import type { ErrorName } from '../fault.ts'
import { retryAfterSeconds } from './error-table.ts'
import type { ErrorReply, VendorError } from './wire-format.ts'

type Row = { readonly status: number; readonly type: string; readonly message: string }

/** Source: https://platform.claude.com/docs/en/api/errors */
const rows: Readonly<Record<ErrorName, Row>> = {
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
  'model-not-found': { status: 404, type: 'not_found_error', message: 'model: ' },
}

/** The body of an error, the same in a response and in a stream. */
export function anthropicErrorBody(error: VendorError): unknown {
  const { type, message } = rows[error.name]
  const usual = error.name === 'model-not-found' ? message + error.model : message
  return { type: 'error', error: { type, message: error.message ?? usual } }
}

/** An error in the words of the Messages API. */
export function anthropicError(error: VendorError): ErrorReply {
  const { retryAfterMs } = error
  return {
    status: error.status ?? rows[error.name].status,
    headers: retryAfterMs === undefined ? {} : { 'retry-after': retryAfterSeconds(retryAfterMs) },
    body: anthropicErrorBody(error),
  }
}
