import { assemble, asRecords, isJsonRecord, toResponseMetadata } from '@llm-balancer/provider'
import type { Completion, HttpClient, JsonAnswer } from '@llm-balancer/provider'
import type { Dialect } from '../dialect.ts'
import { AnswerReader } from './answer-reader.ts'
import { errorIn } from './error-in.ts'

/**
 * Reads a whole answer.
 *
 * @throws ProviderError when it holds an error, or is invalid: no message, empty, a malformed tool call.
 */
export function readCompletion(answer: JsonAnswer, http: HttpClient, dialect: Dialect): Completion {
  const { body } = answer
  const error = errorIn(body, dialect)
  if (error !== undefined) throw http.classify(error, answer)
  const completion = assemble((emit) => {
    const reader = new AnswerReader({ answer, http, dialect, emit })
    if (!isJsonRecord(asRecords(body['choices'])[0]?.['message'])) {
      throw reader.fail('invalid-response', 'the answer holds no message')
    }
    reader.read(body, 'message')
    reader.end()
  })
  return { ...completion, response: toResponseMetadata(body) }
}
