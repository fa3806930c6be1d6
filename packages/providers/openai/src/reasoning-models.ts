import type { WireSettings } from '@llm-balancer/openai-compatible'
import type { JsonObject } from '@llm-balancer/provider'

/** What models that always reason refuse (OpenAI's guide to reasoning models). */
const sampling = ['temperature', 'top_p', 'presence_penalty', 'frequency_penalty'] as const

/**
 * Settings an OpenAI model is known to refuse, with the reason. The o-series and the GPT-5 and later families refuse
 * sampling settings, except GPT-5.1 and later when they are told not to reason; their chat variants are ordinary models.
 */
export function refusedSettings(body: JsonObject): Partial<Record<keyof WireSettings, string>> {
  const model = typeof body['model'] === 'string' ? modelName(body['model']) : ''
  if (!isReasoningModel(model)) return {}
  const refused: Partial<Record<keyof WireSettings, string>> = {}
  const mayTurnOff = /^gpt-(5\.|[6-9]|\d\d)/.test(model)
  if (!(mayTurnOff && body['reasoning_effort'] === 'none')) {
    for (const name of sampling) refused[name] = `${model} does not take it while it reasons`
  }
  if (/^(o3|o4-mini)\b/.test(model)) refused.stop = `${model} does not take it`
  return refused
}

/** The base model's name: a fine-tuned one is `ft:{base}:{…}`. */
function modelName(model: string): string {
  return model.startsWith('ft:') ? (model.split(':')[1] ?? '') : model
}

function isReasoningModel(model: string): boolean {
  return /^(o\d|codex-|gpt-([5-9]|\d\d))/.test(model) && !/-chat\b/.test(model)
}
