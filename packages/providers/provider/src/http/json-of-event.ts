import { hasError } from '../read/has-error.ts'
import { parseJsonObject, type JsonRecord } from '../read/json-record.ts'
import type { SseEvent } from './event-reader.ts'
import type { HttpAnswer } from './http-answer.ts'
import type { HttpClient } from './http-client.ts'
import { isDone } from './parse-sse.ts'

/**
 * An event of a streamed answer as a JSON object; undefined for what holds no piece of the answer: an empty event, `[DONE]`, half
 * an event, which is a stream's last, a text that is not JSON such as a proxy's sign of life, and an error under a foreign name.
 *
 * @throws ProviderError what an event means that is an error, or `invalid-response` for JSON that cannot be read.
 */
export function jsonOfEvent(event: SseEvent, http: HttpClient, answer: HttpAnswer): JsonRecord | undefined {
  const { data, event: name, cut } = event
  const object = parseJsonObject(data) ?? onlyObjectIn(data)
  if (object === undefined && (isDone(event) || cut === true)) return undefined
  if (name === 'error' || (object !== undefined && hasError(object))) {
    if (!mayBeError(event)) return undefined
    throw http.classify(object ?? data, answer)
  }
  if (object === undefined && isBrokenJson(data)) throw http.failure('invalid-response', answer)
  return object
}

/** True for an event that may say that the answer failed: one without a name of its own, or named `error`. */
export function mayBeError({ event: name = '' }: SseEvent): boolean {
  return name === '' || name === 'error' || name === 'message'
}

/** Gemini may put an error into a list. */
function onlyObjectIn(data: string): JsonRecord | undefined {
  const [, item] = /^\[(.*)\]$/s.exec(data.trim()) ?? []
  return item === undefined ? undefined : parseJsonObject(item)
}

/** True for what should have been an object or a list of them. */
function isBrokenJson(data: string): boolean {
  return /^\s*[[{](?!DONE\]|\])/.test(data)
}
