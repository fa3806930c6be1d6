import type { ToldFailure } from './event-writer.ts'

const messageTypes: Readonly<Record<number, string>> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  403: 'permission_error',
  404: 'not_found_error',
  429: 'rate_limit_error',
  503: 'overloaded_error',
}

/** The body of a failed request in the form of OpenAI's APIs. */
export function chatErrorBody({ message, kind }: ToldFailure): object {
  return { error: { message, type: 'llm_balancer_error', param: null, code: kind.replaceAll('-', '_') } }
}

/** The body of a failed request in the form of Anthropic's API, which has a word for each status. */
export function messageErrorBody(status: number, { message }: Pick<ToldFailure, 'message'>): object {
  return { type: 'error', error: { type: messageTypes[status] ?? 'api_error', message } }
}
