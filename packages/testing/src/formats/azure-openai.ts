import { decoded, isJsonRecord } from '@llm-balancer/provider'
import { azureOpenAIErrors } from './azure-openai-errors.ts'
import { chatCompletions } from './chat-completions.ts'
import { frame } from './frame.ts'
import { openaiEmbeddings } from './openai-embeddings.ts'
import { xRateLimitHeaders } from './openai-limits.ts'
import { openaiModel, openaiModels, openaiRoute, type OpenAIApis } from './openai.ts'
import { openaiResponses } from './openai-responses.ts'
import { bearerIn, below } from './read-body.ts'
import type { ChatFormat, EmbeddingFormat, Route, WireFormat } from './wire-format.ts'

const fine = { filtered: false, severity: 'safe' }
const filterResults = { hate: fine, self_harm: fine, sexual: fine, violence: fine }
const promptFilterResults = [{ prompt_index: 0, content_filter_results: filterResults }]

const chat = chatCompletions({
  errors: azureOpenAIErrors,
  fields: () => ({ prompt_filter_results: promptFilterResults }),
})

/** A stream begins with what the content filter says of the prompt. */
const filteredChat: ChatFormat = {
  ...chat,
  stream(answer) {
    const { preamble, ...events } = chat.stream(answer)
    const nothing = { id: '', object: '', created: 0, model: '', choices: [] }
    return {
      preamble: [frame({ ...nothing, prompt_filter_results: promptFilterResults }), ...preamble],
      ...events,
    }
  },
}

const apis: OpenAIApis = { chat: filteredChat, responses: openaiResponses, embeddings: openaiEmbeddings() }

/**
 * Azure OpenAI: its v1 API, and the older one with a path per deployment and an `api-version`.
 * Source: https://learn.microsoft.com/azure/ai-foundry/openai/api-version-lifecycle
 */
export const azureOpenAI: WireFormat = {
  basePath: '/openai/v1',
  route(method, path, query) {
    if (!path.startsWith('/openai/')) return undefined
    // The official client adds `/openai` to what it takes for the resource.
    const place = below('/openai', below('/openai/v1', path))
    const [, deployment, rest] = /^\/deployments\/([^/]+)(\/.+)$/.exec(place) ?? []
    if (deployment === undefined) return openaiRoute(`${method} ${place}`, query, apis)
    if (!query.has('api-version')) return undefined
    return ofDeployment(openaiRoute(`${method} ${rest ?? ''}`, query, apis), decoded(deployment))
  },
  keyIn: (headers) => headers['api-key'] ?? bearerIn(headers),
  error: azureOpenAIErrors.reply,
  headers: (number) => ({ 'x-request-id': `req_fake_${number}`, 'apim-request-id': `apim_fake_${number}` }),
  limitHeaders: xRateLimitHeaders,
  models: openaiModels,
  model: openaiModel,
}

/** The deployment of the path is the model that is asked, whatever the body says. */
function ofDeployment(route: Route | undefined, model: string): Route | undefined {
  if (route?.type !== 'chat' && route?.type !== 'embeddings') return undefined
  const named = (body: unknown): unknown => (isJsonRecord(body) ? { ...body, model } : body)
  if (route.type === 'chat') {
    const api: ChatFormat = { ...route.api, read: (body) => route.api.read(named(body)) }
    return { type: 'chat', api }
  }
  const api: EmbeddingFormat = { ...route.api, read: (body) => route.api.read(named(body)) }
  return { type: 'embeddings', api }
}
