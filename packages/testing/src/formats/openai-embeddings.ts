import { base64Of } from '../vector-of.ts'
import { readEmbeddingQuestion } from './read-body.ts'
import type { EmbeddingFormat } from './wire-format.ts'

/** How a vendor's embeddings differ from OpenAI's. */
export type EmbeddingFlavour = {
  /** What the length of vectors is called. @default 'dimensions' */
  readonly dimensionsField?: string
  /** False when the vendor does not tell the usage. @default true */
  readonly usage?: boolean
  /** More fields of an answer, and of its usage. @default none */
  readonly fields?: (number: number) => { readonly answer: object; readonly usage: object }
}

/**
 * Embeddings as OpenAI and most compatible servers speak them.
 * Source: https://platform.openai.com/docs/api-reference/embeddings
 */
export function openaiEmbeddings(flavour: EmbeddingFlavour = {}): EmbeddingFormat {
  const { dimensionsField, usage = true, fields } = flavour
  return {
    read: (body) => readEmbeddingQuestion(body, dimensionsField),
    answer: ({ number, model, vectors, tokens, base64 = false }) => ({
      ...fields?.(number).answer,
      object: 'list',
      data: vectors.map((vector, index) => ({
        object: 'embedding',
        index,
        embedding: base64 ? base64Of(vector) : vector,
      })),
      model,
      ...(usage && {
        usage: {
          prompt_tokens: tokens,
          total_tokens: tokens,
          ...fields?.(number).usage,
        },
      }),
    }),
  }
}
