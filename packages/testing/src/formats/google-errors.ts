import { errorTable, type ErrorRows, type ErrorTable } from './error-table.ts'
import type { WireError } from './wire-format.ts'

/** `word` is a status of gRPC; `reason` goes into an ErrorInfo, `quotaId` into a QuotaFailure. */
type Words = { readonly word: string; readonly reason?: string; readonly quotaId?: string }

const quotaMessage = 'You exceeded your current quota, please check your plan and billing details.'

/** Source: https://ai.google.dev/gemini-api/docs/troubleshooting and https://google.aip.dev/193 */
const rows: ErrorRows<Words> = {
  'rate-limit': {
    status: 429,
    word: 'RESOURCE_EXHAUSTED',
    quotaId: 'GenerateRequestsPerMinutePerProjectPerModel-FreeTier',
    message: quotaMessage,
  },
  quota: {
    status: 429,
    word: 'RESOURCE_EXHAUSTED',
    quotaId: 'GenerateRequestsPerDayPerProjectPerModel-FreeTier',
    message: quotaMessage,
  },
  auth: {
    status: 400,
    word: 'INVALID_ARGUMENT',
    reason: 'API_KEY_INVALID',
    message: 'API key not valid. Please pass a valid API key.',
  },
  permission: {
    status: 403,
    word: 'PERMISSION_DENIED',
    message: 'The caller does not have permission',
  },
  overloaded: {
    status: 503,
    word: 'UNAVAILABLE',
    message: 'The model is overloaded. Please try again later.',
  },
  server: { status: 500, word: 'INTERNAL', message: 'An internal error has occurred. Please retry.' },
  timeout: {
    status: 504,
    word: 'DEADLINE_EXCEEDED',
    message: 'The service was unable to finish processing within the deadline.',
  },
  'bad-request': {
    status: 400,
    word: 'INVALID_ARGUMENT',
    message: 'Invalid value at \'generation_config.temperature\' (TYPE_FLOAT), "hot"',
  },
  'context-length': {
    status: 400,
    word: 'INVALID_ARGUMENT',
    message: 'The input token count (1200001) exceeds the maximum number of tokens allowed (1048576).',
  },
  'content-policy': {
    status: 400,
    word: 'INVALID_ARGUMENT',
    reason: 'CONTENT_POLICY_VIOLATION',
    message: 'The request was blocked: it violates the usage policy of this API.',
  },
  'model-not-found': {
    status: 404,
    word: 'NOT_FOUND',
    message: ({ model }) =>
      `models/${model} is not found for API version v1beta, or is not supported for generateContent.`,
  },
}

/** Errors in the words of Google. The retry hint is in the body, not in a header. */
export const googleErrors: ErrorTable = errorTable({
  rows,
  body(row, error) {
    const details = detailsOf(row, error)
    const { status: code, word: status, message } = row
    return { error: { code, message, status, ...(details.length > 0 && { details }) } }
  },
  retryHeaders: () => ({}),
})

function detailsOf({ reason, quotaId }: Words, { model, retryAfterMs }: WireError): object[] {
  const details: object[] = []
  const add = (type: string, fields: object): void => {
    details.push({ '@type': `type.googleapis.com/google.rpc.${type}`, ...fields })
  }
  if (reason !== undefined) add('ErrorInfo', { reason, domain: 'googleapis.com' })
  if (quotaId !== undefined) {
    add('QuotaFailure', { violations: [{ quotaId, quotaDimensions: { location: 'global', model } }] })
  }
  if (retryAfterMs !== undefined) add('RetryInfo', { retryDelay: `${retryAfterMs / 1_000}s` })
  return details
}
