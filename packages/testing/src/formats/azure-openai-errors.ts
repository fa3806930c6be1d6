import { errorTable, retryAfterMs, wholeSeconds, type ErrorRows, type ErrorTable } from './error-table.ts'

type Words = {
  readonly code: string
  readonly param?: string
  /** What the content filter says. */
  readonly innererror?: { readonly code: string; readonly content_filter_result: object }
}

/** Source: https://learn.microsoft.com/azure/ai-foundry/openai/reference and its page on quotas */
const rows: ErrorRows<Words> = {
  'rate-limit': {
    status: 429,
    code: '429',
    message: ({ retryAfterMs: wait = 0 }) =>
      `Requests to the ChatCompletions_Create Operation have exceeded call rate limit of your current pricing tier. Please retry after ${wholeSeconds(wait)} seconds.`,
  },
  quota: {
    status: 429,
    code: 'insufficient_quota',
    message: 'You exceeded your current quota, please check your plan and billing details.',
  },
  auth: {
    status: 401,
    code: '401',
    message: 'Access denied due to invalid subscription key or wrong API endpoint.',
  },
  permission: {
    status: 403,
    code: '403',
    message: 'Access denied due to Virtual Network/Firewall rules.',
  },
  overloaded: {
    status: 503,
    code: 'ServiceUnavailable',
    message: 'The service is temporarily unable to process your request. Please try again later.',
  },
  server: { status: 500, code: 'InternalServerError', message: 'The server had an error.' },
  timeout: { status: 408, code: 'Timeout', message: 'The operation was timeout.' },
  'bad-request': {
    status: 400,
    code: 'unsupported_value',
    param: 'temperature',
    message: "Unsupported value: 'temperature' does not support 0.2 with this model.",
  },
  'context-length': {
    status: 400,
    code: 'context_length_exceeded',
    param: 'messages',
    message: "This model's maximum context length is 8192 tokens, your messages have 9001.",
  },
  'content-policy': {
    status: 400,
    code: 'content_filter',
    param: 'prompt',
    message: 'The prompt was filtered by the content management policy of this deployment.',
    innererror: {
      code: 'ResponsibleAIPolicyViolation',
      content_filter_result: { violence: { filtered: true, severity: 'high' } },
    },
  },
  'model-not-found': {
    status: 404,
    code: 'DeploymentNotFound',
    message: 'The API deployment for this resource does not exist.',
  },
}

/** Errors in the words of Azure OpenAI. */
export const azureOpenAIErrors: ErrorTable = errorTable({
  rows,
  body: ({ code, message, param, innererror, status }) => ({
    error: {
      code,
      message,
      param,
      ...(innererror && { innererror, status }),
    },
  }),
  retryHeaders: retryAfterMs,
})
