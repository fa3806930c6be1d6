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
  // vLLM and SGLang gave up on the request; DeepSeek ran out of room for it.
  abort: 'error',
  insufficient_system_resource: 'error',
}

/**
 * A vendor's finish reason in unified words. Some servers send `stop`, or a word of their own, with tool calls (vLLM with a forced
 * tool); that is `tool-calls`, too. A whole answer may come without one.
 */
export function finishReasonFrom(reason: unknown, hasToolCalls: boolean, dialect: Dialect): FinishReason {
  const raw = typeof reason === 'string' ? reason : undefined
  const table = [dialect.finishReasons ?? {}, common].find((each) => Object.hasOwn(each, raw ?? ''))
  const unified = table?.[raw ?? ''] ?? 'other'
  const saysNothing = unified === 'stop' || unified === 'other'
  return { unified: saysNothing && hasToolCalls ? 'tool-calls' : unified, raw }
}
