import { asRecord } from '../read/as-value.ts'
import { hasError } from '../read/has-error.ts'
import { reasonOf } from './abortable.ts'
import type { Endpoint } from './endpoint.ts'
import type { EventAnswer } from './http-answer.ts'
import { brokenOf, failureOf, inAnswer } from './http-failures.ts'
import { isDone, parseSse, SseOverflowError } from './parse-sse.ts'
import type { SseEvent } from './parse-sse.ts'
import { readDocument } from './read-json.ts'
import { discard } from './send.ts'
import type { Sent } from './send.ts'

/**
 * Reads a good response as server-sent events, up to and with `[DONE]`. A response that says it is JSON or HTML is no
 * stream: an error object in it is classified, anything else is `invalid-response`.
 *
 * @throws ProviderError, or the signal's reason
 */
export async function readEvents(
  endpoint: Endpoint,
  sent: Sent,
  signal: AbortSignal | undefined,
): Promise<EventAnswer> {
  const { response, answer } = sent
  const type = answer.headers['content-type'] ?? ''
  if (/\bjson\b/i.test(type)) {
    const document = await readDocument(endpoint, sent, signal)
    // Gemini puts what it would have streamed, an error too, into a list.
    const body = asRecord(Array.isArray(document) ? document[0] : document)
    if (hasError(body)) throw inAnswer(endpoint, body, answer)
    const kind = endpoint.refusalIn(body)
    if (kind !== undefined) throw failureOf(endpoint, { kind, answer })
  }
  if (/\b(json|html)\b/i.test(type)) {
    discard(response)
    throw failureOf(endpoint, { kind: 'invalid-response', answer, message: 'the answer is no event stream' })
  }
  const events = eventsOf(endpoint, sent, signal)
  let started = false
  return {
    ...answer,
    events: {
      [Symbol.asyncIterator]() {
        started = true
        return events
      },
    },
    close() {
      if (started) events.return().catch(() => {})
      else discard(response)
    },
  }
}

async function* eventsOf(
  endpoint: Endpoint,
  { response, answer, secrets }: Sent,
  signal: AbortSignal | undefined,
): AsyncGenerator<SseEvent, void, undefined> {
  const { maxEventChars } = endpoint
  try {
    if (response.body === null) return
    for await (const event of parseSse(response.body, { signal, maxEventChars })) {
      yield event
      if (isDone(event)) return
    }
  } catch (error) {
    if (signal?.aborted === true) throw reasonOf(signal)
    if (error instanceof SseOverflowError) {
      throw failureOf(endpoint, { kind: 'invalid-response', answer, message: error.message })
    }
    throw brokenOf(endpoint, error, { signal, kind: 'stream-interrupted', secrets })
  }
}
