import { isHeaderSafe } from '@llm-balancer/core/options'
import { startWait, within } from '@llm-balancer/core/time'
import { writeJson } from '../errors/write-request.ts'
import type { ApiKey } from '../options/api-key.ts'
import { AbortWatch } from './abort-watch.ts'
import { headerLayers, type Endpoint } from './endpoint.ts'
import { discard } from './discard.ts'
import type { HeaderRecord } from './header-record.ts'
import { headersRecord, mergeHeaders, overlayHeaders, headerSecrets } from './headers.ts'
import { factsOf } from './header-facts.ts'
import type { HttpAnswer } from './http-answer.ts'
import { brokenOf, failureOf, refusalOf } from './http-failures.ts'
import type { HttpCall } from './http-settings.ts'
import { readResponse, type ReceivedResponse } from './read-response.ts'
import { readWatched } from './read-text.ts'
import { ReceivedAnswer, type SentRequest } from './sent-request.ts'

/** What a request asks for. */
export type Question = { readonly method: 'GET' | 'POST'; readonly path: string; readonly body?: object }

/** A request as `fetch` takes it. */
type WrittenRequest = RequestInit & { readonly headers: Record<string, string>; body?: string }

/** A good response whose body has not been read. */
export type Sent = {
  readonly response: ReceivedResponse
  /** What is known of it; the reader of the body adds what it has read. */
  readonly answer: HttpAnswer
  /** What went with the request. */
  readonly sent: SentRequest
  /** Of the call's signal: what reads the body ends it. */
  readonly watch: AbortWatch
}

/**
 * Sends one request and waits for the response's headers. A refusal is read, classified and thrown.
 *
 * @throws ProviderError, or the signal's reason
 */
export async function send(endpoint: Endpoint, question: Question, call: HttpCall): Promise<Sent> {
  const { signal } = call
  signal?.throwIfAborted()
  const { apiKey } = endpoint
  const key = typeof apiKey === 'function' ? await keyOf(endpoint, apiKey, signal) : apiKey
  const { href, plain } = endpoint.addressOf(question.path)
  const request = requestOf(endpoint, question, { headers: call.headers, signal, key })
  const secrets = (): string[] => [
    ...(key === undefined ? [] : [key]),
    ...headerSecrets(request.headers),
    ...endpoint.querySecrets,
  ]
  const sent: SentRequest = { secrets, said: () => request.body ?? '' }
  const watch = new AbortWatch(signal)
  let response: ReceivedResponse | undefined
  let answer: HttpAnswer
  try {
    response = readResponse(await responseTo(endpoint.fetch(href, request), watch))
    const { status, headers } = response
    answer = new ReceivedAnswer({ url: plain, status, headers: headersRecord(headers) }, sent)
  } catch (error) {
    giveUp(watch, response)
    throw brokenOf(endpoint, error, { signal, kind: 'network', secrets })
  }
  try {
    report(endpoint, answer, call)
  } catch (error) {
    giveUp(watch, response)
    throw error
  }
  if (response.ok) return { response, answer, sent, watch }
  return refuse(endpoint, { response, answer, sent, watch })
}

/** Waits for what `fetch` gives until the watch ends that; what comes later is closed. */
function responseTo(request: Promise<unknown>, watch: AbortWatch): Promise<unknown> {
  const wait = startWait(request, { discard })
  try {
    watch.guard(() => {
      wait.cancel(watch.signal?.reason)
    })
  } catch (error) {
    // A signal that cannot be listened to: the request is under way all the same.
    wait.cancel(error)
  }
  return wait.settled
}

function giveUp(watch: AbortWatch, response: ReceivedResponse | undefined): void {
  watch.end()
  discard(response)
}

async function keyOf(
  endpoint: Endpoint,
  apiKey: Exclude<ApiKey, string>,
  signal: AbortSignal | undefined,
): Promise<string> {
  let key: unknown
  try {
    key = await within(Promise.resolve().then(apiKey), { signal })
  } catch (error) {
    throw brokenOf(endpoint, error, {
      ...{ signal, kind: 'auth', secrets: () => [] },
      message: 'the function given as "apiKey" failed',
    })
  }
  if (typeof key === 'string' && key !== '' && isHeaderSafe(key)) return key
  throw failureOf(endpoint, { kind: 'auth', message: '"apiKey" gave nothing that a header can carry' })
}

function requestOf(
  endpoint: Endpoint,
  { method, body }: Question,
  { key, headers = [], signal }: Pick<HttpCall, 'headers' | 'signal'> & { readonly key: string | undefined },
): WrittenRequest {
  const request: WrittenRequest = {
    method,
    headers: requestHeaders(endpoint, { hasBody: body !== undefined, key, layers: headers }),
    // A redirect would carry the key to wherever it points.
    redirect: 'manual',
  }
  if (signal !== undefined) request.signal = signal
  if (body !== undefined) request.body = writeJson(endpoint, body)
  return request
}

type HeaderSources = {
  readonly hasBody: boolean
  readonly key: string | undefined
  /** Those of the request and of the call. */
  readonly layers: readonly (HeaderRecord | undefined)[]
}

function requestHeaders(endpoint: Endpoint, { hasBody, key, layers }: HeaderSources): Record<string, string> {
  const { provider, apiKey, fixedHeaders } = endpoint
  if (key !== apiKey) return mergeHeaders(provider, [...headerLayers(endpoint, hasBody, key), ...layers])
  return overlayHeaders(provider, hasBody ? fixedHeaders.withBody : fixedHeaders.plain, layers)
}

function report(endpoint: Endpoint, { headers }: HttpAnswer, call: HttpCall): void {
  call.report?.(factsOf(endpoint, headers))
}

async function refuse(endpoint: Endpoint, { response, answer, sent, watch }: Sent): Promise<never> {
  let body = ''
  try {
    body = (await readWatched(response.body, endpoint.maxErrorBytes, watch)).text
  } catch {
    // The status alone tells the kind of failure.
  }
  watch.signal?.throwIfAborted()
  const { status, headers } = answer
  throw refusalOf(endpoint, { status, headers, body, secrets: sent.secrets(), said: sent.said })
}
