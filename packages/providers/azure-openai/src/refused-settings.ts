import type { WireSettings } from '@llm-balancer/openai-compatible'

/**
 * What a model is known to refuse: those that reason take no sampling settings, unless they can be, and are, told not to
 * (https://learn.microsoft.com/azure/ai-foundry/openai/how-to/reasoning). A name that tells nothing refuses nothing.
 */
export function refusedSettings(model: string, effort: unknown): Partial<Record<keyof WireSettings, string>> {
  const [reasons, mayNot] = /^(?:o\d|gpt-5(?!\.)|gpt-(5\.|[6-9]|\d\d))(?!.*-chat)/i.exec(model) ?? []
  if (reasons === undefined || (mayNot !== undefined && effort === 'none')) return {}
  const why = `${model} does not take it while it reasons`
  return { temperature: why, top_p: why, presence_penalty: why, frequency_penalty: why }
}
