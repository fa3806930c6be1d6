/** An embedding model just good enough to pass the suite over `openai`, and the ways in which it can be worse. */
import {
  asRecord,
  asRecords,
  collectWarnings,
  createEmbeddingModel,
  createHttpClient,
  ownOptions,
  type EmbeddingModel,
} from '@llm-balancer/provider'
import type { AdapterSettings } from '../suite-options.ts'

export type EmbeddingFlaw =
  | 'trusts the order'
  | 'makes vectors up'
  | 'forgets the usage'
  | 'drops the provider options'
  | 'is silent about the length'
  | 'sends the texts by turns'
  | 'tries again by itself'

const provider = 'tiny'

export function tinyEmbedding(settings: AdapterSettings, flaw?: EmbeddingFlaw): EmbeddingModel {
  const { baseURL, apiKey, fetch: send } = settings
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const response = await send(input, init)
    return flaw === 'tries again by itself' && !response.ok ? send(input, init) : response
  }
  return createEmbeddingModel({
    provider,
    modelId: 'model',
    http: createHttpClient({ provider, modelId: 'model', baseURL, apiKey, fetch }),
    maxEmbeddingsPerCall: 10,
    path: '/embeddings',
    probePath: '/models',
    body({ values, dimensions, purpose, providerOptions }) {
      const { warnings, warn } = collectWarnings()
      if (dimensions !== undefined && flaw !== 'is silent about the length') warn('dimensions')
      if (purpose !== undefined) warn('purpose')
      const own = flaw === 'drops the provider options' ? {} : ownOptions(provider, providerOptions)
      const input = flaw === 'sends the texts by turns' ? values.toReversed() : values
      return { body: { model: 'model', input, ...own }, warnings }
    },
    read: ({ body }) => ({
      embeddings: flaw === 'makes vectors up' ? [[1], [1]] : vectorsIn(body, flaw),
      tokens: flaw === 'forgets the usage' ? undefined : asRecord(body['usage'])['prompt_tokens'],
    }),
  })
}

function vectorsIn(body: Readonly<Record<string, unknown>>, flaw: EmbeddingFlaw | undefined): unknown[] {
  const entries = asRecords(body['data'])
  const ordered =
    flaw === 'trusts the order'
      ? entries
      : entries.toSorted(({ index: one }, { index: other }) => Number(one) - Number(other))
  return ordered.map(({ embedding }) => embedding)
}
