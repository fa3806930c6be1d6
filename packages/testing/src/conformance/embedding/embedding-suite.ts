import type { EmbeddingModel, EmbedRequest, EmbedResponse } from '@llm-balancer/provider'
import type { ExpectedEmbeddings } from '../expected.ts'
import type { Fixture, Surface } from '../fixtures.ts'
import type { KeyHeader } from '../key-header.ts'
import { deepFreeze, plantedHeader, plantedPrompt } from '../planted.ts'
import type { StubFetch } from '../stub-fetch.ts'
import { responseOf } from '../suite.ts'
import type { StubResponse } from '../stub-fetch.ts'

/** A surface with recorded embeddings. Azure OpenAI and compatible servers answer as `openai`. */
export type EmbeddingSurface = Extract<Surface, 'openai' | 'mistral' | 'together' | 'google' | 'cohere'>

/** What the cases of one surface share. */
export type EmbeddingSuite = {
  readonly surface: EmbeddingSurface
  readonly answers: readonly Fixture[]
  readonly refusals: readonly Fixture[]
  readonly expectations: Readonly<Record<string, ExpectedEmbeddings>>
  readonly baseURL: string
  readonly keyHeader: KeyHeader
  readonly seed: number
  readonly mutations: number
  create(stub: StubFetch): EmbeddingModel
}

/** The texts of every case. */
export const plantedTexts: readonly string[] = [`${plantedPrompt} one`, `${plantedPrompt} two`]

/** The request of every case: frozen, because it is the caller's. */
export const plantedEmbedding: EmbedRequest = deepFreeze({
  values: plantedTexts,
  headers: { 'x-planted': plantedHeader },
})

/** How a call ended. */
export type Embedded = { readonly answer?: EmbedResponse; readonly error?: unknown }

/** Asks for vectors. */
export async function embedWith(
  model: EmbeddingModel,
  options?: Parameters<EmbeddingModel['embed']>[1],
  request: EmbedRequest = plantedEmbedding,
): Promise<Embedded> {
  try {
    return { answer: await model.embed(request, options) }
  } catch (error) {
    return { error }
  }
}

/** The first recorded answer, as the stub sends it. */
export function goodResponse({ answers, surface }: EmbeddingSuite): StubResponse {
  const [first] = answers
  if (first === undefined) throw new Error(`the fixtures of ${surface} have no embeddings`)
  return responseOf(first)
}
