import { isDone, parseJsonObject } from '@llm-balancer/provider'
import type { CallOptions, EventAnswer, HttpClient, ProviderError, StreamPart } from '@llm-balancer/provider'
import type { Dialect } from '../dialect.ts'
import { isError } from '../response/read-completion.ts'
import { ChunkReader } from './chunk-reader.ts'
import type { StreamEnd } from './chunk-reader.ts'

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
  const reader = new ChunkReader(dialect, options.report)
  let done = false
  for await (const event of answer.events) {
    done = isDone(event)
    if (done || (event.data.trim() === '' && event.event !== 'error')) continue
    const chunk = parseJsonObject(event.data)
    if (chunk === undefined && event.cut === true) break
    if (event.event === 'error' || (chunk !== undefined && isError(chunk))) {
      throw http.classify(chunk ?? event.data, answer)
    }
    if (chunk === undefined) throw http.failure('invalid-response', answer, 'a chunk is no JSON object')
    if (options.includeRaw === true) yield { type: 'raw', rawValue: chunk }
    yield* reader.read(chunk)
  }
  if (!done && dialect.endsWithDone === true) throw endError('unfinished', answer, http)
  const end = yield* reader.end()
  if (end !== 'complete') throw endError(end, answer, http)
}

function endError(end: Exclude<StreamEnd, 'complete'>, answer: EventAnswer, http: HttpClient): ProviderError {
  switch (end) {
    case 'unfinished':
      return http.failure('stream-interrupted', answer, 'the stream ended before its finish')
    case 'failed':
      return http.failure('server', answer)
    case 'malformed-tool-call':
      return http.failure('invalid-response', answer, 'the model made a malformed tool call')
    case 'empty':
      return http.failure('invalid-response', answer, 'the answer is empty')
  }
}
