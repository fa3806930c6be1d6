import { imagePart } from '@llm-balancer/openai-compatible'
import type { Dialect, WireSettings } from '@llm-balancer/openai-compatible'
import { asRecord, asText } from '@llm-balancer/provider'
import type { JsonObject } from '@llm-balancer/provider'

/**
 * DeepSeek's API.
 *
 * Sources: https://api-docs.deepseek.com/api/create-chat-completion and its guide to the thinking mode (November 2026).
 */
export const deepseekDialect: Dialect = {
  provider: 'deepseek',
  baseURL: 'https://api.deepseek.com',
  needsKey: true,
  rename: { seed: null },
  // It thinks by default, hard or harder.
  efforts: {
    none: { thinking: { type: 'disabled' } },
    minimal: 'high',
    low: 'high',
    medium: 'high',
    xhigh: 'max',
  },
  refused: refusedSettings,
  filePart: imagePart,
  // In a conversation with tool calls it is an error to leave earlier reasoning out; in any other it is ignored.
  reasoningInput: 'reasoning_content',
  endsWithDone: true,
  // The limit is on requests in flight, and no header reports it.
  limitHeaders: [],
}

/** Settings that have no effect while a model thinks. A name that does not tell whether it does refuses nothing. */
function refusedSettings(body: JsonObject): Partial<Record<keyof WireSettings, string>> {
  const isThinkingModel = /^deepseek-(v\d|reasoner)/.test(asText(body['model']))
  const isOff = body['reasoning_effort'] === 'none' || asRecord(body['thinking'])['type'] === 'disabled'
  if (!isThinkingModel || isOff) return {}
  const reason = 'it has no effect while the model thinks'
  return { temperature: reason, top_p: reason, presence_penalty: reason, frequency_penalty: reason }
}
