import { createChatModel, readModelSettings } from '@llm-balancer/provider'
import type { ChatModel } from '@llm-balancer/provider'
import { createClient, methodPath } from './create-client.ts'
import { ownSettings } from './google-settings.ts'
import type { GoogleSettings } from './google-settings.ts'
import { buildBody } from './request/build-body.ts'
import { traitsOf } from './request/model-traits.ts'
import { readAnswer } from './response/read-answer.ts'
import { StreamReader } from './response/stream-reader.ts'

/**
 * One Gemini model behind one key, over `generateContent` (https://ai.google.dev/api/generate-content), of the Gemini API or
 * of Vertex AI.
 *
 * @throws TypeError or RangeError naming an option that is missing, unknown or wrong.
 */
export function google(options: GoogleSettings): ChatModel {
  const { vertex = false, ...settings } = readModelSettings<GoogleSettings>('google', options, ownSettings)
  const http = createClient(settings, vertex)
  const { model } = settings
  const traits = traitsOf(model, vertex)
  const path = methodPath(model, 'generateContent')
  const streamPath = methodPath(model, 'streamGenerateContent?alt=sse')
  const chat = createChatModel({
    provider: 'google',
    modelId: model,
    http,
    path: (stream) => (stream ? streamPath : path),
    body: (request) => buildBody(request, { traits, vertex }),
    read: (answer) => readAnswer(http, answer),
    reader: (answer, call, emit) => new StreamReader(http, answer, { ...call, emit }),
    probePath: 'models?pageSize=1',
  })
  // Vertex AI has no cheap request below the address of a publisher's models.
  if (vertex) delete chat.probe
  return chat
}
