import { isDone, parseJsonObject } from '@llm-balancer/provider'
import type { CallOptions, EventAnswer, HttpClient, StreamPart } from '@llm-balancer/provider'
import type { Dialect } from '../dialect.ts'
import { AnswerReader } from './answer-reader.ts'
import type { AnswerContext } from './answer-reader.ts'
import { errorIn } from './error-in.ts'

/** What {@link readStream} has to know. */
export type StreamContext = {
  readonly http: HttpClient
  readonly dialect: Dialect
  readonly options: CallOptions
}

/**
 * Reads a streamed answer.
 *
 * @throws ProviderError for an error inside the stream, for one that ends before its finish reason (or before `[DONE]`,
 * where the vendor always sends it), and for an answer that is not what it should be.
 */
export async function* readStream(
  answer: EventAnswer,
  { http, dialect, options }: StreamContext,
): AsyncGenerator<StreamPart, void, undefined> {
  const fail: AnswerContext['fail'] = (kind, message) => http.failure(kind, answer, message)
  const reader = new AnswerReader({ dialect, report: options.report, fail })
  let isWhole = dialect.endsWithDone !== true
  for await (const event of answer.events) {
    const { data, event: type, cut } = event
    if (isDone(event)) isWhole = true
    else if (data.trim() !== '' || type === 'error') {
      const chunk = parseJsonObject(data)
      if (chunk === undefined && cut === true) break
      const error = type === 'error' ? (chunk ?? data) : chunk && errorIn(chunk, dialect)
      if (error !== undefined) throw http.classify(error, answer)
      if (chunk === undefined) throw fail('invalid-response', 'a chunk is no JSON object')
      if (options.includeRaw === true) yield { type: 'raw', rawValue: chunk }
      yield* reader.read(chunk, 'delta')
    }
  }
  if (!isWhole || !reader.isFinished) throw fail('stream-interrupted', 'the stream ended before its finish')
  yield* reader.end()
}
