import type { BaseMessage } from '@langchain/core/messages'
import type { ChatModel, ChatRequest, ChatResponse, Content, StreamPart } from '@llm-balancer/provider'
import { balancedChatModel } from '../index.ts'

const usage = {
  inputTokens: { total: 9, noCache: 4, cacheRead: 3, cacheWrite: 2 },
  outputTokens: { total: 5, text: 4, reasoning: 1 },
}
const finishReason = { unified: 'stop', raw: 'end' } as const

/** A model that gives an answer, whole or in parts, and keeps its requests. */
export const scripted = (
  content: readonly Content[],
  parts: readonly StreamPart[] = [],
): { model: ChatModel; requests: ChatRequest[] } => {
  const requests: ChatRequest[] = []
  const text = content.map((part) => (part.type === 'text' ? part.text : '')).join('')
  const model: ChatModel = {
    provider: 'acme',
    modelId: 'm',
    generate(request) {
      requests.push(request)
      const response = { id: 'answer-1', modelId: 'm-2' }
      return Promise.resolve({
        content: [...content],
        text,
        finishReason,
        usage,
        warnings: [],
        request: {},
        response,
      } satisfies ChatResponse)
    },
    async *stream(request) {
      requests.push(request)
      await Promise.resolve()
      yield { type: 'stream-start', warnings: [] }
      yield { type: 'response-metadata', id: 'answer-1', modelId: 'm-2' }
      yield* parts
      yield { type: 'finish', finishReason, usage }
    },
  }
  return { model, requests }
}

/** The messages that a model gets of a conversation. */
export const sent = async (messages: BaseMessage[]): Promise<ChatRequest['messages']> => {
  const { model, requests } = scripted([{ type: 'text', text: 'Hi' }])
  await balancedChatModel(model).invoke(messages)
  return requests[0]?.messages ?? []
}
