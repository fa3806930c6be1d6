import { asText, isJsonRecord } from '@llm-balancer/provider'
import type { IncomingRequest } from './bridged-request.ts'

/** Requests to a model, which any target can serve. All others are about things stored in one account. */
const inference: Readonly<Record<IncomingRequest['format'], RegExp>> = {
  openai:
    /^\/(chat\/completions|completions|embeddings|responses(\/(input_tokens|compact))?|moderations|images\/generations|audio\/speech|rerank)$/,
  anthropic: /^\/v1\/(messages(\/count_tokens)?|complete)$/,
  google:
    /^\/(models|tunedModels)\/[^/:]+:(generateContent|streamGenerateContent|countTokens|embedContent|batchEmbedContents|predict)$/,
  cohere: /^\/(v2\/(chat|embed|rerank)|v1\/(embed|rerank|classify|tokenize|detokenize))$/,
}

/** True for a request that any target can serve, more than once. */
export function isInference({ format, method, pathname, body }: IncomingRequest): boolean {
  return method === 'POST' && body !== undefined && inference[format].test(pathname)
}

/** True for a request whose good answer is a JSON object, unlike speech and streams. */
export function answersJson(request: IncomingRequest): boolean {
  const { pathname, body } = request
  return (
    isInference(request) &&
    pathname !== '/audio/speech' &&
    body?.['stream'] !== true &&
    !pathname.endsWith(':streamGenerateContent')
  )
}

/** The stored answer that a request continues or is about. */
export function earlierAnswer({ pathname, body }: IncomingRequest): string | undefined {
  const [, id] = /^\/(?:responses|chat\/completions)\/([^/]+)/.exec(pathname) ?? []
  if (id !== undefined && body === undefined) return id
  const previous = body?.['previous_response_id']
  return typeof previous === 'string' ? previous : undefined
}

/** True for a request whose answer is stored, so that others can continue it: Responses unless `store` is false. */
export function isKept({ pathname, body }: IncomingRequest): boolean {
  const store = body?.['store']
  return pathname === '/responses' ? store !== false : store === true
}

/** True for a request in a conversation, or with a cached prompt of Google's, that is stored in one account. */
export function isInConversation({ body, format }: IncomingRequest): boolean {
  if (format === 'google') return asText(body?.['cachedContent']) !== ''
  const conversation = body?.['conversation']
  return isJsonRecord(conversation) || asText(conversation) !== ''
}
