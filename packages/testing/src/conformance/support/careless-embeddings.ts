/** Embedding models that are careless about what they send, when they send it, and what they show of it. */
import type { EmbeddingModel, EmbedRequest, EmbedResponse } from '@llm-balancer/provider'
import type { AdapterSettings } from '../suite-options.ts'
import { tinyEmbedding } from './tiny-embedding.ts'

type Embed = EmbeddingModel['embed']
type Careless = (settings: AdapterSettings) => EmbeddingModel

/** What each does wrong. */
export const carelessEmbeddings: Readonly<Record<string, Careless>> = {
  'forgets the headers of a call': overEmbed(
    (embed) => (request, options) => embed(request, { ...options, headers: {} }),
  ),
  'keeps silent about the purpose': overEmbed((embed) => async (request, options) => ({
    ...(await embed(request, options)),
    warnings: [],
  })),
  'asks about no texts': overEmbed((embed, send) => async (request, options) => {
    if (isEmpty(request)) await send()
    return embed(request, options)
  }),
  'throws another error for no texts': overEmbed(
    (embed) => (request, options) =>
      isEmpty(request) ? Promise.reject(new Error('there are no texts')) : embed(request, options),
  ),
  'keeps the headers it has sent': overEmbed((embed) => async (request, options) => {
    const answer = await embed(request, options)
    return { ...answer, request: { ...answer.request, headers: request.headers } }
  }),
  'looks at its signal too late': overEmbed((embed, send) => async (request, options) => {
    await send()
    return embed(request, options)
  }),
  'reads to the end whatever comes': (settings) =>
    tinyEmbedding({
      ...settings,
      async fetch(input, init) {
        const { body, status, headers } = await settings.fetch(input, init)
        return new Response(await new Response(body).arrayBuffer(), { status, headers })
      },
    }),
  'makes vectors up when it fails': overEmbed(
    (embed) => (request, options) => embed(request, options).catch(() => madeUp),
  ),
}

const madeUp: EmbedResponse = { embeddings: [[1], [1]], warnings: [], request: {}, response: {} }

function overEmbed(change: (embed: Embed, send: () => Promise<Response>) => Embed): Careless {
  return (settings) => {
    const model = tinyEmbedding(settings)
    const send = () => settings.fetch(settings.baseURL, { method: 'POST', body: '{}' })
    return { ...model, embed: change((request, options) => model.embed(request, options), send) }
  }
}

function isEmpty({ values }: EmbedRequest): boolean {
  return values.length === 0
}
