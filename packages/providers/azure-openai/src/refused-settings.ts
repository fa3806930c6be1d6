import type { WireSettings } from '@llm-balancer/openai-compatible'

/**
 * The settings that a model is known to refuse: one that reasons takes no sampling settings, unless its reasoning is off
 * (https://learn.microsoft.com/azure/ai-foundry/openai/how-to/reasoning). An unknown name refuses nothing.
 */
export function refusedSettings(model: string, effort: unknown): Partial<Record<keyof WireSettings, string>> {
  const [reasons, mayNot] = /^(?:o\d|gpt-5(?!\.)|gpt-(5\.|[6-9]|\d\d))(?!.*-chat)/i.exec(model) ?? []
  if (reasons === undefined || (mayNot !== undefined && effort === 'none')) return {}
  const why = `${model} does not take it while it reasons`
  return { temperature: why, top_p: why, presence_penalty: why, frequency_penalty: why }
}
