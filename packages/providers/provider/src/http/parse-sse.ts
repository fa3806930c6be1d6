import { EventReader } from './event-reader.ts'
import type { SseEvent, SseOptions } from './event-reader.ts'

/**
 * Reads server-sent events (WHATWG HTML, section 9.2) from a body, one by one. Leaving the loop cancels the body.
 *
 * @throws SseOverflowError for an event beyond `maxEventChars`, the signal's reason, or what the body throws.
 */
export async function* parseSse(
  body: ReadableStream<Uint8Array>,
  options: SseOptions = {},
): AsyncGenerator<SseEvent, void, undefined> {
  const reader = new EventReader(body, options)
  try {
    for (let events = await reader.next(); events !== undefined; events = await reader.next()) yield* events
  } finally {
    reader.close()
  }
}

/** True for OpenAI's terminator: an event whose data is exactly `[DONE]`. */
export function isDone(event: SseEvent): boolean {
  return event.data === '[DONE]'
}
