import {
  checkText,
  describeValue,
  hasMethods,
  mustBe,
  readOptions,
  required,
  subjectOf,
  type Check,
  type OptionTable,
} from '@llm-balancer/core/options'
import { mergeHeaders } from '@llm-balancer/provider'
import type { Unshown } from '../../errors/redact.ts'
import type { LLMCallOptions } from './llm-call-options.ts'
import { parseJson } from './parse-json.ts'

/** A call that has been checked and can be sent any number of times. */
export interface PreparedCall {
  readonly url: string
  /** Who speaks in errors. */
  readonly host: string
  readonly init: RequestInit
  /** What no error may show: header values, the query, the body. */
  readonly unshown: Required<Unshown>
}

const owner = 'call'

type ReadCall = Omit<LLMCallOptions, 'url' | 'method'> & { readonly url: URL; readonly method: string }

const checkUrl: Check = (name, value, speaker) => {
  const text = checkText(name, value, speaker) as string
  const url = URL.canParse(text) ? new URL(text) : undefined
  const subject = subjectOf(name, speaker)
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw new TypeError(`${subject} must be an absolute URL that starts with https:// or http://`)
  }
  if (url.username === '' && url.password === '') return url
  throw new TypeError(`${subject} must not hold credentials; send them as a header`)
}

const isMethod = (value: unknown): boolean => typeof value === 'string' && /^[a-z]+$/i.test(value)

const checkMethod: Check = (name, value, speaker) =>
  (mustBe('a word such as POST', isMethod)(name, value, speaker) as string).toUpperCase()

const table: OptionTable<ReadCall> = {
  url: [checkUrl, required],
  method: [checkMethod, 'POST'],
  headers: [mustBe('an object', (value) => typeof value === 'object' && value !== null)],
  data: [],
  signal: [hasMethods('addEventListener')],
}

/** @throws TypeError naming what is wrong; its message has neither the address nor a header nor the body */
export function prepareCall(call: LLMCallOptions): PreparedCall {
  const {
    url,
    method,
    headers: given,
    data,
  } = readOptions(owner, call, table, { hints: { body: 'data', uri: 'url' } })
  const body = bodyOf(data)
  if (body !== undefined && (method === 'GET' || method === 'HEAD')) {
    throw new TypeError(`call: "data" cannot be sent with "method" ${method}`)
  }
  const own = given instanceof Headers ? Object.fromEntries(given) : given
  const isText = typeof body === 'string'
  const headers = mergeHeaders(owner, [isText ? { 'content-type': 'application/json' } : {}, own])
  return {
    url: url.href,
    host: url.host,
    init: { method, headers, redirect: 'manual', ...(body === undefined ? {} : { body }) },
    unshown: {
      secrets: [...Object.values(headers).flatMap(withWords), ...url.searchParams.values()],
      prompts: isText ? [body, textsIn(parseJson(body))] : [],
    },
  }
}

/** `Bearer key` as it is, and the key alone. */
function withWords(value: string): string[] {
  return [value, ...value.split(/\s+/)]
}

type Body = string | FormData | URLSearchParams | Blob | ArrayBuffer | ArrayBufferView<ArrayBuffer>

function bodyOf(data: unknown): Body | undefined {
  if (data === undefined || data === null) return undefined
  if (typeof data === 'string' || isPlatformBody(data)) return data
  if (data instanceof ReadableStream) {
    throw new TypeError('call: "data" must not be a stream, which cannot be sent again')
  }
  const text = toJson(data)
  if (text !== undefined) return text
  throw new TypeError(`call: "data" must be something that JSON can hold, got ${describeValue(data)}`)
}

function toJson(data: unknown): string | undefined {
  try {
    return JSON.stringify(data)
  } catch {
    return undefined
  }
}

function isPlatformBody(data: unknown): data is Exclude<Body, string> {
  return (
    [FormData, URLSearchParams, Blob, ArrayBuffer].some((kind) => data instanceof kind) ||
    ArrayBuffer.isView(data)
  )
}

/** The texts in a JSON document as a server that repeats them may write them: without JSON's escapes. */
function textsIn(value: unknown): string {
  if (typeof value === 'string') return value
  return typeof value === 'object' && value !== null ? Object.values(value).map(textsIn).join('\n') : ''
}
