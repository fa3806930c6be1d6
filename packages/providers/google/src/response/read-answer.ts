import { assemble, hasError } from '@llm-balancer/provider'
import type { Completion, HttpClient, JsonAnswer } from '@llm-balancer/provider'
import { ChunkReader } from './chunk-reader.ts'

/**
 * Reads a whole answer; for Gemini it is a stream of one chunk.
 *
 * @throws ProviderError for an error object or a refused prompt, or `invalid-response`.
 */
export function readAnswer(http: HttpClient, answer: JsonAnswer): Completion {
  const { body } = answer
  if (hasError(body)) throw http.classify(body, answer)
  return assemble((emit) => {
    const reader = new ChunkReader(emit, (kind) => http.failure(kind, answer))
    reader.read(body)
    reader.end('invalid-response')
  })
}
