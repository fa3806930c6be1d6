import type { FinishReason } from '@llm-balancer/provider'
import type { Dialect } from '../dialect.ts'

const words: Readonly<Partial<Record<FinishReason['unified'], readonly string[]>>> = {
  stop: ['stop', 'eos', 'eos_token', 'end_turn', 'stop_sequence', 'complete'],
  length: [
    'length',
    'max_tokens',
    'max_output_tokens',
    'model_length',
    'model_context_window_exceeded',
    'error_limit',
  ],
  // Gemini's and Zhipu's words too, which gateways before them hand on.
  'content-filter': [
    ...['content_filter', 'refusal', 'sensitive', 'error_toxic'],
    ...['safety', 'recitation', 'blocklist', 'prohibited_content', 'spii', 'image_safety'],
  ],
  'tool-calls': ['tool_calls', 'tool_call', 'tool_use', 'function_call'],
  // vLLM and SGLang gave up on the request; DeepSeek ran out of room for it; the server behind a gateway was lost.
  error: [
    ...['error', 'abort', 'insufficient_system_resource', 'network_error', 'timeout', 'user_cancel'],
    'malformed_function_call',
  ],
}

/** The finish reasons servers of this format give, in small letters. */
const common: ReadonlyMap<string, FinishReason['unified']> = new Map(
  Object.entries(words).flatMap(([unified, all]) =>
    all.map((word) => [word, unified as FinishReason['unified']] as const),
  ),
)

/**
 * A vendor's finish reason in unified words. Some servers send `stop`, or a word of their own, with tool calls (vLLM with a forced
 * tool); that is `tool-calls`, too. A whole answer may come without one.
 */
export function finishReasonFrom(
  reason: unknown,
  hasToolCalls: boolean,
  { finishReasons = {} }: Pick<Dialect, 'finishReasons'> = {},
): FinishReason {
  const raw = typeof reason === 'string' ? reason : undefined
  const own = Object.hasOwn(finishReasons, raw ?? '') ? finishReasons[raw ?? ''] : undefined
  const unified = own ?? common.get((raw ?? '').toLowerCase()) ?? 'other'
  const saysNothing = unified === 'stop' || unified === 'other'
  return { unified: saysNothing && hasToolCalls ? 'tool-calls' : unified, raw }
}
