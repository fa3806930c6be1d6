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

/** Reads how an answer ended from the whole message. What the unified fields cannot express becomes metadata. */
export function toFinish(message: JsonRecord): Finish {
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
  return compact({
    finishReason: {
      unified: reasons.get(stop_reason) ?? 'other',
      raw: typeof stop_reason === 'string' ? stop_reason : undefined,
    },
    usage: usageOf(account),
    providerMetadata: toMetadata('anthropic', { ...own, service_tier: account['service_tier'] }),
  })
}
