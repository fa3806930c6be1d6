import { decoded } from '@llm-balancer/provider'
import { chatCompletions } from './chat-completions.ts'
import { openaiEmbeddings } from './openai-embeddings.ts'
import { openaiErrors } from './openai-errors.ts'
import { xRateLimitHeaders } from './openai-limits.ts'
import { openaiResponses } from './openai-responses.ts'
import { bearerIn, below, modelIn } from './read-body.ts'
import type { ChatFormat, EmbeddingFormat, Route, WireFormat } from './wire-format.ts'

/** What can be asked for below OpenAI's base URL. */
export type OpenAIApis = {
  readonly chat: ChatFormat
  readonly responses?: ChatFormat
  readonly embeddings?: EmbeddingFormat
}

const apis: OpenAIApis = {
  chat: chatCompletions({ errors: openaiErrors }),
  responses: openaiResponses,
  embeddings: openaiEmbeddings(),
}

/** OpenAI's API: chat completions, responses, embeddings, models. `openai` is what most compatible servers speak as well. */
export const openai: WireFormat = {
  basePath: '/v1',
  route: (method, path, query) =>
    path.startsWith('/v1/') ? openaiRoute(`${method} ${below('/v1', path)}`, query, apis) : undefined,
  keyIn: bearerIn,
  error: openaiErrors.reply,
  headers: (number) => ({ 'x-request-id': `req_fake_${number}` }),
  limitHeaders: xRateLimitHeaders,
  models: openaiModels,
  model: openaiModel,
}

/** Where a request (`POST /responses`, with its path below the base URL) leads. */
export function openaiRoute(
  request: string,
  query: URLSearchParams,
  { chat, responses, embeddings }: OpenAIApis,
): Route | undefined {
  if (request === 'POST /chat/completions') return { type: 'chat', api: chat }
  if (request === 'POST /responses' && responses !== undefined) return { type: 'chat', api: responses }
  if (request === 'POST /embeddings' && embeddings !== undefined) {
    return { type: 'embeddings', api: embeddings }
  }
  const stored = responses === undefined ? undefined : storedRoute(request, query, responses)
  if (stored !== undefined) return stored
  const [, path = ''] = /^GET (.*)$/.exec(request) ?? []
  const id = modelIn(path)
  return id === undefined ? undefined : { type: 'models', id }
}

/** Source: https://developers.openai.com/api/docs/guides/background */
function storedRoute(request: string, query: URLSearchParams, api: ChatFormat): Route | undefined {
  const [, cancelled] = /^POST \/responses\/([^/]+)\/cancel$/.exec(request) ?? []
  if (cancelled !== undefined) return { type: 'cancel', api, id: decoded(cancelled) }
  const [, id] = /^GET \/responses\/([^/]+)$/.exec(request) ?? []
  if (id === undefined) return undefined
  const after = Number(query.get('starting_after') ?? -1)
  return { type: 'rest', api, id: decoded(id), stream: query.get('stream') === 'true', after }
}

/** The list of models in OpenAI's form. */
export function openaiModels(ids: readonly string[]): unknown {
  return { object: 'list', data: ids.map(openaiModel) }
}

/** One model in OpenAI's form. */
export function openaiModel(id: string): unknown {
  return { id, object: 'model', created: 0, owned_by: 'fake' }
}
