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
  route: (method, path) =>
    path.startsWith('/v1/') ? openaiRoute(method, below('/v1', path), apis) : undefined,
  keyIn: bearerIn,
  error: openaiErrors.reply,
  headers: (number) => ({ 'x-request-id': `req_fake_${number}` }),
  limitHeaders: xRateLimitHeaders,
  models: openaiModels,
  model: openaiModel,
}

/** Where a path below the base URL leads. */
export function openaiRoute(
  method: string,
  path: string,
  { chat, responses, embeddings }: OpenAIApis,
): Route | undefined {
  if (method === 'POST' && path === '/chat/completions') return { type: 'chat', api: chat }
  if (method === 'POST' && path === '/responses' && responses !== undefined) {
    return { type: 'chat', api: responses }
  }
  if (method === 'POST' && path === '/embeddings' && embeddings !== undefined) {
    return { type: 'embeddings', api: embeddings }
  }
  const id = method === 'GET' ? modelIn(path) : undefined
  return id === undefined ? undefined : { type: 'models', id }
}

/** The list of models in OpenAI's form. */
export function openaiModels(ids: readonly string[]): unknown {
  return { object: 'list', data: ids.map(openaiModel) }
}

/** One model in OpenAI's form. */
export function openaiModel(id: string): unknown {
  return { id, object: 'model', created: 0, owned_by: 'fake' }
}
