import { classifyError, ProviderError } from '@llm-balancer/core'
import { classifyHttpError, type Fetch } from '@llm-balancer/provider'
import { safeError } from '../../errors/safe-error.ts'
import { withResponse } from './llm-call-error.ts'
import { parseJson } from './parse-json.ts'
import type { PreparedCall } from './prepare-call.ts'

/** A longer answer is refused, in bytes. */
const longestAnswer = 32 * 1024 * 1024
/** Of a refusal no more is read, in bytes. */
const longestRefusal = 64 * 1024

/** What a call is sent with. */
export interface Sending {
  readonly fetch: Fetch
  readonly signal: AbortSignal
  /** Unix time in ms, for dates in headers. */
  readonly now: () => number
}

/**
 * Sends one call and reads its answer: the parsed JSON, or the text where it is not JSON.
 *
 * @throws ProviderError that shows neither a header nor the request's body nor the query; or the signal's reason
 */
export async function sendCall(call: PreparedCall, { fetch, signal, now }: Sending): Promise<unknown> {
  let response: Response
  let text: string | undefined
  try {
    response = await fetch(call.url, { ...call.init, signal })
    text = await read(response, response.ok ? longestAnswer : longestRefusal)
  } catch (error) {
    signal.throwIfAborted()
    throw connectionError(call, error, now())
  }
  const { status, headers, ok } = response
  if (ok) return parse(text, { call, status, type: headers.get('content-type') ?? '' })
  throw refusal(call, { status, headers, body: text ?? '', now: now() })
}

/** The body as text, or undefined when it is longer than allowed. */
async function read({ body }: Response, maxBytes: number): Promise<string | undefined> {
  if (body === null) return ''
  const reader = body.getReader()
  const decoder = new TextDecoder()
  let text = ''
  let bytes = 0
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return text + decoder.decode()
      bytes += value.byteLength
      if (bytes > maxBytes) return undefined
      text += decoder.decode(value, { stream: true })
    }
  } finally {
    reader.cancel().catch(() => {})
  }
}

/**
 * An answer that is called JSON has to be JSON; one that is not called so is tried, as HTTP clients do. A web page is never
 * the answer of an API.
 */
function parse(
  text: string | undefined,
  { call, status, type }: { readonly call: PreparedCall; readonly status: number; readonly type: string },
): unknown {
  const isJson = /\bjson\b/i.test(type)
  if (text === undefined) throw invalid(call, status, `the answer is longer than ${longestAnswer} bytes`)
  if (/\btext\/html\b/i.test(type)) throw invalid(call, status, 'the answer is a web page')
  if (text === '' && status === 204) return text
  if (!isJson && !/^\s*[[{]/.test(text)) return text
  const document = parseJson(text)
  if (document !== undefined) return document
  if (isJson) throw invalid(call, status, 'the answer is not a complete JSON document')
  return text
}

function invalid({ host }: PreparedCall, status: number, message: string): ProviderError {
  return new ProviderError({ message, kind: 'invalid-response', provider: host, status })
}

function refusal(
  { host, unshown }: PreparedCall,
  answer: { readonly status: number; readonly headers: Headers; readonly body: string; readonly now: number },
): ProviderError {
  const error = classifyHttpError({ ...answer, provider: host, secrets: unshown.secrets })
  return withResponse(error, answer, unshown)
}

/** `fetch` failed: whatever it threw, the network or its time limit is the reason. */
function connectionError({ host, unshown }: PreparedCall, error: unknown, now: number): ProviderError {
  const isTimeout = classifyError(error, now).kind === 'timeout'
  return new ProviderError({
    message: isTimeout ? 'timed out' : 'the network failed',
    kind: isTimeout ? 'timeout' : 'network',
    provider: host,
    cause: safeError(error, unshown),
  })
}
