/** Reads whole and streamed answers; for Gemini a whole answer is a stream of one chunk. */
import { assemble, hasError, jsonOfEvent, toTokenUsage } from '@llm-balancer/provider'
import type {
  Completion,
  EmitPart,
  HttpAnswer,
  HttpClient,
  JsonAnswer,
  PartReader,
  ReaderOptions,
} from '@llm-balancer/provider'
import { ChunkReader } from './chunk-reader.ts'

/**
 * Reads a whole answer.
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

/**
 * Reads a streamed answer to the end of its body, or to a silence after its finish reason: Gemini sends no terminator, and more may
 * come after that reason. Without one the stream is `stream-interrupted`.
 */
export function answerReader(
  http: HttpClient,
  answer: HttpAnswer,
  { includeRaw, report, emit, continues }: ReaderOptions & { readonly emit: EmitPart },
): PartReader {
  const reader = new ChunkReader(emit, (kind) => http.failure(kind, answer), continues)
  return {
    get isFinished() {
      return reader.isFinished
    },
    read(event) {
      const chunk = jsonOfEvent(event, http, answer)
      if (chunk === undefined) return
      if (includeRaw === true) emit({ type: 'raw', rawValue: chunk })
      reader.read(chunk)
      if ('usageMetadata' in chunk) report?.({ usage: toTokenUsage(reader.usage) })
    },
    end() {
      reader.end('stream-interrupted')
    },
  }
}
