import { decoded } from '@llm-balancer/provider'
import { googleChat } from './google-chat.ts'
import { googleEmbeddings } from './google-embeddings.ts'
import { googleErrors } from './google-errors.ts'
import { bearerIn, below, modelIn } from './read-body.ts'
import type { Route, WireFormat } from './wire-format.ts'

/**
 * Google's Gemini API, and the same below the paths of Vertex AI. The official SDK has `/v1beta` in its paths.
 * Source: https://ai.google.dev/api/generate-content and https://ai.google.dev/api/embeddings
 */
export const google: WireFormat = {
  basePath: '/v1beta',
  sharesSignatures: true,
  route(method, path, query) {
    const [, model = '', verb = ''] = /\/((?:tunedModels\/)?[^/:]+):(\w+)$/.exec(path) ?? []
    if (method === 'POST') return questionOf(decoded(model), verb, query)
    const id = method === 'GET' ? modelIn(below('/v1', below('/v1beta', path))) : undefined
    return id === undefined ? undefined : { type: 'models', id }
  },
  keyIn: (headers) => headers['x-goog-api-key'] ?? bearerIn(headers),
  error: googleErrors.reply,
  headers: () => ({ server: 'fake' }),
  limitHeaders: () => ({}),
  models: (ids) => ({ models: ids.map(model) }),
  model,
}

function questionOf(model: string, verb: string, query: URLSearchParams): Route | undefined {
  switch (verb) {
    case 'generateContent':
      return { type: 'chat', api: googleChat({ model, stream: false, sse: true }) }
    case 'streamGenerateContent':
      return { type: 'chat', api: googleChat({ model, stream: true, sse: query.get('alt') === 'sse' }) }
    case 'batchEmbedContents':
      return { type: 'embeddings', api: googleEmbeddings(model) }
    case 'countTokens':
      return { type: 'tokens', answer: (totalTokens) => ({ totalTokens }) }
    default:
      return undefined
  }
}

function model(id: string): unknown {
  return {
    name: `models/${id}`,
    displayName: id,
    supportedGenerationMethods: ['generateContent', 'countTokens', 'batchEmbedContents'],
  }
}
