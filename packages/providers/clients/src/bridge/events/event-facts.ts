import type { TokenUsage } from '@llm-balancer/core'
import { finishReasonFrom } from '@llm-balancer/openai-compatible'
import { isJsonRecord } from '@llm-balancer/provider'
import type { ChunkSigns, FailureKind, JsonRecord, SseEvent } from '@llm-balancer/provider'

/**
 * The meaning of one event of a streamed answer for the balancer. The event itself is forwarded to the outer client
 * unchanged, unless it would end an invalid answer or lacks what the outer client needs.
 */
export type EventFacts = {
  /** True for content: text, a tool call. @default false, preamble */
  readonly isContent?: boolean
  /** True when the answer is complete. @default false */
  readonly isFinal?: boolean
  /** How an answer with nothing in it has ended, in the words of chat models: the balancer may ask another target. */
  readonly finishReason?: 'content-filter'
  /** True for what is no event of the answer and would disturb the outer client: it is not forwarded. @default false */
  readonly isForeign?: boolean
  /** What the outer client gets in place of the event: the same with what its SDK needs and the server left out. @default the event */
  readonly completed?: JsonRecord | undefined
  readonly usage?: TokenUsage
  /** The answer's id, where answers are stored. */
  readonly answerId?: unknown
  /** The failure in it, in the form of an error's body. */
  readonly error?: JsonRecord
  /** True for an answer that refuses, in the form of an answer: the outer client gets it as it is. @default false */
  readonly isOuterForm?: boolean
  /** The reason why the answer that it ends is invalid. */
  readonly fault?: FailureKind
  /** That reason in words. @default the answer is empty, or ended before its finish */
  readonly words?: string
}

/** The fault of a stream in which a second answer begins. */
export const anotherAnswer: EventFacts = {
  fault: 'invalid-response',
  words: 'another answer began in the stream',
}

/** Reads the events of one stream in their order. */
export interface AnswerEvents {
  /** `data` is undefined for `[DONE]` alone. */
  read(event: SseEvent, data: JsonRecord | undefined): EventFacts
  /** True once the answer has certainly said how it ended: then silence ends it. */
  readonly isFinished: boolean
  /** How long silence has to last, in ms. @default 1000 */
  readonly graceMs?: number | undefined
  /** True when the close of the connection ends the answer: it has said how it ended, if only in a chunk like all others. @default false */
  readonly endsWithClose?: boolean
  /** What silence, or the close, makes of it: its end, or a fault. */
  end(): EventFacts
  /** The event with which such an answer ends, for an outer client that waits for it. @default none */
  readonly last?: SseEvent
}

/** Fields of a delta or a message that are not content. */
const labels: ReadonlySet<string> = new Set(['role', 'type', 'id', 'index', 'name', 'channel'])

/** Fields in which a server may write a number or a boolean instead of a text. */
const texts: ReadonlySet<string> = new Set([
  ...['content', 'text', 'reasoning', 'reasoning_content'],
  ...['thinking', 'partial_json'],
])

/** True for a delta, a block or a message with content. */
export function hasContent(piece: unknown): boolean {
  if (!isJsonRecord(piece)) return false
  return Object.entries(piece).some(([name, value]) => {
    if (labels.has(name) || value === null || value === undefined) return false
    if (typeof value === 'object') return Object.keys(value).length > 0
    return typeof value === 'string' ? value !== '' : texts.has(name)
  })
}

/** Fields of a delta that are thoughts. */
const thoughts: ReadonlySet<string> = new Set([
  ...['reasoning', 'reasoning_content', 'reasoning_details', 'reasoning_text'],
  ...['thinking', 'signature'],
])

/** What a delta, a block or a message says. */
export function saidIn(piece: unknown): ChunkSigns['said'] {
  if (!hasContent(piece)) return undefined
  const rest = Object.entries(piece as JsonRecord).filter(([name]) => !thoughts.has(name))
  return hasContent(Object.fromEntries(rest)) ? 'content' : 'thought'
}

/** True for the reason of an answer that may be empty: there was no room left, or the content was filtered. */
export function excusesEmptiness(reason: unknown): boolean {
  return /^(length|content-filter)$/.test(finishReasonFrom(reason, false).unified)
}

/** What an empty answer says that has ended for these reasons. */
export function filteredBy(reasons: readonly unknown[]): Pick<EventFacts, 'finishReason'> {
  const isFiltered =
    reasons.length > 0 &&
    reasons.every((reason) => finishReasonFrom(reason, false).unified === 'content-filter')
  return isFiltered ? { finishReason: 'content-filter' } : {}
}
