import type { Dispatcher } from 'undici'

/** A request as undici takes it, and what this package decides about it itself. */
export interface Outgoing {
  readonly dispatch: Dispatcher.DispatchOptions & { readonly origin: string }
  readonly signal: AbortSignal | undefined
  readonly redirect: 'manual' | 'error'
}

/** What Node's `fetch` sends as well. */
const usualHeaders: Readonly<Record<string, string>> = {
  accept: '*/*',
  'accept-encoding': 'gzip, deflate',
  'user-agent': 'node',
}

/** Reads what `fetch` was called with. @throws TypeError as `fetch` does, for what no request can be made of */
export function toDispatch(input: string | URL | Request, init: RequestInit): Outgoing {
  const { body, headers, method } = init
  const isPlain = !(input instanceof Request) && (body === undefined || body === null || isRaw(body))
  const { href, ...parts } = isPlain
    ? {
        href: String(input),
        method,
        body: body ?? null,
        headers: plainHeaders(headers, typeof body === 'string'),
      }
    : normalised(input, init)
  const { origin, path } = placeOf(href)
  return {
    dispatch: {
      ...{ origin, path, headers: { ...usualHeaders, ...parts.headers } },
      method: (parts.method ?? 'GET').toUpperCase(),
      body: parts.body as Dispatcher.DispatchOptions['body'] & {},
      // To undici this says that others may run on the same HTTP/2 connection. It sends no request again that has begun, whatever this says;
      // over HTTP/1.1, where `pipelining` is 1, it says nothing. A body that is a stream always has a connection to itself.
      idempotent: true,
    },
    signal: init.signal ?? (input instanceof Request ? input.signal : undefined),
    redirect: redirectOf(init.redirect ?? (input instanceof Request ? input.redirect : undefined), input),
  }
}

/** Bodies that undici takes as they are, and for which `fetch` adds no header but for a text. */
function isRaw(body: unknown): boolean {
  return typeof body === 'string' || body instanceof Uint8Array
}

/** Anything else becomes what `fetch` makes of it: a form has a boundary, a blob its type. */
function normalised(input: string | URL | Request, init: RequestInit) {
  const { url, method, headers, body } = new Request(input, {
    ...init,
    signal: null,
    ...(init.body instanceof ReadableStream ? { duplex: 'half' } : {}),
  })
  return { href: url, method, headers: Object.fromEntries(headers), body }
}

function plainHeaders(given: RequestInit['headers'], isText: boolean): Record<string, string> {
  const headers = isPlainObject(given) ? lowerCased(given) : Object.fromEntries(new Headers(given ?? {}))
  if (isText) headers['content-type'] ??= 'text/plain;charset=UTF-8'
  return headers
}

function isPlainObject(value: unknown): value is Readonly<Record<string, string>> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
}

function lowerCased(headers: Readonly<Record<string, string>>): Record<string, string> {
  const found: Record<string, string> = {}
  for (const name of Object.keys(headers)) found[name.toLowerCase()] = String(headers[name])
  return found
}

function placeOf(href: string): { readonly origin: string; readonly path: string } {
  const { protocol, origin, pathname, search, username, password } = new URL(href)
  if (protocol !== 'https:' && protocol !== 'http:')
    throw new TypeError('an address must begin with https: or http:')
  if (username !== '' || password !== '') throw new TypeError('an address must not hold credentials')
  return { origin, path: pathname + search }
}

/** `follow` is what a `Request` has that was made without a word about it. @throws TypeError where it was asked for */
function redirectOf(given: RequestInit['redirect'], input: unknown): 'manual' | 'error' {
  if (given === 'follow' && !(input instanceof Request))
    throw new TypeError('undiciFetch follows no redirects')
  return given === 'error' ? 'error' : 'manual'
}
