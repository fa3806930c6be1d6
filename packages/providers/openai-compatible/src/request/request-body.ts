import { collectWarnings, ownOptions } from '@llm-balancer/provider'
import type { ChatRequest, JsonObject, Warning } from '@llm-balancer/provider'
import type { Dialect } from '../dialect.ts'
import type { WireRequest, WireSettings } from '../wire.ts'
import { wireMessages } from './messages.ts'
import { wireResponseFormat, wireTools } from './tools.ts'

/** What is asked of {@link requestBody}. */
export type BodyQuestion = {
  readonly modelId: string
  readonly request: ChatRequest
  readonly dialect: Dialect
  readonly stream: boolean
}

/** The names of settings in a {@link ChatRequest}, for warnings. */
const features: Readonly<Record<keyof WireSettings, string>> = {
  max_tokens: 'maxOutputTokens',
  temperature: 'temperature',
  top_p: 'topP',
  top_k: 'topK',
  presence_penalty: 'presencePenalty',
  frequency_penalty: 'frequencyPenalty',
  stop: 'stopSequences',
  seed: 'seed',
  reasoning_effort: 'reasoning',
}

/** The body of a request, and what of the request it could not say. */
export function requestBody({ modelId, request, dialect, stream }: BodyQuestion): {
  readonly body: object
  readonly warnings: Warning[]
} {
  const { provider } = dialect
  const { warnings, warn } = collectWarnings()
  const toolCallId = dialect.toolCallId ?? ((id: string) => id)
  const format = wireResponseFormat(request.responseFormat)
  const fixed: WireRequest = {
    model: modelId,
    messages: wireMessages(request.messages, { provider, warn, toolCallId }),
    ...wireTools(request, { provider, warn }),
    ...(format === undefined ? {} : { response_format: format }),
  }
  const own = ownOptions(provider, request.providerOptions)
  const settings = wireSettings(request)
  const refused = dialect.refused?.({ model: modelId, ...settings, ...own }) ?? {}
  const rename = { top_k: null, ...dialect.rename }
  const named: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(settings) as [keyof WireSettings, unknown][]) {
    const wireName = rename[name] === undefined ? name : rename[name]
    const reason = refused[name]
    if (wireName !== null && reason === undefined) named[wireName] = value
    else warn(features[name], reason)
  }
  return { body: { ...fixed, ...named, ...streaming(stream, dialect), ...own }, warnings }
}

/** The settings of a request that are given, under their usual names. */
function wireSettings(request: ChatRequest): WireSettings & JsonObject {
  const { maxOutputTokens, temperature, topP, topK, presencePenalty, frequencyPenalty, seed } = request
  const { stopSequences, reasoning } = request
  return {
    ...(maxOutputTokens === undefined ? {} : { max_tokens: maxOutputTokens }),
    ...(temperature === undefined ? {} : { temperature }),
    ...(topP === undefined ? {} : { top_p: topP }),
    ...(topK === undefined ? {} : { top_k: topK }),
    ...(presencePenalty === undefined ? {} : { presence_penalty: presencePenalty }),
    ...(frequencyPenalty === undefined ? {} : { frequency_penalty: frequencyPenalty }),
    ...(stopSequences === undefined || stopSequences.length === 0 ? {} : { stop: [...stopSequences] }),
    ...(seed === undefined ? {} : { seed }),
    ...(reasoning === undefined || reasoning === 'provider-default' ? {} : { reasoning_effort: reasoning }),
  }
}

function streaming(stream: boolean, dialect: Dialect): object {
  if (!stream) return {}
  return dialect.streamUsage === false
    ? { stream: true }
    : { stream: true, stream_options: { include_usage: true } }
}
