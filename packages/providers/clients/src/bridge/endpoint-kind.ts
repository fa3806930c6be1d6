import { asText, isJsonRecord } from '@llm-balancer/provider'
import type { IncomingRequest } from './bridged-request.ts'

/** Questions to a model, which any target can answer. All else is about things that live at one account. */
const inference: Readonly<Record<IncomingRequest['format'], RegExp>> = {
  openai:
    /^\/(chat\/completions|completions|embeddings|responses(\/(input_tokens|compact))?|moderations|images\/generations|audio\/speech|rerank)$/,
  anthropic: /^\/v1\/(messages(\/count_tokens)?|complete)$/,
}

/** True for a question that may be asked anywhere, again and again. */
export function isInference({ format, method, pathname, body }: IncomingRequest): boolean {
  return method === 'POST' && body !== undefined && inference[format].test(pathname)
}

/** True for a question whose good answer is a JSON object; speech is bytes, and a stream is one. */
export function answersJson(request: IncomingRequest): boolean {
  const { pathname, body } = request
  return isInference(request) && pathname !== '/audio/speech' && body?.['stream'] !== true
}

/** The answer that a request goes on from or asks about, where answers are kept. */
export function earlierAnswer({ pathname, body }: IncomingRequest): string | undefined {
  const [, id] = /^\/(?:responses|chat\/completions)\/([^/]+)/.exec(pathname) ?? []
  if (id !== undefined && body === undefined) return id
  const previous = body?.['previous_response_id']
  return typeof previous === 'string' ? previous : undefined
}

/** True for a question whose answer is kept, so that others can go on from it: Responses unless told otherwise. */
export function isKept({ pathname, body }: IncomingRequest): boolean {
  const store = body?.['store']
  return pathname === '/responses' ? store !== false : store === true
}

/** True for a question that goes on in a conversation kept at one account. */
export function isInConversation({ body }: IncomingRequest): boolean {
  const conversation = body?.['conversation']
  return isJsonRecord(conversation) || asText(conversation) !== ''
}
