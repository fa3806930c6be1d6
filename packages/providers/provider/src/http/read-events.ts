import { asRecord } from '../read/as-value.ts'
import type { Endpoint } from './endpoint.ts'
import { discard } from './discard.ts'
import { EventReader, type SseEvent, type SseOptions } from './event-reader.ts'
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
  return Object.assign(answer, reader, { events: eventsOf(reader) })
}

type Reader = Pick<EventAnswer, 'next' | 'close'>

function readerOf(
  endpoint: Endpoint,
  { response: { body }, answer, secrets }: Sent,
  signal: AbortSignal | undefined,
): Reader {
  const { maxEventChars } = endpoint
  const broken = (error: unknown): Error =>
    brokenOf(endpoint, error, { signal, kind: 'stream-interrupted', secrets, answer })
  const reader = body === null ? undefined : openReader(body, { signal, maxEventChars }, broken)
  let isOver = false
  return {
    async next() {
      if (isOver || reader === undefined) return undefined
      try {
        const events = await reader.next()
        const end = events?.findIndex(isDone) ?? -1
        if (events === undefined || end === -1) return events
        isOver = true
        reader.close()
        return events.slice(0, end + 1)
      } catch (error) {
        throw broken(error)
      }
    },
    close() {
      isOver = true
      reader?.close()
    },
  }
}

function openReader(
  body: ReadableStream<Uint8Array>,
  options: SseOptions,
  broken: (error: unknown) => Error,
): EventReader {
  try {
    return new EventReader(body, options)
  } catch (error) {
    throw broken(error)
  }
}

async function* eventsOf(reader: Reader): AsyncGenerator<SseEvent, void, undefined> {
  try {
    for (let events = await reader.next(); events !== undefined; events = await reader.next()) yield* events
  } finally {
    reader.close()
  }
}
