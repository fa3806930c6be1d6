import { asRecord } from '../read/as-value.ts'
import type { Endpoint } from './endpoint.ts'
import { discard } from './discard.ts'
import { EventReader, type SseEvent } from './event-reader.ts'
import type { EventAnswer } from './http-answer.ts'
import { brokenOf, failureOf, inAnswer } from './http-failures.ts'
import { isDone } from './parse-sse.ts'
import { readDocument } from './read-json.ts'
import type { Sent } from './send.ts'

/**
 * Reads a good response as server-sent events, up to and with `[DONE]`. A response of type JSON or HTML is no
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
    // Gemini answers with a list of chunks, of which one may be an error.
    const body = asRecord(Array.isArray(document) ? document[0] : document)
    if (body['error'] !== undefined && body['error'] !== null) throw inAnswer(endpoint, body, answer)
    const kind = endpoint.refusalIn(body)
    if (kind !== undefined) throw failureOf(endpoint, { kind, answer })
  }
  if (/\b(json|html)\b/i.test(type)) {
    discard(response)
    throw failureOf(endpoint, { kind: 'invalid-response', answer, message: 'the answer is no event stream' })
  }
  const reader = readerOf(endpoint, sent, signal)
  return Object.assign(answer, {
    next: () => reader.next(),
    close: () => {
      reader.close()
    },
    events: eventsOf(reader),
  })
}

type Reader = Pick<EventAnswer, 'next' | 'close'>

/** The events up to and with `[DONE]`; none of an answer without a body. */
function readerOf(
  endpoint: Endpoint,
  { response: { body }, answer, secrets }: Sent,
  signal: AbortSignal | undefined,
): Reader {
  if (body === null) return empty
  const { maxEventChars } = endpoint
  const mapError = (error: unknown): Error =>
    brokenOf(endpoint, error, { signal, kind: 'stream-interrupted', secrets, answer })
  try {
    return new EventReader(body, { signal, maxEventChars, isLast: isDone, mapError })
  } catch (error) {
    throw mapError(error)
  }
}

const empty: Reader = { next: () => Promise.resolve(undefined), close: () => {} }

async function* eventsOf(reader: Reader): AsyncGenerator<SseEvent, void, undefined> {
  try {
    for (let events = await reader.next(); events !== undefined; events = await reader.next()) yield* events
  } finally {
    reader.close()
  }
}
