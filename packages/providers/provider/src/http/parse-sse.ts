import { createParser } from 'eventsource-parser'
import { readChunks } from './read-chunks.ts'

/** One server-sent event. */
export type SseEvent = {
  /** The `event:` field, where there is one. */
  readonly event?: string
  /** The `data:` lines, joined. */
  readonly data: string
  /** True when the stream ended before the event did: `data` may be half of what it should be. */
  readonly cut?: boolean
}

/** What {@link parseSse} may be told. */
export type SseOptions = {
  readonly signal?: AbortSignal | undefined
  /** Most characters an unfinished event may have. @default 8 388 608 */
  readonly maxEventChars?: number | undefined
}

/** An event of a stream was longer than allowed. */
export class SseOverflowError extends Error {
  override readonly name = 'SseOverflowError'
}

/**
 * Reads server-sent events (WHATWG HTML, section 9.2) from a body: any line ends, comments, and characters split over
 * chunks at any byte. Pull-driven; leaving the loop cancels the body.
 *
 * @throws SseOverflowError for an event beyond `maxEventChars`, the signal's reason, or what the body throws.
 */
export async function* parseSse(
  body: ReadableStream<Uint8Array>,
  options: SseOptions = {},
): AsyncGenerator<SseEvent, void, undefined> {
  const { signal, maxEventChars = 8 * 1024 * 1024 } = options
  const events: SseEvent[] = []
  const state = { overflow: false }
  const parser = createParser({
    maxBufferSize: maxEventChars,
    onEvent: ({ event, data }) => events.push(event === undefined ? { data } : { event, data }),
    onError: ({ type }) => {
      state.overflow ||= type === 'max-buffer-size-exceeded'
    },
  })
  const decoder = new TextDecoder()
  for await (const chunk of readChunks(body, signal)) {
    parser.feed(decoder.decode(chunk, { stream: true }))
    yield* events.splice(0)
    if (state.overflow) throw new SseOverflowError(`an event is longer than ${maxEventChars} characters`)
  }
  parser.feed(`${decoder.decode()}\n\n`)
  yield* events.splice(0).map((event) => ({ ...event, cut: true }))
}

/** True for OpenAI's terminator: an event whose data is exactly `[DONE]`. */
export function isDone(event: SseEvent): boolean {
  return event.data === '[DONE]'
}
