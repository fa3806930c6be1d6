import type { ChatModel, ChatRequest, ProviderOptions } from '@llm-balancer/provider'
import type { ProviderDefaults } from '../options/provider-settings.ts'

/** A model that fills in what a request leaves open. */
export function withDefaults(model: ChatModel, defaults: ProviderDefaults | undefined): ChatModel {
  if (defaults === undefined) return model
  const { provider, modelId } = model
  return {
    provider,
    modelId,
    generate: (request, call) => model.generate(filled(request, defaults), call),
    stream: (request, call) => model.stream(filled(request, defaults), call),
    ...(model.probe === undefined ? {} : { probe: (call) => model.probe?.(call) ?? Promise.resolve() }),
  }
}

function filled(request: ChatRequest, defaults: ProviderDefaults): ChatRequest {
  const maxOutputTokens = request.maxOutputTokens ?? defaults.maxOutputTokens
  const temperature = request.temperature ?? defaults.temperature
  const providerOptions = merged(defaults.providerOptions, request.providerOptions)
  return {
    ...request,
    ...(maxOutputTokens === undefined ? {} : { maxOutputTokens }),
    ...(temperature === undefined ? {} : { temperature }),
    ...(providerOptions === undefined ? {} : { providerOptions }),
  }
}

/** The options of each vendor, those of the request over the defaults, name by name. */
function merged(
  defaults: ProviderOptions | undefined,
  own: ProviderOptions | undefined,
): ProviderOptions | undefined {
  if (defaults === undefined || own === undefined) return own ?? defaults
  const vendors = Object.keys({ ...defaults, ...own })
  return Object.fromEntries(vendors.map((vendor) => [vendor, { ...defaults[vendor], ...own[vendor] }]))
}
