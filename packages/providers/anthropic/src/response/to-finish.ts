import { compact, isJsonRecord, toMetadata } from '@llm-balancer/provider'
import type { Completion, FinishReason, JsonRecord } from '@llm-balancer/provider'
import { usageOf } from './usage-of.ts'

/** How an answer ended, in unified and in the vendor's own fields. */
export type Finish = Pick<Completion, 'finishReason' | 'usage' | 'providerMetadata'>

/** `pause_turn` and `compaction` are `stop` too: the caller sends the answer back, and the model continues. */
const reasons: ReadonlyMap<unknown, FinishReason['unified']> = new Map([
  ['end_turn', 'stop'],
  ['stop_sequence', 'stop'],
  ['pause_turn', 'stop'],
  ['compaction', 'stop'],
  ['tool_use', 'tool-calls'],
  ['max_tokens', 'length'],
  ['model_context_window_exceeded', 'length'],
  ['refusal', 'content-filter'],
] as const)

/** Reasons that count even if the answer has calls. */
const endings = /^(length|content-filter)$/

/**
 * Reads how an answer ended from the whole message. Servers that are not Anthropic's may give calls another reason. What the unified
 * fields cannot express becomes metadata.
 */
export function toFinish(message: JsonRecord, hasCalls = false): Finish {
  const {
    id: _,
    type: _type,
    role: _role,
    model: _model,
    content: _content,
    stop_reason,
    usage,
    ...own
  } = message
  const account = isJsonRecord(usage) ? usage : {}
  const unified = reasons.get(stop_reason) ?? 'other'
  return compact({
    finishReason: {
      unified: hasCalls && !endings.test(unified) ? 'tool-calls' : unified,
      raw: typeof stop_reason === 'string' ? stop_reason : undefined,
    },
    usage: usageOf(account),
    providerMetadata: toMetadata('anthropic', { ...own, service_tier: account['service_tier'] }),
  })
}
