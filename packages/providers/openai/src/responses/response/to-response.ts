import { assemble } from '@llm-balancer/provider'
import type { Completion, HttpClient, JsonAnswer } from '@llm-balancer/provider'
import { ResponseReader } from './response-reader.ts'

/**
 * Reads a whole answer.
 *
 * @throws ProviderError for the error of a failed answer, or `invalid-response`.
 */
export function toResponse(http: HttpClient, answer: JsonAnswer): Completion {
  const { body } = answer
  return assemble((emit) => {
    const reader = new ResponseReader({ http, answer, options: {}, emit })
    reader.readWhole(body)
    reader.end()
  })
}
