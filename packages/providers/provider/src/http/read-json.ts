import { isJsonRecord, parseJson } from '../read/json-record.ts'
import type { Endpoint } from './endpoint.ts'
import { eventsIn, isEventStream } from './events-in.ts'
import type { EventList, HttpAnswer, JsonAnswer } from './http-answer.ts'
import { brokenOf, failureOf } from './http-failures.ts'
import { readWatched, type BodyText } from './read-text.ts'
import type { Sent } from './send.ts'

const noObject = 'the answer is no JSON object'

/**
 * Reads a good response as one JSON object. HTML, half a document or nothing at all is `invalid-response`.
 *
 * @throws ProviderError, or the signal's reason
 */
export async function readJson(endpoint: Endpoint, sending: Promise<Sent>): Promise<JsonAnswer> {
  const sent = await sending
  const { answer } = sent
  const body = documentIn(endpoint, answer, await readBody(endpoint, sent))
  if (isJsonRecord(body)) return Object.assign(answer, { body })
  throw failureOf(endpoint, { kind: 'invalid-response', answer, message: noObject })
}

/**
 * The same, unless the body is a stream of events, as some servers always send: its bytes decide, not its label.
 *
 * @throws ProviderError, or the signal's reason
 */
export async function readWhole(endpoint: Endpoint, sending: Promise<Sent>): Promise<JsonAnswer | EventList> {
  const sent = await sending
  const { answer } = sent
  const read = await readBody(endpoint, sent)
  const body = valueIn(read)
  if (isJsonRecord(body)) return Object.assign(answer, { body })
  if (body === undefined && !read.cut && isEventStream(read.text))
    return Object.assign(answer, { events: eventsIn(read.text) })
  const message = body === undefined ? faultOf(endpoint, answer, read) : noObject
  throw failureOf(endpoint, { kind: 'invalid-response', answer, message })
}

/**
 * Reads a good response as a JSON object or list.
 *
 * @throws ProviderError, or the signal's reason
 */
export async function readDocument(endpoint: Endpoint, sending: Promise<Sent>): Promise<object> {
  const sent = await sending
  return documentIn(endpoint, sent.answer, await readBody(endpoint, sent))
}

function documentIn(endpoint: Endpoint, answer: HttpAnswer, read: BodyText): object {
  const value = valueIn(read)
  if (value !== undefined) return value
  throw failureOf(endpoint, { kind: 'invalid-response', answer, message: faultOf(endpoint, answer, read) })
}

async function readBody(
  endpoint: Endpoint,
  { response, answer, sent: { secrets }, watch }: Sent,
): Promise<BodyText> {
  try {
    return await readWatched(response.body, endpoint.maxResponseBytes, watch)
  } catch (error) {
    throw brokenOf(endpoint, error, { signal: watch.signal, kind: 'network', secrets, answer })
  }
}

function valueIn(read: BodyText): object | undefined {
  return read.cut ? undefined : parseJson(read.text)
}

function faultOf(endpoint: Endpoint, { headers }: HttpAnswer, read: BodyText): string {
  if (read.cut) return `the answer is longer than ${endpoint.maxResponseBytes} bytes`
  const { text } = read
  if (text.trim() === '') return 'the answer is empty'
  const [, type] = /^\s*([\w.+-]+\/[\w.+-]+)/.exec(headers['content-type'] ?? '') ?? []
  return type === undefined || type.includes('json') ? noObject : `${noObject} but ${type}`
}
