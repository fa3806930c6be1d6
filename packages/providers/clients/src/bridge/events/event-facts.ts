import type { TokenUsage } from '@llm-balancer/core'
import { isJsonRecord } from '@llm-balancer/provider'
import type { FailureKind, JsonRecord, SseEvent } from '@llm-balancer/provider'

/**
 * The meaning of one event of a streamed answer for the balancer. The event itself is forwarded to the outer client
 * unchanged, unless it would end an invalid answer.
 */
export type EventFacts = {
  /** True for content: text, a tool call. @default false, preamble */
  readonly isContent?: boolean
  /** True when the answer is complete. @default false */
  readonly isFinal?: boolean
  readonly usage?: TokenUsage
  /** The answer's id, where answers are stored. */
  readonly answerId?: unknown
  /** The failure in it, in the form of an error's body. */
  readonly error?: JsonRecord
  /** The reason why the answer that it ends is invalid. */
  readonly fault?: FailureKind
}

/** Reads the events of one stream in their order. `data` is undefined for `[DONE]` alone. */
export type EventReader = (event: SseEvent, data: JsonRecord | undefined) => EventFacts

/** Fields of a delta or a message that are not content. */
const labels: ReadonlySet<string> = new Set(['role', 'type', 'id', 'index', 'name', 'channel'])

/** True for a delta, a block or a message with content. */
export function hasContent(piece: unknown): boolean {
  if (!isJsonRecord(piece)) return false
  return Object.entries(piece).some(([name, value]) => {
    if (labels.has(name) || value === null) return false
    return typeof value === 'object'
      ? Object.keys(value).length > 0
      : typeof value === 'string' && value !== ''
  })
}
