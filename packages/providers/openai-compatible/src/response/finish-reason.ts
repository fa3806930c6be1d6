import type { FinishReason } from '@llm-balancer/provider'
import type { Dialect } from '../dialect.ts'

/** The finish reasons servers of this format give. */
const common: Readonly<Record<string, FinishReason['unified']>> = {
  stop: 'stop',
  eos: 'stop',
  eos_token: 'stop',
  end_turn: 'stop',
  stop_sequence: 'stop',
  length: 'length',
  max_tokens: 'length',
  model_length: 'length',
  content_filter: 'content-filter',
  tool_calls: 'tool-calls',
  function_call: 'tool-calls',
  error: 'error',
}

/**
 * A vendor's finish reason in unified words. Some servers say `stop` where they hand over tool calls (vLLM with a forced
 * tool); that is `tool-calls`, too. A whole answer may come without one.
 */
export function finishReasonFrom(
  raw: string | undefined,
  hasToolCalls: boolean,
  dialect: Dialect,
): FinishReason {
  if (raw === undefined) return { unified: hasToolCalls ? 'tool-calls' : 'other', raw }
  const table = { ...common, ...dialect.finishReasons }
  const unified = Object.hasOwn(table, raw) ? (table[raw] ?? 'other') : 'other'
  return { unified: unified === 'stop' && hasToolCalls ? 'tool-calls' : unified, raw }
}
