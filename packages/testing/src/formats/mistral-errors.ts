import { errorTable, type ErrorRows, type ErrorTable } from './error-table.ts'

type Words = { readonly type: string; readonly code: string | null }

/** Source: https://docs.mistral.ai/api, https://help.mistral.ai (error codes), and its SDK's error types */
const rows: ErrorRows<Words> = {
  'rate-limit': { status: 429, type: 'rate_limited', code: '1300', message: 'Rate limit exceeded' },
  quota: { status: 429, type: 'rate_limited', code: '1301', message: 'Monthly usage limit reached' },
  auth: { status: 401, type: 'unauthorized', code: null, message: 'Unauthorized' },
  permission: {
    status: 403,
    type: 'tier_not_allowed',
    code: '1904',
    message: 'Your subscription does not allow access to this model',
  },
  overloaded: {
    status: 503,
    type: 'service_tier_capacity_exceeded',
    code: '3505',
    message: 'Service tier capacity exceeded for this model.',
  },
  server: {
    status: 500,
    type: 'internal_server_error',
    code: '1000',
    message: 'Internal server error',
  },
  timeout: { status: 504, type: 'timeout', code: null, message: 'The request timed out' },
  'bad-request': {
    status: 400,
    type: 'invalid_request_message_order',
    code: '3230',
    message: 'Expected last role User or Tool (or Assistant with prefix True) for serving but got assistant',
  },
  'context-length': {
    status: 400,
    type: 'invalid_request_prompt',
    code: '3051',
    message:
      'Prompt contains 140002 tokens and 0 draft tokens, too large for model with 131072 maximum context length',
  },
  'content-policy': {
    status: 403,
    type: 'moderation_blocked',
    code: 'moderation_blocked',
    message: 'The request was blocked by the content policy of this workspace.',
  },
  'model-not-found': {
    status: 400,
    type: 'invalid_model',
    code: '1500',
    message: ({ model }) => `Invalid model: ${model}`,
  },
}

/** Errors in the words of Mistral. A wrong key is refused by its gateway, in another form. */
export const mistralErrors: ErrorTable = errorTable({
  rows,
  body({ type, code, message, status }, { name }) {
    if (name === 'auth') return { detail: message }
    return { object: 'error', message, type, param: null, code, raw_status_code: status }
  },
})
