import type { WireSettings } from '@llm-balancer/openai-compatible'
import { asText, compact } from '@llm-balancer/provider'
import type { JsonObject } from '@llm-balancer/provider'

/** How hard a model thinks. */
export type Effort = NonNullable<WireSettings['reasoning_effort']>

/** From the least to the most. */
const efforts: readonly Effort[] = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max']

/**
 * The least and the most effort of models; none for those that do not reason. The first row that matches a name counts.
 * Sources: OpenAI's guides to reasoning and to its latest models, and the API's answers to unsupported efforts
 * (November 2026).
 */
const families: readonly (readonly [RegExp, Effort?, Effort?])[] = [
  [/^(gpt-[34]|chatgpt-|gpt.*-chat\b)/],
  [/^o\d/, 'low', 'high'],
  [/^gpt-5-pro/, 'high', 'high'],
  [/^gpt-\d.*-pro\b/, 'medium', 'xhigh'],
  [/^gpt-5\.(1-codex-max|[2-9].*codex)/, 'low', 'xhigh'],
  [/^(gpt-5.*)?codex/, 'low', 'high'],
  [/^gpt-5\.1\b/, 'none', 'high'],
  [/^gpt-5\.[2-5]\b/, 'none', 'xhigh'],
  [/^gpt-(5\.|6-(sol|luna))/, 'none', 'max'],
  [/^gpt-5/, 'minimal', 'high'],
  [/^gpt-\d/, 'low', 'max'],
]

/** True for a model that is known to think before it answers. */
export function isReasoningModel(modelId: string): boolean {
  return familyOf(modelId)?.[1] !== undefined
}

/**
 * Maps every effort to the nearest one that a model takes. `none` is not sent to a model that does not reason, and a model
 * with an unknown name gets every effort unchanged.
 */
export function effortsOf(modelId: string): Partial<Record<Effort, Effort | JsonObject>> {
  const [names, least, most] = familyOf(modelId) ?? []
  if (least === undefined || most === undefined) return names === undefined ? {} : { none: {} }
  const nearest = efforts.map((effort, place): [Effort, Effort] => {
    if (place < efforts.indexOf(least)) return [effort, least]
    // Only the first models of GPT-5 have an effort between none and low.
    if (effort === 'minimal' && least !== effort) return [effort, 'low']
    return [effort, place > efforts.indexOf(most) ? most : effort]
  })
  return Object.fromEntries(nearest)
}

/** Settings an OpenAI model is known to refuse, with the reason. From GPT-5.1 on a model may be told not to reason. */
export function refusedSettings(body: JsonObject): Partial<Record<keyof WireSettings, string>> {
  const model = baseOf(body['model'])
  const { reasoning_effort: effort } = body
  const [names, least] = familyOf(model) ?? []
  const isPlain = names !== undefined && least === undefined
  const isSampling = least === undefined || (least === 'none' && effort === least)
  const sampling = isSampling ? undefined : 'the model does not take it while it reasons'
  return compact({
    temperature: sampling,
    top_p: sampling,
    presence_penalty: sampling,
    frequency_penalty: sampling,
    stop: /^o[34]/.test(model) ? 'the model does not take it' : undefined,
    reasoning_effort: isPlain && effort !== 'none' ? 'the model does not reason' : undefined,
  })
}

function familyOf(modelId: string): (typeof families)[number] | undefined {
  const base = baseOf(modelId)
  return families.find(([names]) => names.test(base))
}

/** The base model's name: a fine-tuned one is `ft:{base}:{…}`. Takes any value, because it runs before settings are checked. */
function baseOf(modelId: unknown): string {
  return asText(modelId).replace(/^ft:([^:]*).*/, '$1')
}
