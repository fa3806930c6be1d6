import type { Dispatcher } from 'undici'
import { leaveSignal } from '@llm-balancer/core/time'
import { decoded } from './decoded.ts'

type Controller = Dispatcher.DispatchController
type IncomingHeaders = Parameters<NonNullable<Dispatcher.DispatchHandler['onResponseStart']>>[2]

/** So much of a body, in bytes, is taken from its connection before it is read. */
const readAhead = 65_536
/** Responses that have no body. */
const bodiless: readonly number[] = [204, 205, 304]

/** What an {@link Exchange} has to know of its request. */
export interface ExchangeFacts {
  readonly url: string
  readonly signal: AbortSignal | undefined
  readonly redirect: 'manual' | 'error'
}

/**
 * One request and its response. An abort, or a reader that leaves, ends the request on its connection (HTTP/1.1: and the connection
 * with it). What fails is what fails with Node's `fetch`: a `TypeError` whose cause has the code.
 */
export class Exchange implements Dispatcher.DispatchHandler {
  readonly response: Promise<Response>
  readonly #facts: ExchangeFacts
  #controller: Controller | undefined
  #body: ReadableStreamDefaultController<Uint8Array> | undefined
  /** Why it was ended from this side. */
  #end: { readonly reason: unknown } | undefined
  #isOver = false
  #resolve: (response: Response) => void = () => {}
  #reject: (error: unknown) => void = () => {}

  constructor(facts: ExchangeFacts) {
    this.#facts = facts
    this.response = new Promise((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
    })
    facts.signal?.addEventListener('abort', this.#abort)
  }

  onRequestStart(controller: Controller): void {
    this.#controller = controller
    if (this.#end !== undefined) controller.abort(errorOf(this.#end.reason))
  }

  onResponseStart(
    controller: Controller,
    ...[status, headers, statusText = '']: [number, IncomingHeaders, string?]
  ): void {
    if (status < 200 || this.#isOver) return
    if (
      this.#facts.redirect === 'error' &&
      status >= 300 &&
      status < 400 &&
      headers['location'] !== undefined
    ) {
      this.#stop(new TypeError('fetch failed', { cause: new Error('unexpected redirect') }))
      return
    }
    try {
      this.#resolve(this.#respond(controller, { status, statusText, headers: toHeaders(headers) }))
    } catch (error) {
      this.#stop(new TypeError('fetch failed', { cause: error }))
    }
  }

  onResponseData(controller: Controller, chunk: Uint8Array): void {
    if (this.#isOver || this.#body === undefined) return
    this.#body.enqueue(chunk)
    if ((this.#body.desiredSize ?? 0) <= 0) controller.pause()
  }

  onResponseEnd(): void {
    if (this.#isOver) return
    this.#leave()
    this.#body?.close()
  }

  onResponseError(_: Controller, error: Error): void {
    this.#fail(
      this.#end === undefined
        ? new TypeError(this.#body === undefined ? 'fetch failed' : 'terminated', { cause: error })
        : this.#end.reason,
    )
  }

  #respond(
    controller: Controller,
    init: ResponseInit & { readonly status: number; readonly headers: Headers },
  ): Response {
    const body = new ReadableStream<Uint8Array>(
      {
        start: (own) => {
          this.#body = own
        },
        pull: () => {
          controller.resume()
        },
        cancel: (reason) => {
          this.#stop(reason ?? new DOMException('the body was left', 'AbortError'))
        },
      },
      { highWaterMark: readAhead, size: ({ byteLength }) => byteLength },
    )
    const isBodiless = bodiless.includes(init.status)
    const response = new Response(
      isBodiless ? null : decoded(body, init.headers.get('content-encoding')),
      init,
    )
    return Object.defineProperty(response, 'url', { value: this.#facts.url })
  }

  readonly #abort = (): void => {
    this.#stop(this.#facts.signal?.reason)
  }

  /** Ends it from this side. */
  #stop(reason: unknown): void {
    if (this.#isOver) return
    this.#end = { reason }
    this.#fail(reason)
    this.#controller?.abort(errorOf(reason))
  }

  #fail(error: unknown): void {
    if (this.#isOver) return
    this.#leave()
    this.#reject(error)
    this.#body?.error(error)
  }

  #leave(): void {
    this.#isOver = true
    leaveSignal(this.#facts.signal, this.#abort)
  }
}

function toHeaders(given: IncomingHeaders): Headers {
  const headers = new Headers()
  for (const name of Object.keys(given)) {
    const value = given[name]
    // HTTP/2 has its status among the headers.
    if (value === undefined || name.startsWith(':')) continue
    if (typeof value === 'string') headers.append(name, value)
    else for (const one of value) headers.append(name, one)
  }
  return headers
}

/** undici ends a request with errors only; the reason itself is what the caller gets. */
function errorOf(reason: unknown): Error {
  return reason instanceof Error ? reason : new DOMException('the request was aborted', 'AbortError')
}
