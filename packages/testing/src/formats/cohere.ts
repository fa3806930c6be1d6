import type { LimitStatuses } from '../limits.ts'
import { cohereChat } from './cohere-chat.ts'
import { cohereErrors } from './cohere-errors.ts'
import { fieldsOf, bearerIn, modelIn, textsOf } from './read-body.ts'
import type { EmbeddingFormat, WireFormat } from './wire-format.ts'

/**
 * Cohere's API: chat and embeddings of its second version, models of its first. The official SDK has the versions in its
 * paths. Source: https://docs.cohere.com/reference
 */
export const cohere: WireFormat = {
  basePath: '',
  route(method, path) {
    if (method === 'POST' && path === '/v2/chat') return { type: 'chat', api: cohereChat }
    if (method === 'POST' && path === '/v2/embed') return { type: 'embeddings', api: embed }
    const id = method === 'GET' && path.startsWith('/v1/') ? modelIn(path.slice('/v1'.length)) : undefined
    return id === undefined ? undefined : { type: 'models', id }
  },
  keyIn: bearerIn,
  error: cohereErrors.reply,
  headers: (number) => ({ 'x-debug-trace-id': `trace_fake_${number}` }),
  limitHeaders,
  models: (ids) => ({ models: ids.map(model) }),
  model,
}

const embed: EmbeddingFormat = {
  read(body) {
    const fields = fieldsOf(body)
    const { model: asked, output_dimension: dimensions } = fields
    const texts = textsOf(fields['texts'])
    const types = textsOf(fields['embedding_types']) ?? ['float']
    if (typeof asked !== 'string') return { problem: 'invalid request: model is required' }
    if (texts === undefined) return { problem: 'invalid request: texts must be a list of texts' }
    if (typeof fields['input_type'] !== 'string')
      return { problem: 'invalid request: input_type is required' }
    if (!types.includes('float')) return { problem: 'the fake has embeddings of the type float only' }
    return { model: asked, texts, ...(typeof dimensions === 'number' && { dimensions }) }
  },
  answer: ({ number, vectors, texts, tokens }) => ({
    id: `embed_fake_${number}`,
    embeddings: { float: vectors },
    texts,
    meta: { api_version: { version: '2' }, billed_units: { input_tokens: tokens } },
    response_type: 'embeddings_by_type',
  }),
}

function model(id: string): unknown {
  return { name: id, endpoints: ['chat', 'embed'], context_length: 256_000 }
}

/** Only trial keys are told of a limit, and only of requests. */
function limitHeaders({ requests }: LimitStatuses): Record<string, string> {
  if (requests === undefined) return {}
  return {
    'x-trial-endpoint-call-limit': String(requests.limit),
    'x-trial-endpoint-call-remaining': String(Math.floor(requests.remaining)),
  }
}
