import { checkAddress, describeValue, hasMethods, mustBe, readOptions } from '@llm-balancer/core/options'
import type { Check, OptionTable } from '@llm-balancer/core/options'
import { checkHeaders, headerSecrets, mergeHeaders, parseJsonText } from '@llm-balancer/provider'
import type { HeaderRecord } from '@llm-balancer/provider'
import type { Unshown } from '../../errors/redact.ts'
import type { LLMCallOptions } from './types.ts'

/** A call that has been checked and can be sent any number of times. */
export interface CallRequest {
  readonly url: string
  /** Begins the messages of errors. */
  readonly host: string
  readonly init: RequestInit
  /** What no error may show: header values, the query, the body. */
  readonly unshown: Required<Unshown>
}

const isMethod = (value: unknown): boolean => typeof value === 'string' && /^[a-z]+$/i.test(value)

const checkMethod: Check = (...given) =>
  (mustBe('a word such as POST', isMethod)(...given) as string).toUpperCase()

const table: OptionTable<Omit<LLMCallOptions, 'headers'> & { readonly headers?: HeaderRecord }> = {
  url: [],
  method: [checkMethod],
  headers: [checkHeaders],
  data: [],
  signal: [hasMethods('addEventListener')],
}

const hints = { body: 'data', uri: 'url' }

/** @throws TypeError naming what is wrong; its message has neither the address nor a header nor the body */
export function readCall(call: LLMCallOptions, allowInsecureHttp: boolean): CallRequest {
  const { url: address, method = 'POST', headers: given, data } = readOptions('call', call, table, { hints })
  const url = checkAddress('call: "url"', address, allowInsecureHttp)
  const body = bodyOf(data)
  if (body !== undefined && (method === 'GET' || method === 'HEAD'))
    throw new TypeError(`call: "data" cannot be sent with "method" ${method}`)
  const isText = typeof body === 'string'
  const headers = mergeHeaders('call', [isText ? { 'content-type': 'application/json' } : {}, given])
  return {
    url: url.href,
    host: url.host,
    init: { method, headers, redirect: 'manual', ...(body === undefined ? {} : { body }) },
    unshown: {
      secrets: [...headerSecrets(headers), ...url.searchParams.values()],
      prompts: isText ? [body, textsIn(parseJsonText(body)?.value)] : [],
    },
  }
}

/** Text, bytes and forms as they are, anything else as JSON; undefined for no body. */
function bodyOf(data: unknown): string | Exclude<BodyInit, ReadableStream> | undefined {
  const isBinary = [FormData, URLSearchParams, Blob, ArrayBuffer].some((kind) => data instanceof kind)
  if (data === null || typeof data === 'string' || isBinary || ArrayBuffer.isView(data))
    return (data ?? undefined) as string | undefined
  if (data instanceof ReadableStream)
    throw new TypeError('call: "data" must not be a stream, which cannot be sent again')
  const text = data === undefined ? undefined : toJson(data)
  if (text !== undefined || data === undefined) return text
  throw new TypeError(`call: "data" must be something that JSON can hold, got ${describeValue(data)}`)
}

function toJson(data: unknown): string | undefined {
  try {
    return JSON.stringify(data)
  } catch {
    return undefined
  }
}

/** The texts in a JSON document as a server that repeats them may write them: without JSON's escapes. */
function textsIn(value: unknown): string {
  if (typeof value === 'string') return value
  return typeof value === 'object' && value !== null ? Object.values(value).map(textsIn).join('\n') : ''
}
