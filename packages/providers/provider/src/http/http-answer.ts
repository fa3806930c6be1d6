import type { SseEvent } from './parse-sse.ts'

/** What every good answer comes with. */
export interface HttpAnswer {
  /** Where the request went, without its query. */
  readonly url: string
  readonly status: number
  /** Names are lower-case. */
  readonly headers: Record<string, string>
}

/** A parsed JSON object whose fields are still to be looked at. */
export type JsonRecord = Readonly<Record<string, unknown>>

/** A good answer that is a JSON object. */
export interface JsonAnswer extends HttpAnswer {
  readonly body: JsonRecord
}

/** A good answer that is a stream of events. */
export interface EventAnswer extends HttpAnswer {
  /** The events, to be read once. Leaving the loop closes the connection. */
  readonly events: AsyncIterable<SseEvent>
  /** Closes the connection. Call it when the events may not have been read to their end; any number of times. */
  close(): void
}
