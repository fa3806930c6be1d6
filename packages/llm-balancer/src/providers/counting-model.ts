import { toTokenUsage } from '@llm-balancer/provider'
import type { ChatModel, ChatRequest, ChatResponse } from '@llm-balancer/provider'
import { estimateTokens } from '@llm-balancer/rate-limit'
import type { VendorRegistry } from '../entries/entry-environment.ts'
import { tokensOfRequest } from '../requests/expected-tokens.ts'

/** The same vendors; their models estimate what is not reported. */
export function countingVendors(known: VendorRegistry): VendorRegistry {
  return {
    types: known.types,
    find(type) {
      const vendor = known.find(type)
      return vendor && { ...vendor, chat: (settings) => countingModel(vendor.chat(settings)) }
    },
  }
}

/** A model that estimates the tokens of whole answers where its vendor does not report them. */
function countingModel(model: ChatModel): ChatModel {
  return {
    provider: model.provider,
    modelId: model.modelId,
    ...(model.probe === undefined ? {} : { probe: (options) => model.probe?.(options) ?? Promise.resolve() }),
    stream: (request, options) => model.stream(request, options),
    async generate(request, options) {
      const response = await model.generate(request, options)
      const usage = estimatedUsage(request, response)
      if (usage === undefined) return response
      options?.report?.({ usage: toTokenUsage(usage) })
      return { ...response, usage }
    },
  }
}

/** Undefined where the vendor has reported both numbers. */
function estimatedUsage(
  request: ChatRequest,
  { usage, text }: ChatResponse,
): ChatResponse['usage'] | undefined {
  const { inputTokens, outputTokens } = usage
  if (inputTokens.total !== undefined && outputTokens.total !== undefined) return undefined
  return {
    ...usage,
    inputTokens: { ...inputTokens, total: inputTokens.total ?? tokensOfRequest(request) },
    outputTokens: { ...outputTokens, total: outputTokens.total ?? estimateTokens(text) },
  }
}
