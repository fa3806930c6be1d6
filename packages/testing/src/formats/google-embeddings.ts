import { isJsonRecord } from '@llm-balancer/provider'
import { fieldsOf, recordsOf } from './read-body.ts'
import type { EmbeddingFormat } from './wire-format.ts'

/** `batchEmbedContents` of one model. */
export function googleEmbeddings(model: string): EmbeddingFormat {
  return {
    read(body) {
      const requests = recordsOf(fieldsOf(body)['requests'])
      if (!isJsonRecord(body) || requests.length === 0) return { problem: 'requests is not specified' }
      const texts = requests.map(({ content }) => textIn(content))
      const [dimensions] = requests.map((request) => request['outputDimensionality'])
      return { model, texts, ...(typeof dimensions === 'number' && { dimensions }) }
    },
    answer: ({ vectors, tokens }) => ({
      embeddings: vectors.map((values) => ({ values })),
      usageMetadata: { promptTokenCount: tokens },
    }),
  }
}

function textIn(content: unknown): string {
  return recordsOf(fieldsOf(content)['parts'])
    .map(({ text }) => (typeof text === 'string' ? text : ''))
    .join('')
}
