/** An embedding model just good enough to pass the suite over `openai`, and the ways in which it can be worse. */
import { ProviderError } from '@llm-balancer/core'
import {
  asRecord,
  asRecords,
  collectWarnings,
  createEmbeddingModel,
  createHttpClient,
  ownOptions,
  type AttemptFacts,
  type EmbeddingModel,
  type EmbedResponse,
  type ProviderOptions,
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
  | 'takes texts for vectors'
  | 'reports no headers'
  | 'takes every probe for a success'
  | 'makes an error of its own of an abort'
  | 'sends the key in the URL'
  | 'drops a text'
  | 'sends the options of all vendors'
  | 'loses lists in the options'
  | 'counts its calls in the body'
  | 'gives no vectors for a damaged answer'
  | 'says why a connection failed'

const provider = 'tiny'

export function tinyEmbedding(settings: AdapterSettings, flaw?: EmbeddingFlaw): EmbeddingModel {
  const { baseURL, apiKey, fetch: send } = settings
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const url = flaw === 'sends the key in the URL' ? `${new Request(input).url}?key=${apiKey}` : input
    const response = await send(url, init).catch((error: unknown) => {
      throw flaw === 'says why a connection failed' ? talkative(error) : error
    })
    return flaw === 'tries again by itself' && !response.ok ? send(url, init) : response
  }
  let calls = 0
  const model = createEmbeddingModel({
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
      calls += 1
      const own = optionsOf(providerOptions, flaw)
      const input = flaw === 'sends the texts by turns' ? values.toReversed() : values
      const sent = flaw === 'drops a text' ? input.slice(1) : input
      const user = flaw === 'counts its calls in the body' ? { user: calls } : {}
      return { body: { model: 'model', input: sent, ...own, ...user }, warnings }
    },
    read: ({ body }) => ({
      embeddings: flaw === 'makes vectors up' ? [[1], [1]] : vectorsIn(body, flaw),
      tokens: flaw === 'forgets the usage' ? undefined : asRecord(body['usage'])['prompt_tokens'],
    }),
  })
  return flaw === undefined ? model : { ...model, ...wrapped(model, flaw) }
}

function talkative(error: unknown): ProviderError {
  const { cause } = error as { readonly cause?: { readonly message: string } }
  return new ProviderError({ kind: 'network', provider, message: `not sent: ${String(cause?.message)}` })
}

function optionsOf(given: ProviderOptions | undefined, flaw: EmbeddingFlaw | undefined): object {
  if (flaw === 'drops the provider options') return {}
  if (flaw === 'sends the options of all vendors')
    return Object.assign({}, ...Object.values(given ?? {})) as object
  const own = ownOptions(provider, given)
  if (flaw !== 'loses lists in the options') return own
  return JSON.parse(JSON.stringify(own), (_, value: unknown) => (Array.isArray(value) ? [] : value)) as object
}

function wrapped(model: EmbeddingModel, flaw: EmbeddingFlaw): Partial<EmbeddingModel> {
  if (flaw === 'takes every probe for a success') return { probe: () => Promise.resolve() }
  return {
    async embed(request, { report, ...options } = {}) {
      const told =
        flaw === 'reports no headers' ? ({ headers: _, ...facts }: AttemptFacts) => report?.(facts) : report
      try {
        return await model.embed(request, { ...options, report: told })
      } catch (error) {
        if (flaw === 'gives no vectors for a damaged answer') return noVectors
        throw spoiled(error, { flaw, isAborted: options.signal?.aborted === true })
      }
    },
  }
}

const noVectors = { embeddings: [], warnings: [], request: {}, response: {} } as unknown as EmbedResponse

function spoiled(error: unknown, { flaw, isAborted }: { flaw: EmbeddingFlaw; isAborted: boolean }): unknown {
  if (flaw === 'makes an error of its own of an abort' && isAborted) return new Error('aborted')
  return error
}

function vectorsIn(body: Readonly<Record<string, unknown>>, flaw: EmbeddingFlaw | undefined): unknown[] {
  const entries = asRecords(body['data'])
  const ordered =
    flaw === 'trusts the order'
      ? entries
      : entries.toSorted(({ index: one }, { index: other }) => Number(one) - Number(other))
  return ordered.map(({ embedding }) =>
    flaw === 'takes texts for vectors' && typeof embedding === 'string' ? [1, 2, 3, 4] : embedding,
  )
}
