import { createParser } from 'eventsource-parser'
import { ErrorField } from './error-field.ts'
import type { SseEvent } from './event-reader.ts'
import { isDone } from './parse-sse.ts'

/** True for a text that begins as a stream of events does: with a field or a comment. */
export function isEventStream(text: string): boolean {
  return /^\s*(data|event|id|retry)?:/.test(text)
}

/** The events of a whole text, up to the terminator. What has come of an unfinished event is one as well. */
export function eventsIn(text: string): SseEvent[] {
  const events: SseEvent[] = []
  let isCut = false
  const parser = createParser({
    onEvent: ({ event, data }) => {
      events.push({ ...(event === undefined ? {} : { event }), data, ...(isCut ? { cut: true } : {}) })
    },
  })
  parser.feed(new ErrorField().rewrite(text))
  isCut = true
  parser.feed('\n\n')
  const last = events.findIndex(isDone)
  return last === -1 ? events : events.slice(0, last + 1)
}
