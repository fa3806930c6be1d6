import type { ChatRequest, JsonObject, Warn, Warning } from '@llm-balancer/provider'
import type { Dialect } from '../dialect.ts'
import type { WireSettings } from '../wire.ts'

/** The settings of the wire, and what they are in a {@link ChatRequest}. */
const features = {
  max_tokens: 'maxOutputTokens',
  temperature: 'temperature',
  top_p: 'topP',
  top_k: 'topK',
  presence_penalty: 'presencePenalty',
  frequency_penalty: 'frequencyPenalty',
  stop: 'stopSequences',
  seed: 'seed',
  reasoning_effort: 'reasoning',
} as const satisfies Record<keyof WireSettings, keyof ChatRequest>

const names = Object.keys(features) as (keyof WireSettings)[]

/** What {@link wireSettings} has to know. */
export type SettingsContext = {
  readonly dialect: Dialect
  /** The model and the caller's own options, for what depends on them. */
  readonly fixed: JsonObject
  readonly warn: Warn
  readonly warnings: Warning[]
}

/** The settings of a request as the vendor calls them. What it has no name for, or the model refuses, becomes a warning. */
export function wireSettings(request: ChatRequest, context: SettingsContext): JsonObject {
  const { dialect, warn } = context
  const given = givenSettings(request)
  if (Object.keys(given).length === 0) return given
  const refused = dialect.refused?.({ ...given, ...context.fixed }) ?? {}
  const rename = { top_k: null, ...dialect.rename }
  const wire: Record<string, JsonObject[string]> = {}
  for (const name of names) {
    const value = given[name]
    if (value === undefined) continue
    const { [name]: wireName = name } = rename
    if (wireName === null || refused[name] !== undefined) warn(features[name], refused[name])
    else if (name === 'reasoning_effort' && typeof value === 'string') {
      Object.assign(wire, effort(value, wireName, context))
    } else wire[wireName] = value
  }
  return wire
}

/** The settings that are given and ask for something. */
function givenSettings(request: ChatRequest): JsonObject {
  // Name by name: to look up names in a loop that a request mostly lacks takes four times as long.
  const asked: Record<keyof WireSettings, JsonObject[string] | undefined> = {
    max_tokens: request.maxOutputTokens,
    temperature: request.temperature,
    top_p: request.topP,
    top_k: request.topK,
    presence_penalty: request.presencePenalty,
    frequency_penalty: request.frequencyPenalty,
    stop: request.stopSequences,
    seed: request.seed,
    reasoning_effort: request.reasoning,
  }
  const given: Record<string, JsonObject[string]> = {}
  for (const name of names) {
    const value = asked[name]
    if (value === undefined || value === 'provider-default') continue
    if (!Array.isArray(value) || value.length > 0) given[name] = value
  }
  return given
}

function effort(asked: string, wireName: string, { dialect, warnings }: SettingsContext): JsonObject {
  const { efforts = {} } = dialect
  const word = efforts[asked as keyof typeof efforts] ?? asked
  if (typeof word === 'object') return word
  if (word !== asked) {
    warnings.push({ type: 'compatibility', feature: 'reasoning', details: `${asked} is sent as ${word}` })
  }
  return { [wireName]: word }
}
