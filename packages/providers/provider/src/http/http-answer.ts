import type { JsonRecord } from '../read/json-record.ts'
import type { SseEvent } from './event-reader.ts'

/** The parts that every good answer has. */
export interface HttpAnswer {
  /** The address of the request, without its query. */
  readonly url: string
  readonly status: number
  /** Names are lower-case. */
  readonly headers: Record<string, string>
}

/** A good answer that is a JSON object. */
export interface JsonAnswer extends HttpAnswer {
  readonly body: JsonRecord
}

/** A good answer that came as events although a whole one was asked for. */
export interface EventList extends HttpAnswer {
  /** The events, up to the terminator. */
  readonly events: readonly SseEvent[]
}

/** A good answer that is a stream of events. */
export interface EventAnswer extends HttpAnswer {
  /**
   * The events that come next, as many as are there, or undefined at the end.
   *
   * @throws ProviderError, or the signal's reason
   */
  next(): Promise<readonly SseEvent[] | undefined>
  /** What `use` makes of them, without a promise for the events themselves. @throws the same, and what `use` throws */
  read<Value>(use: (events: readonly SseEvent[] | undefined) => Value): Promise<Value>
  /**
   * The {@link next} events after an answer has given its finish: `silence` when nothing comes within a second, and the connection is closed then.
   *
   * @param graceMs how long to wait instead, in ms
   * @throws ProviderError, or the signal's reason
   */
  nextOrSilence(graceMs?: number): Promise<readonly SseEvent[] | 'silence' | undefined>
  /** The events one by one, to be read once. Leaving the loop closes the connection. */
  readonly events: AsyncIterable<SseEvent>
  /** Closes the connection. Call it when the events may not have been read to their end; any number of times. */
  close(): void
}
