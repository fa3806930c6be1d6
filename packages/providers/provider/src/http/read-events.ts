import { asRecord } from '../read/as-value.ts'
import { hasError } from '../read/has-error.ts'
import { parseJson } from '../read/json-record.ts'
import type { Endpoint } from './endpoint.ts'
import { EventReader, type SseEvent } from './event-reader.ts'
import type { EventAnswer, HttpAnswer } from './http-answer.ts'
import { brokenOf, failureOf, inAnswer } from './http-failures.ts'
import { nextOrSilence } from './next-or-silence.ts'
import { isDone } from './parse-sse.ts'
import type { Sent } from './send.ts'

/**
 * Reads a good response as server-sent events, up to and with `[DONE]`. What it is shows in its bytes: a JSON document comes as one
 * event. Under the label of a document, which most of them have, the first events are awaited, so that a refusal in them is thrown here.
 *
 * @throws ProviderError, or the signal's reason
 */
export async function readEvents(endpoint: Endpoint, sending: Promise<Sent>): Promise<EventAnswer> {
  const sent = await sending
  const { answer } = sent
  // The reader of events has a watch of its own.
  sent.watch.end()
  const opened = readerOf(endpoint, sent)
  const isLabelled = /\b(json|html)\b/i.test(answer.headers['content-type'] ?? '')
  const reader = isLabelled ? new ReadAhead(opened, await firstOf(endpoint, opened, answer)) : opened
  return Object.assign(answer, {
    next: () => reader.next(),
    read: <Value>(use: (events: Events) => Value) => reader.read(use),
    nextOrSilence: (graceMs?: number) => nextOrSilence(reader, endpoint.clock, graceMs),
    close: () => {
      reader.close()
    },
    events: eventsOf(reader),
  })
}

async function firstOf(endpoint: Endpoint, reader: Reader, answer: HttpAnswer): Promise<Events> {
  const first = await reader.next()
  if (first !== undefined) return first
  throw failureOf(endpoint, { kind: 'invalid-response', answer, message: 'the answer is empty' })
}

/** Finds a refusal in a document that came instead of a stream. @throws ProviderError for one */
function checkDocument(endpoint: Endpoint, answer: HttpAnswer, text: string): void {
  const document = parseJson(text)
  // Gemini answers with a list of chunks, of which one may be an error.
  const body = asRecord(Array.isArray(document) ? document[0] : document)
  if (hasError(body)) throw inAnswer(endpoint, body, answer)
  const kind = endpoint.refusalIn(body)
  if (kind !== undefined) throw failureOf(endpoint, { kind, answer })
}

/** A reader whose first events have been read. */
class ReadAhead implements Reader {
  readonly #reader: Reader
  #first: Events

  constructor(reader: Reader, first: Events) {
    this.#reader = reader
    this.#first = first
  }

  next(): Promise<Events> {
    return this.read((events) => events)
  }

  async read<Value>(use: (events: Events) => Value): Promise<Value> {
    const first = this.#first
    this.#first = undefined
    return first === undefined ? await this.#reader.read(use) : use(first)
  }

  close(): void {
    this.#first = undefined
    this.#reader.close()
  }
}

type Reader = Pick<EventAnswer, 'next' | 'read' | 'close'>
type Events = Awaited<ReturnType<Reader['next']>>

/** The events up to and with `[DONE]`; none of an answer without a body. */
function readerOf(
  endpoint: Endpoint,
  { response: { body }, answer, sent: { secrets }, watch: { signal } }: Sent,
): Reader {
  if (body === null) return empty
  const { maxEventChars, maxResponseBytes: maxDocumentChars } = endpoint
  const mapError = (error: unknown): Error =>
    brokenOf(endpoint, error, { signal, kind: 'stream-interrupted', secrets, answer })
  try {
    return new EventReader(body, {
      ...{ signal, maxEventChars, maxDocumentChars, isLast: isDone, mapError },
      checkDocument: (text) => {
        checkDocument(endpoint, answer, text)
      },
    })
  } catch (error) {
    throw mapError(error)
  }
}

const empty: Reader = {
  next: () => Promise.resolve(undefined),
  read: (use) =>
    new Promise((resolve) => {
      resolve(use(undefined))
    }),
  close: () => {},
}

async function* eventsOf(reader: Reader): AsyncGenerator<SseEvent, void, undefined> {
  try {
    for (let events = await reader.next(); events !== undefined; events = await reader.next()) yield* events
  } finally {
    reader.close()
  }
}
