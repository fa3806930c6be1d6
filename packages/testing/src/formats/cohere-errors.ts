import { errorTable, type ErrorRows, type ErrorTable } from './error-table.ts'

/** Source: https://docs.cohere.com/reference/errors */
const rows: ErrorRows<object> = {
  'rate-limit': {
    status: 429,
    message: 'You are using a Trial key, which is limited to 20 API calls / minute.',
  },
  quota: {
    status: 429,
    message: 'You are using a Trial key, which is limited to 1000 API calls / month.',
  },
  auth: { status: 401, message: 'invalid api token' },
  permission: { status: 403, message: 'your organization is not allowed to use this model' },
  overloaded: {
    status: 503,
    message: 'upstream connect error or disconnect/reset before headers. reset reason: overflow',
  },
  server: { status: 500, message: 'internal server error, this has been reported to our developers.' },
  timeout: { status: 504, message: 'gateway timeout' },
  'bad-request': {
    status: 400,
    message: 'invalid request: message must be at least 1 token long or tool results must be specified.',
  },
  'context-length': {
    status: 400,
    message: 'too many tokens: size limit exceeded by 11326 tokens. Try using shorter or fewer inputs.',
  },
  'content-policy': { status: 400, message: 'the request was blocked: it violates the usage policy.' },
  'model-not-found': {
    status: 404,
    message: ({ model }) =>
      `model '${model}' not found, make sure the correct model ID was used and that you have access to the model.`,
  },
}

/** Errors in the words of Cohere. */
export const cohereErrors: ErrorTable = errorTable({
  rows,
  body: ({ message }) => ({ id: 'fake', message }),
})
