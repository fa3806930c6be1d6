import { createChatModel, createModelClient } from '@llm-balancer/provider'
import type { ChatModel, HttpClient, ModelSettings } from '@llm-balancer/provider'
import type { Dialect } from './dialect.ts'
import { openaiLimitHeaders } from './limit-headers.ts'
import { requestBody } from './request/request-body.ts'
import { readCompletion } from './response/read-completion.ts'
import { StreamReader } from './response/stream-reader.ts'

/**
 * A chat model on a vendor that speaks a dialect of OpenAI's chat completions. For adapters of such vendors.
 *
 * @throws TypeError or RangeError naming a setting that is missing, unknown or wrong.
 */
export function createOpenAICompatible(dialect: Dialect, settings: ModelSettings): ChatModel {
  const http = dialectClient(dialect, settings)
  const { provider, chatPath = '/chat/completions', probePath = '/models' } = dialect
  const { model: modelId } = settings
  return createChatModel({
    provider,
    modelId,
    http,
    path: () => chatPath,
    body: (request, stream) => requestBody({ modelId, request, dialect, stream }),
    read: (answer) => readCompletion(answer, http, dialect),
    reader: (answer, { report, includeRaw, continues }, emit) =>
      new StreamReader({ answer, http, dialect, emit, report, continues }, includeRaw === true),
    probePath,
  })
}

/** Checks the settings of a model, without those that only its adapter has, and gives the client of its endpoint. */
export function dialectClient(dialect: Dialect, settings: ModelSettings): HttpClient {
  return createModelClient({ limitHeaders: openaiLimitHeaders, ...dialect }, settings)
}
