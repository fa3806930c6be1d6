import type { LanguageModelV4, LanguageModelV4GenerateResult } from '@ai-sdk/provider'
import {
  abortableStream,
  isEmptyAnswer,
  textOf,
  toTokenUsage,
  withBrokenInputs,
} from '@llm-balancer/provider'
import type { ChatModel, ChatRequest, ChatResponse } from '@llm-balancer/provider'
import { toAiSdkTarget } from './target/ai-sdk-target.ts'
import type { AiSdkTarget, FromAiSdkSettings } from './target/ai-sdk-target.ts'
import { askModel } from './target/ask-model.ts'
import { faultOf, malformedCall } from './target/fault-of.ts'
import { isCallersCall, readCall, reasonOf } from './target/read-call.ts'
import { readParts } from './target/read-parts.ts'
import { toCallOptions, withoutStore } from './target/to-call-options.ts'

/**
 * An AI SDK language model (`LanguageModelV4`) as a chat model: a target of any balancer. Everything passes through:
 * settings, provider options and metadata, warnings, headers, bodies, raw chunks. Failures become a `ProviderError` that
 * holds neither prompt nor key. A model of OpenAI's Responses stores nothing unless its options say so, so that the next turn may go to any
 * account.
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
        model.doGenerate(toCallOptions(withoutStore(request, target.provider), options))
      const response = toResponse(target, request, await askModel({ target, request, options, ask }))
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
function toResponse(
  target: AiSdkTarget,
  asked: ChatRequest,
  result: LanguageModelV4GenerateResult,
): ChatResponse {
  const { finishReason: given, request = {}, response = {} } = result
  const fault = faultOf(target, given, isEmptyAnswer(result))
  if (fault !== undefined) throw fault
  const content = result.content.map((part) => {
    const read = part.type === 'tool-call' ? readCall(part, asked, given) : part
    if (read === undefined) throw malformedCall(target)
    return read
  })
  const warnings = withBrokenInputs(result.warnings, asked)
  const finishReason = reasonOf(given, content.some(isCallersCall))
  return { ...result, content, finishReason, warnings, text: textOf({ content }), request, response }
}
