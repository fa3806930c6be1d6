import { createChatModel } from '@llm-balancer/provider'
import type { ChatModel } from '@llm-balancer/provider'
import { createClient, methodPath } from './create-client.ts'
import type { GoogleOptions } from './options.ts'
import { buildBody } from './request/build-body.ts'
import { answerReader, readAnswer } from './response/read-answer.ts'

/**
 * One Gemini model behind one key, over `generateContent` (https://ai.google.dev/api/generate-content), of the Gemini API or
 * of Vertex AI.
 *
 * @throws TypeError naming an option that is missing, unknown or impossible.
 */
export function google(options: GoogleOptions): ChatModel {
  const http = createClient(options, ['vertex'])
  const { model, vertex } = options
  const chat = createChatModel({
    provider: 'google',
    modelId: model,
    http,
    path: (stream) => methodPath(model, stream ? 'streamGenerateContent?alt=sse' : 'generateContent'),
    body: (request) => buildBody(request, options),
    read: (answer) => readAnswer(http, answer),
    reader: (answer, call, emit) => answerReader(http, answer, { ...call, emit }),
    probePath: 'models?pageSize=1',
  })
  // Vertex AI has nothing to ask for below the address of a publisher's models.
  if (vertex === true) delete chat.probe
  return chat
}
