import type { CallOptions, ChatModel } from '../chat/chat-model.ts'
import type { ChatRequest } from '../chat/chat-request.ts'
import type { ChatResponse, Warning } from '../chat/chat-response.ts'
import type { EventAnswer, JsonAnswer } from '../http/http-answer.ts'
import type { HttpClient } from '../http/http-client.ts'
import { batchStream } from '../stream/batch-stream.ts'
import type { EmitPart, PartReader } from '../stream/part-reader.ts'
import { toTokenUsage } from '../stream/stream-parts.ts'
import { ChatStream } from './chat-stream.ts'
import { toHttpCall } from './to-http-call.ts'

/** A request in a vendor's words, and what of it could not be said. */
export type BuiltBody = { readonly body: object; readonly warnings: Warning[] }

/** What of a response the answer itself says. */
export type Completion = Omit<ChatResponse, 'warnings' | 'request'>

/** One vendor's chat API: what differs between adapters. Paths are below the base URL and may have a query. */
export interface ChatApi {
  readonly provider: string
  readonly modelId: string
  readonly http: HttpClient
  path(stream: boolean): string
  body(request: ChatRequest, stream: boolean): BuiltBody
  /** Reads a whole answer. @throws ProviderError when it is none */
  read(answer: JsonAnswer): Completion
  /** Reads a streamed answer, from what follows the headers to the `finish`, and emits its parts. */
  reader(answer: EventAnswer, options: CallOptions, emit: EmitPart): PartReader
  /** The cheapest thing there is to ask for with GET. */
  readonly probePath: string
}

/** A vendor's chat API as a model: sends, reports headers and usage, opens and closes streams. */
export function createChatModel(api: ChatApi): ChatModel {
  const { provider, modelId, http } = api
  return {
    provider,
    modelId,
    async generate(request, options = {}) {
      const { body, warnings } = api.body(request, false)
      const answer = await http.postJson(api.path(false), body, toHttpCall(options, request))
      const completion = api.read(answer)
      options.report?.({ usage: toTokenUsage(completion.usage) })
      return { ...completion, warnings, request: { url: answer.url, body } }
    },
    stream: (request, options = {}) =>
      batchStream(
        options.signal,
        (signal) => new ChatStream({ api, request, options: { ...options, signal } }),
      ),
    probe: (options = {}) => http.probe(api.probePath, toHttpCall(options)),
  }
}
