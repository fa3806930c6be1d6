import type { CallOptions } from '../chat/chat-model.ts'
import type { ChatRequest } from '../chat/chat-request.ts'
import type { ChatResponse, ResponseMetadata, Warning } from '../chat/chat-response.ts'
import type { HttpAnswer, JsonAnswer } from '../http/http-answer.ts'
import type { HttpClient } from '../http/http-client.ts'
import type { EmitPart, PartReader } from '../stream/part-reader.ts'

/** A request in a vendor's format, and warnings of the settings that it cannot express. */
export type BuiltBody = { readonly body: object; readonly warnings: Warning[] }

/** The part of a response that comes from the vendor's answer itself. */
export type Completion = Omit<ChatResponse, 'warnings' | 'request' | 'response'> & {
  /** Id, model and time of the answer. */
  readonly response: ResponseMetadata
}

/** What the reader of a streamed answer has to know of its call. */
export interface ReaderOptions extends CallOptions {
  /** True when the request ends with the beginning of the answer: one without anything more, that stops, is whole. @default false */
  readonly continues?: boolean | undefined
}

/** One vendor's chat API: what differs between adapters. Paths are below the base URL and may have a query. */
export interface ChatApi {
  readonly provider: string
  readonly modelId: string
  readonly http: HttpClient
  path(stream: boolean): string
  body(request: ChatRequest, stream: boolean): BuiltBody
  /** Reads a whole answer. @throws ProviderError for an error or an invalid answer */
  read(answer: JsonAnswer): Completion
  /** Reads a streamed answer, from what follows the headers to the `finish`, and emits its parts. */
  reader(answer: HttpAnswer, options: ReaderOptions, emit: EmitPart): PartReader
  /** The path of the cheapest GET request, for health checks. */
  readonly probePath: string
}
