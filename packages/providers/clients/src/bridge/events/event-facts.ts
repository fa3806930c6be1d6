import type { TokenUsage } from '@llm-balancer/core'
import { isJsonRecord } from '@llm-balancer/provider'
import type { FailureKind, JsonRecord, SseEvent } from '@llm-balancer/provider'

/**
 * What one event of a streamed answer means to the balancer. The event itself goes on to the outer client untouched, unless
 * it would end an answer that is none.
 */
export type EventFacts = {
  /** True when the consumer would notice it: text, a tool call. @default false, preamble */
  readonly isContent?: boolean
  /** True when the answer is whole now. @default false */
  readonly isFinal?: boolean
  readonly usage?: TokenUsage
  /** The answer's id, where answers are kept. */
  readonly answerId?: unknown
  /** The failure it tells of, as an error's body would have it. */
  readonly error?: JsonRecord
  /** What is wrong with an answer that it would end. */
  readonly fault?: FailureKind
}

/** Reads the events of one stream in their order. `data` is undefined for `[DONE]` alone. */
export type EventReader = (event: SseEvent, data: JsonRecord | undefined) => EventFacts

/** Fields of a delta or a message that say nothing by themselves. */
const labels: ReadonlySet<string> = new Set(['role', 'type', 'id', 'index', 'name', 'channel'])

/** True for a delta, a block or a message in which there is anything. */
export function saysSomething(piece: unknown): boolean {
  if (!isJsonRecord(piece)) return false
  return Object.entries(piece).some(([name, value]) => {
    if (labels.has(name) || value === null) return false
    return typeof value === 'object'
      ? Object.keys(value).length > 0
      : typeof value === 'string' && value !== ''
  })
}
