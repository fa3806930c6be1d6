import { checkKnown, checkText, mergeHeaders } from '@llm-balancer/provider'
import { describe } from '../config/checks.ts'

/** One HTTP call, as `LLMCircuitBreaker.call` takes it. */
export interface LLMHttpCall {
  /** Absolute, without credentials. Redirects are not followed: they would carry the key to wherever they point. */
  readonly url: string
  /** @default 'POST' */
  readonly method?: string | undefined
  /** Keys belong in here. An undefined value leaves the header out. */
  readonly headers?: Readonly<Record<string, string | undefined>> | Headers | undefined
  /** The body: text, bytes and forms are sent as they are, anything else as JSON. @default none */
  readonly data?: unknown
  /** Ends the call at once, with its own reason; it is not made again. */
  readonly signal?: AbortSignal | undefined
}

/** A call that has been checked and can be sent any number of times. */
export interface PreparedCall {
  readonly url: string
  /** Who speaks in errors. */
  readonly host: string
  readonly init: RequestInit
  /** What no error may show: header values, the query, the body. */
  readonly unshown: { readonly secrets: readonly string[]; readonly prompts: readonly string[] }
}

const owner = 'call'

/** @throws TypeError naming what is wrong; it shows neither the address nor a header nor the body */
export function prepareCall(call: LLMHttpCall): PreparedCall {
  checkKnown(owner, call, ['url', 'method', 'headers', 'data', 'signal'])
  const url = addressOf(call.url)
  const method = methodOf(call.method)
  const body = bodyOf(call.data)
  if (body !== undefined && (method === 'GET' || method === 'HEAD')) {
    throw new TypeError(`call: "data" cannot be sent with "method" ${method}`)
  }
  const given = call.headers instanceof Headers ? Object.fromEntries(call.headers) : call.headers
  const isText = typeof body === 'string'
  const headers = mergeHeaders(owner, [isText ? { 'content-type': 'application/json' } : {}, given])
  return {
    url: url.href,
    host: url.host,
    init: { method, headers, redirect: 'manual', ...(body === undefined ? {} : { body }) },
    unshown: {
      secrets: [...Object.values(headers).flatMap(withWords), ...url.searchParams.values()],
      prompts: isText ? [body] : [],
    },
  }
}

/** `Bearer key` as it is, and the key alone. */
function withWords(value: string): string[] {
  return [value, ...value.split(/\s+/)]
}

function addressOf(value: unknown): URL {
  const text = checkText(owner, 'url', value)
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw new TypeError('call: "url" must be an absolute URL that starts with https:// or http://')
  }
  if (url.username === '' && url.password === '') return url
  throw new TypeError('call: "url" must not hold credentials; send them as a header')
}

function methodOf(value: unknown = 'POST'): string {
  if (typeof value === 'string' && /^[a-z]+$/i.test(value)) return value.toUpperCase()
  throw new TypeError(`call: "method" must be a word such as POST, got ${describe(value)}`)
}

type Body = string | FormData | URLSearchParams | Blob | ArrayBuffer | ArrayBufferView<ArrayBuffer>

function bodyOf(data: unknown): Body | undefined {
  if (data === undefined || data === null) return undefined
  if (typeof data === 'string' || isPlatformBody(data)) return data
  if (data instanceof ReadableStream) {
    throw new TypeError('call: "data" must not be a stream, which cannot be sent again')
  }
  const text = JSON.stringify(data) as string | undefined
  if (text !== undefined) return text
  throw new TypeError(`call: "data" must be something that JSON can say, got ${describe(data)}`)
}

function isPlatformBody(data: unknown): data is Exclude<Body, string> {
  return (
    [FormData, URLSearchParams, Blob, ArrayBuffer].some((kind) => data instanceof kind) ||
    ArrayBuffer.isView(data)
  )
}
