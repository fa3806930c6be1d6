import type { TokenPrice } from '@llm-balancer/core'
import { readProperty } from '@llm-balancer/core/options'
import type { CallOptions, ChatModel, ChatRequest } from '@llm-balancer/provider'
import type { KnownModels } from './known-models.ts'

/**
 * A model that says what a call costs when its `providerOptions` name another model of the same vendor: the prices of the target are
 * those of its own. They are not known where the catalogue does not know that model.
 */
export function pricedModel(model: ChatModel, catalogue: KnownModels | undefined): ChatModel {
  const { provider, modelId } = model
  const price = ({ providerOptions }: ChatRequest, call: CallOptions | undefined): void => {
    const asked = readProperty(readProperty(providerOptions, provider), 'model')
    if (typeof asked === 'string' && asked !== modelId)
      call?.report?.({ prices: pricesOf(catalogue, { provider, model: asked }) })
  }
  return {
    provider,
    modelId,
    generate(request, call) {
      price(request, call)
      return model.generate(request, call)
    },
    stream(request, call) {
      price(request, call)
      return model.stream(request, call)
    },
    ...(model.probe === undefined ? {} : { probe: (call) => model.probe?.(call) ?? Promise.resolve() }),
  }
}

/** `{}` when they are not known, also where a catalogue of the user's own throws. */
function pricesOf(catalogue: KnownModels | undefined, name: Parameters<KnownModels['find']>[0]): TokenPrice {
  try {
    return catalogue?.find(name)?.cost ?? {}
  } catch {
    return {}
  }
}
