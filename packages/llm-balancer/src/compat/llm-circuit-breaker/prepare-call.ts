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
import {
  checkHeaders,
  checkHost,
  headerSecrets,
  mergeHeaders,
  type HeaderRecord,
} from '@llm-balancer/provider'
import type { Unshown } from '../../errors/redact.ts'
import type { LLMCallOptions } from './llm-call-options.ts'
import { parseJson } from './parse-json.ts'

/** A call that has been checked and can be sent any number of times. */
export interface PreparedCall {
  readonly url: string
  /** Begins the messages of errors. */
  readonly host: string
  readonly init: RequestInit
  /** What no error may show: header values, the query, the body. */
  readonly unshown: Required<Unshown>
}

const owner = 'call'

type ReadCall = Omit<LLMCallOptions, 'url' | 'method' | 'headers'> & {
  readonly url: URL
  readonly method: string
  readonly headers?: HeaderRecord
}

const checkUrl: Check = (name, value, caller) => {
  const text = checkText(name, value, caller) as string
  const url = URL.canParse(text) ? new URL(text) : undefined
  const subject = subjectOf(name, caller)
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw new TypeError(`${subject} must be an absolute URL that starts with https:// or http://`)
  }
  if (url.username === '' && url.password === '') return url
  throw new TypeError(`${subject} must not hold credentials; send them as a header`)
}

const isMethod = (value: unknown): boolean => typeof value === 'string' && /^[a-z]+$/i.test(value)

const checkMethod: Check = (name, value, caller) =>
  (mustBe('a word such as POST', isMethod)(name, value, caller) as string).toUpperCase()

const table: OptionTable<ReadCall> = {
  url: [checkUrl, required],
  method: [checkMethod, 'POST'],
  headers: [checkHeaders],
  data: [],
  signal: [hasMethods('addEventListener')],
}

/** @throws TypeError naming what is wrong; its message has neither the address nor a header nor the body */
export function prepareCall(call: LLMCallOptions, allowInsecureHttp: boolean): PreparedCall {
  const {
    url,
    method,
    headers: given,
    data,
  } = readOptions(owner, call, table, { hints: { body: 'data', uri: 'url' } })
  checkHost(subjectOf('url', owner), url, allowInsecureHttp)
  const body = bodyOf(data)
  if (body !== undefined && (method === 'GET' || method === 'HEAD')) {
    throw new TypeError(`call: "data" cannot be sent with "method" ${method}`)
  }
  const isText = typeof body === 'string'
  const headers = mergeHeaders(owner, [isText ? { 'content-type': 'application/json' } : {}, given])
  return {
    url: url.href,
    host: url.host,
    init: { method, headers, redirect: 'manual', ...(body === undefined ? {} : { body }) },
    unshown: {
      secrets: [...headerSecrets(headers), ...url.searchParams.values()],
      prompts: isText ? [body, textsIn(parseJson(body))] : [],
    },
  }
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
