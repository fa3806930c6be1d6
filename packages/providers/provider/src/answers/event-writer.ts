import type { JsonRecord } from '../read/json-record.ts'
import type { StreamPart } from '../chat/stream-part.ts'

/** What an answer in the format of a vendor's API needs beside what the model gave. */
export interface AnswerContext {
  /** The client's request; an answer names its model where the served one is not known. */
  readonly body: JsonRecord
  /** A new id, with the prefix of its kind: `msg_`. */
  readonly newId: (prefix: string) => string
  /** Unix time in ms. */
  readonly now: number
  /** Keeps what an answer carries, for clients that do not. */
  readonly keep: (answer: JsonRecord) => void
}

/** What a client is told of a failure: a sentence without secrets, and its kind or code in kebab case. */
export interface ToldFailure {
  readonly message: string
  readonly kind: string
}

/** Writes the events of a streamed answer, as texts of server-sent events. */
export interface EventWriter {
  /** The events for one part of the answer; empty for a part that adds nothing. */
  write(part: StreamPart): string
  /** The event by which a stream ends that has failed after its first content. */
  fail(failure: ToldFailure): string
}

/** One server-sent event. */
export function sse(data: object | string, event?: string): string {
  const text = typeof data === 'string' ? data : JSON.stringify(data)
  return `${event === undefined ? '' : `event: ${event}\n`}data: ${text}\n\n`
}
