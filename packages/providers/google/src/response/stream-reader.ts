import { jsonOfEvent, toTokenUsage } from '@llm-balancer/provider'
import type {
  EmitPart,
  HttpAnswer,
  HttpClient,
  PartReader,
  ReaderOptions,
  SseEvent,
} from '@llm-balancer/provider'
import { ChunkReader } from './chunk-reader.ts'

type StreamCall = ReaderOptions & { readonly emit: EmitPart }

/**
 * Reads a streamed answer to the end of its body, or to a silence after its finish reason: Gemini sends no terminator, and more may
 * come after that reason. Without one the stream is `stream-interrupted`.
 */
export class StreamReader implements PartReader {
  readonly #http: HttpClient
  readonly #answer: HttpAnswer
  readonly #call: StreamCall
  readonly #reader: ChunkReader

  constructor(http: HttpClient, answer: HttpAnswer, call: StreamCall) {
    const { emit, continues } = call
    this.#http = http
    this.#answer = answer
    this.#call = call
    this.#reader = new ChunkReader(emit, (kind) => http.failure(kind, answer), continues)
  }

  get isFinished(): boolean {
    return this.#reader.isFinished
  }

  read(event: SseEvent): void {
    const { emit, report, includeRaw } = this.#call
    const chunk = jsonOfEvent(event, this.#http, this.#answer)
    if (chunk === undefined) return
    if (includeRaw === true) emit({ type: 'raw', rawValue: chunk })
    this.#reader.read(chunk)
    if ('usageMetadata' in chunk) report?.({ usage: toTokenUsage(this.#reader.usage) })
  }

  end(): void {
    this.#reader.end('stream-interrupted')
  }
}
