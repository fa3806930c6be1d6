import { hasError } from '../read/has-error.ts'
import { parseJsonObject, type JsonRecord } from '../read/json-record.ts'
import type { SseEvent } from './event-reader.ts'
import type { HttpAnswer } from './http-answer.ts'
import type { HttpClient } from './http-client.ts'
import { isDone } from './parse-sse.ts'

/**
 * An event of a streamed answer as a JSON object; undefined for an empty one, for `[DONE]`, and for half an event, which is
 * a stream's last.
 *
 * @throws ProviderError what an event means that is an error, or `invalid-response` for one that is no JSON object.
 */
export function jsonOfEvent(event: SseEvent, http: HttpClient, answer: HttpAnswer): JsonRecord | undefined {
  const { data, event: name, cut } = event
  const object = parseJsonObject(data) ?? onlyObjectIn(data)
  if (object === undefined && (isDone(event) || cut === true)) return undefined
  if (name === 'error' || (object !== undefined && hasError(object))) {
    throw http.classify(object ?? data, answer)
  }
  if (object === undefined && data.trim() !== '') throw http.failure('invalid-response', answer)
  return object
}

/** Gemini may put an error into a list. */
function onlyObjectIn(data: string): JsonRecord | undefined {
  const [, item] = /^\[(.*)\]$/s.exec(data.trim()) ?? []
  return item === undefined ? undefined : parseJsonObject(item)
}
