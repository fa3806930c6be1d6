import { mapBatches } from '@llm-balancer/core/streams'
import { toTokenUsage } from '@llm-balancer/provider'
import type { CallOptions, ChatModel, ChatRequest, Content, StreamPart, Usage } from '@llm-balancer/provider'
import { estimateTokens } from '@llm-balancer/rate-limit'
import { tokensOfRequest } from '../requests/expected-tokens.ts'

/** A model that estimates the tokens of answers where its vendor does not report them. */
export function countingModel(model: ChatModel): ChatModel {
  return {
    provider: model.provider,
    modelId: model.modelId,
    ...(model.probe === undefined ? {} : { probe: (call) => model.probe?.(call) ?? Promise.resolve() }),
    async generate(request, call) {
      const response = await model.generate(request, call)
      const usage = completed(response.usage, { request, call, written: () => writtenIn(response.content) })
      return usage === response.usage ? response : { ...response, usage }
    },
    stream(request, call) {
      let written = ''
      const withUsage = (part: StreamPart): StreamPart => {
        if ('delta' in part) written += part.delta
        if (part.type !== 'finish') return part
        return { ...part, usage: completed(part.usage, { request, call, written: () => written }) }
      }
      return mapBatches(() => model.stream(request, call), { map: (parts) => parts.map(withUsage) })
    },
  }
}

type Exchange = {
  readonly request: ChatRequest
  readonly call: CallOptions | undefined
  /** What the model wrote. */
  readonly written: () => string
}

/** The usage with estimates for what the vendor has not reported, which are reported then; the same where it has. */
function completed(usage: Usage, { request, call, written }: Exchange): Usage {
  const { inputTokens, outputTokens } = usage
  if (inputTokens.total !== undefined && outputTokens.total !== undefined) return usage
  const whole = {
    ...usage,
    inputTokens: { ...inputTokens, total: inputTokens.total ?? tokensOfRequest(request) },
    outputTokens: { ...outputTokens, total: outputTokens.total ?? estimateTokens(written()) },
  }
  call?.report?.({ usage: toTokenUsage(whole) })
  return whole
}

/** The texts of an answer, its thoughts, and what it gave to tools. */
function writtenIn(content: readonly Content[]): string {
  const texts = content.map((part) => {
    if ('text' in part) return part.text
    return part.type === 'tool-call' ? part.input : ''
  })
  return texts.join('')
}
