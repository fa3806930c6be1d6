import type { Dialect, WireSettings } from '@llm-balancer/openai-compatible'
import { asText } from '@llm-balancer/provider'
import type { JsonObject } from '@llm-balancer/provider'

/**
 * xAI's words for efforts: none, low, medium and high, from Grok 4.6 on also xhigh.
 *
 * Source: https://docs.x.ai/docs/guides/reasoning (November 2026)
 */
export function effortsOf(model: string): NonNullable<Dialect['efforts']> {
  const most = /^grok-(4\.[6-9]|[5-9])/.test(model) ? 'xhigh' : 'high'
  return { minimal: 'low', xhigh: most, max: most }
}

/** What a model refuses: one that reasons takes no penalties and no stop sequences, and Grok 4.20 no effort. */
export function refusedSettings(body: JsonObject): Partial<Record<keyof WireSettings, string>> {
  const model = asText(body['model'])
  const effort = /^grok-4\.20(-\d{4})?-(non-)?reasoning$/.test(model)
    ? { reasoning_effort: 'the model takes no effort of reasoning' }
    : {}
  if (model.includes('non-reasoning')) return effort
  const reason = 'models that reason do not take it'
  return { ...effort, presence_penalty: reason, frequency_penalty: reason, stop: reason }
}
