/**
 * Sends one vendor's requests. The only part of an adapter that talks to the network. Every failure is thrown as a
 * `ProviderError` that holds no key, no header value and no prompt; an abort throws the signal's own reason. The client never
 * retries, sets no timer but that of a finished stream which stays open, and leaves no body unread or uncancelled.
 */
import type { FailureKind, ProviderError } from '@llm-balancer/core'
import { resolveEndpoint } from './endpoint.ts'
import type { EventAnswer, EventList, HttpAnswer, JsonAnswer } from './http-answer.ts'
import { failureOf, inAnswer } from './http-failures.ts'
import type { HttpCall, HttpSettings } from './http-settings.ts'
import { readEvents } from './read-events.ts'
import { readDocument, readJson, readWhole } from './read-json.ts'
import { send } from './send.ts'
import { tell } from './tell.ts'

/** Sends requests to one endpoint. */
export interface HttpClient {
  /** @throws ProviderError, or the signal's reason */
  postJson(path: string, body: object, call?: HttpCall): Promise<JsonAnswer>
  /** The same, but an answer may have come as events although it was asked for as a whole. @throws ProviderError, or the signal's reason */
  postWhole(path: string, body: object, call?: HttpCall): Promise<JsonAnswer | EventList>
  /** @throws ProviderError, or the signal's reason; the events throw the same */
  postStream(path: string, body: object, call?: HttpCall): Promise<EventAnswer>
  /** The rest of a stream that broke. @throws ProviderError, or the signal's reason; the events throw the same */
  getStream(path: string, call?: HttpCall): Promise<EventAnswer>
  /** Tells the vendor something, without a body, and does not read the answer. Ends within ten seconds; never throws. */
  tell(path: string, call?: HttpCall): Promise<void>
  /** @throws ProviderError, or the signal's reason */
  getJson(path: string, call?: HttpCall): Promise<JsonAnswer>
  /** Asks for a JSON document, object or list, as a health check. @throws ProviderError, or the signal's reason */
  probe(path: string, call?: HttpCall): Promise<void>
  /** The error of an answer that turned out wrong. `message` must not hold the vendor's text. */
  failure(kind: FailureKind, answer?: HttpAnswer, message?: string): ProviderError
  /** What an error object inside a good answer means. */
  classify(body: unknown, answer: HttpAnswer): ProviderError
}

/**
 * Checks the settings once and gives a client for them.
 *
 * @throws TypeError or RangeError naming a setting that cannot be.
 */
export function createHttpClient(settings: HttpSettings): HttpClient {
  const endpoint = resolveEndpoint(settings)
  return {
    postJson: (path, body, call = {}) =>
      readJson(endpoint, send(endpoint, { method: 'POST', path, body }, call)),
    postWhole: (path, body, call = {}) =>
      readWhole(endpoint, send(endpoint, { method: 'POST', path, body }, call)),
    postStream: (path, body, call = {}) =>
      readEvents(endpoint, send(endpoint, { method: 'POST', path, body }, call)),
    getStream: (path, call = {}) => readEvents(endpoint, send(endpoint, { method: 'GET', path }, call)),
    tell: (path, call = {}) => tell(endpoint, path, call),
    getJson: (path, call = {}) => readJson(endpoint, send(endpoint, { method: 'GET', path }, call)),
    async probe(path, call = {}) {
      await readDocument(endpoint, send(endpoint, { method: 'GET', path }, call))
    },
    failure: (kind, answer, message) => failureOf(endpoint, { kind, answer, message }),
    classify: (body, answer) => inAnswer(endpoint, body, answer),
  }
}
