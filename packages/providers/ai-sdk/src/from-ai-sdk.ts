import type { LanguageModelV4, LanguageModelV4GenerateResult } from '@ai-sdk/provider'
import { abortableStream, isEmptyAnswer, textOf, toolCallContent, toTokenUsage } from '@llm-balancer/provider'
import type { ChatModel, ChatResponse } from '@llm-balancer/provider'
import { toAiSdkTarget } from './target/ai-sdk-target.ts'
import type { AiSdkTarget, FromAiSdkSettings } from './target/ai-sdk-target.ts'
import { askModel } from './target/ask-model.ts'
import { faultOf } from './target/fault-of.ts'
import { readParts } from './target/read-parts.ts'
import { toCallOptions } from './target/to-call-options.ts'
import { failureOf } from './target/to-provider-error.ts'

/**
 * An AI SDK language model (`LanguageModelV4`) as a chat model: a target of any balancer. Everything passes through:
 * settings, provider options and metadata, warnings, headers, bodies, raw chunks. Failures become a `ProviderError` that
 * holds neither prompt nor key.
 *
 * @throws TypeError when it is no model of this specification, or a setting is wrong
 */
export function fromAiSdk(model: LanguageModelV4, settings: FromAiSdkSettings = {}): ChatModel {
  const target = toAiSdkTarget(model, settings, {
    owner: 'fromAiSdk',
    wrap: 'wrapLanguageModel',
    call: 'doGenerate',
  })
  return {
    provider: target.provider,
    modelId: target.modelId,
    async generate(request, options = {}) {
      const ask = (): PromiseLike<LanguageModelV4GenerateResult> =>
        model.doGenerate(toCallOptions(request, options))
      const response = toResponse(target, await askModel({ target, request, options, ask }))
      options.report?.({ usage: toTokenUsage(response.usage) })
      return response
    },
    stream: (request, options = {}) =>
      abortableStream(options.signal, (signal) =>
        readParts({ model, target, request, options: { ...options, signal } }),
      ),
  }
}

/** @throws ProviderError when the answer is invalid */
function toResponse(target: AiSdkTarget, result: LanguageModelV4GenerateResult): ChatResponse {
  const { content, finishReason, request = {}, response = {} } = result
  const fault = faultOf(target, finishReason, isEmptyAnswer(result))
  if (fault !== undefined) throw fault
  for (const part of content) {
    if (part.type !== 'tool-call' || part.providerExecuted === true) continue
    const { toolCallId: id, toolName: name, input } = part
    if (toolCallContent({ id, name, input }, finishReason) !== undefined) continue
    throw failureOf(target, { kind: 'invalid-response', message: 'the model wrote a malformed tool call' })
  }
  return { ...result, text: textOf(result), request, response }
}
