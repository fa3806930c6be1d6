import type { ChatModel } from '../chat/chat-model.ts'
import type { ResponseInfo } from '../chat/chat-response.ts'
import { checkChatNames } from '../chat/check-request.ts'
import { withBrokenInputs } from '../chat/with-broken-inputs.ts'
import type { EventList } from '../http/http-answer.ts'
import { compact } from '../read/compact.ts'
import { batchStream } from '../stream/batch-stream.ts'
import { assemble } from '../stream/collect.ts'
import { toTokenUsage } from '../stream/stream-parts.ts'
import type { ChatApi, Completion } from './chat-api.ts'
import { bodyOf } from './body-of.ts'
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
      const { body, warnings } = bodyOf(api, request, false)
      const answer = await http.postWhole(api.path(false), body, toHttpCall(options, request))
      const completion = 'events' in answer ? readEventList(api, answer) : api.read(answer)
      options.report?.({ usage: toTokenUsage(completion.usage) })
      const response: { -readonly [Name in keyof ResponseInfo]: ResponseInfo[Name] } = {
        ...completion.response,
        headers: answer.headers,
      }
      if ('body' in answer) response.body = answer.body
      return {
        ...completion,
        warnings: withBrokenInputs(warnings, request),
        request: { url: answer.url, body },
        response,
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

/** Some servers always stream. @throws ProviderError for an invalid answer */
function readEventList(api: ChatApi, answer: EventList): Completion {
  const { content, text, finishReason, usage, providerMetadata, response } = assemble((emit) => {
    const reader = api.reader(answer, {}, emit)
    for (const event of answer.events) {
      reader.read(event)
      if (reader.isWhole === true) break
    }
    reader.end('closed')
  })
  return compact({ content, text, finishReason, usage, providerMetadata, response })
}
