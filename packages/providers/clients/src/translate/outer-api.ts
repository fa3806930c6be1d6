import type { ChatRequest, ChatResponse, JsonRecord, StreamPart, Warning } from '@llm-balancer/provider'

/** A request of an outer client as any vendor's model takes it. */
export interface TranslatedRequest {
  readonly request: ChatRequest
  /** Calls with the same key should land on the same target. */
  readonly affinityKey?: string | undefined
}

/** What an answer needs beside what the target gave. */
export interface AnswerContext {
  /** The outer client's request. */
  readonly body: JsonRecord
  /** A new id, with the prefix of its kind: `msg_`. */
  readonly newId: (prefix: string) => string
  /** Unix time in ms. */
  readonly now: number
  /** Keeps what an answer carries, for clients that do not. */
  readonly keep: (answer: JsonRecord) => void
}

/** Writes the events of a streamed answer, as texts of server-sent events. */
export interface EventWriter {
  /** The events for one part of the answer. */
  write(part: StreamPart): string
  /** The event by which a stream ends that has failed after its first content. */
  fail(failure: { readonly message: string; readonly kind: string }): string
}

/** One API of an outer client, in whose form requests come and answers go. */
export interface OuterApi {
  /** @throws TypeError naming what cannot be translated */
  read(body: JsonRecord): TranslatedRequest
  /** A whole answer. */
  whole(response: ChatResponse, context: AnswerContext): object
  /** Begins a streamed answer. */
  open(context: AnswerContext): EventWriter
}

/** One server-sent event. */
export function sse(data: object | string, event?: string): string {
  const text = typeof data === 'string' ? data : JSON.stringify(data)
  return `${event === undefined ? '' : `event: ${event}\n`}data: ${text}\n\n`
}

/** The names of what targets left out or replaced, for a header. */
export function warningNames(warnings: readonly Warning[]): string {
  const names = warnings.map((warning) =>
    'feature' in warning ? warning.feature : warning.type === 'deprecated' ? warning.setting : warning.type,
  )
  return [...new Set(names.map((name) => name.replaceAll(/[^\w .-]/g, '')))].join(', ')
}
