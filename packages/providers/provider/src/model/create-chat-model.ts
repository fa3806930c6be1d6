import type { ChatModel } from '../chat/chat-model.ts'
import { checkChatNames } from '../chat/check-request.ts'
import { batchStream } from '../stream/batch-stream.ts'
import { toTokenUsage } from '../stream/stream-parts.ts'
import type { ChatApi } from './chat-api.ts'
import { ChatStream } from './chat-stream.ts'
import { toHttpCall } from './to-http-call.ts'

/** A vendor's chat API as a model: sends, reports headers and usage, opens and closes streams. */
export function createChatModel(api: ChatApi): ChatModel {
  const { provider, modelId, http } = api
  return {
    provider,
    modelId,
    async generate(request, options = {}) {
      checkChatNames(provider, request)
      const { body, warnings } = api.body(request, false)
      const answer = await http.postJson(api.path(false), body, toHttpCall(options, request))
      const completion = api.read(answer)
      options.report?.({ usage: toTokenUsage(completion.usage) })
      return {
        ...completion,
        warnings,
        request: { url: answer.url, body },
        response: { ...completion.response, headers: answer.headers, body: answer.body },
      }
    },
    stream(request, options = {}) {
      checkChatNames(provider, request)
      return batchStream(
        options.signal,
        (signal) => new ChatStream({ api, request, options: { ...options, signal } }),
      )
    },
    probe: (options = {}) => http.probe(api.probePath, toHttpCall(options)),
  }
}
