import { collectWarnings, compact, ownOptions } from '@llm-balancer/provider'
import type { ChatRequest, ResponseFormat, Warning } from '@llm-balancer/provider'
import type { ChatBody } from './chat-body.ts'
import { toConversation } from './to-conversation.ts'
import { toSampling } from './to-sampling.ts'
import { toThinking } from './to-thinking.ts'
import { toTools } from './to-tools.ts'

/** Turns a request into the body of a chat call. `providerOptions.cohere` overrides its fields, verbatim. */
export function buildBody(
  request: ChatRequest,
  model: string,
): { readonly body: ChatBody; readonly warnings: Warning[] } {
  const { warnings, warn } = collectWarnings()
  const { messages, documents } = toConversation(request.messages, warn)
  const body: ChatBody = {
    ...compact({
      model,
      messages,
      documents: documents.length > 0 ? documents : undefined,
      response_format: toFormat(request.responseFormat),
      thinking: toThinking(request, model, warn),
      max_tokens: request.maxOutputTokens,
      seed: request.seed,
    }),
    ...toTools(request, warn),
    ...toSampling(request, warn),
    ...ownOptions('cohere', request.providerOptions),
  }
  return { body, warnings }
}

function toFormat(format: ResponseFormat | undefined): ChatBody['response_format'] {
  if (format?.type !== 'json') return undefined
  return compact({ type: 'json_object', json_schema: format.schema && { ...format.schema } })
}
