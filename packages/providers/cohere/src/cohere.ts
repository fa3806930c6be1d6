import { createChatModel } from '@llm-balancer/provider'
import type { ChatModel } from '@llm-balancer/provider'
import { cohereClient, probePath } from './cohere-settings.ts'
import type { CohereSettings } from './cohere-settings.ts'
import { buildBody } from './request/build-body.ts'
import { StreamReader } from './response/stream-reader.ts'
import { toResponse } from './response/to-response.ts'

/**
 * A chat model of Cohere, over version 2 of its chat API (https://docs.cohere.com/reference/chat).
 *
 * @throws TypeError or RangeError naming a setting that is missing, unknown or wrong.
 */
export function cohere(settings: CohereSettings): ChatModel {
  const http = cohereClient(settings)
  const { model } = settings
  return createChatModel({
    provider: 'cohere',
    modelId: model,
    http,
    path: () => 'v2/chat',
    body(request, stream) {
      const { body, warnings } = buildBody(request, model)
      return { body: stream ? { ...body, stream } : body, warnings }
    },
    read: (answer) => toResponse(http, answer),
    reader: (answer, call, emit) => new StreamReader(http, answer, { ...call, emit }),
    probePath,
  })
}
