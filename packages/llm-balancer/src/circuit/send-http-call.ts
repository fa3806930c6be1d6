import { classifyError, ProviderError } from '@llm-balancer/core'
import { classifyHttpError, type Fetch } from '@llm-balancer/provider'
import { safeError } from '../errors/safe-error.ts'
import type { PreparedCall } from './http-call.ts'

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
 * Sends one call and reads its answer: what its JSON says, or its text where it is none.
 *
 * @throws ProviderError that shows neither a header nor a body nor the query; or the signal's reason
 */
export async function sendHttpCall(call: PreparedCall, sending: Sending): Promise<unknown> {
  const { fetch, signal, now } = sending
  let response: Response
  let text: string | undefined
  try {
    response = await fetch(call.url, { ...call.init, signal })
    text = await read(response, response.ok ? longestAnswer : longestRefusal)
  } catch (error) {
    signal.throwIfAborted()
    throw broken(call, error, now())
  }
  const { status, headers } = response
  if (response.ok) return parse(text, { call, status, type: headers.get('content-type') ?? '' })
  const { host, unshown } = call
  throw classifyHttpError({
    provider: host,
    status,
    headers,
    body: text ?? '',
    now: now(),
    secrets: unshown.secrets,
  })
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

/** JSON says what it is; what does not say so is tried, as clients do, and a web page is no answer of an API. */
function parse(
  text: string | undefined,
  { call, status, type }: { readonly call: PreparedCall; readonly status: number; readonly type: string },
): unknown {
  const isJson = /\bjson\b/i.test(type)
  if (text === undefined) throw invalid(call, status, `the answer is longer than ${longestAnswer} bytes`)
  if (/\btext\/html\b/i.test(type)) throw invalid(call, status, 'the answer is a web page')
  if (text === '' && status === 204) return text
  if (!isJson && !/^\s*[[{]/.test(text)) return text
  try {
    return JSON.parse(text) as unknown
  } catch {
    if (isJson) throw invalid(call, status, 'the answer is no whole JSON document')
    return text
  }
}

function invalid({ host }: PreparedCall, status: number, message: string): ProviderError {
  return new ProviderError({ message, kind: 'invalid-response', provider: host, status })
}

/** `fetch` failed: whatever it threw, the network is to blame, or the time. */
function broken({ host, unshown }: PreparedCall, error: unknown, now: number): ProviderError {
  const isTimeout = classifyError(error, now).kind === 'timeout'
  return new ProviderError({
    message: isTimeout ? 'timed out' : 'the network failed',
    kind: isTimeout ? 'timeout' : 'network',
    provider: host,
    cause: safeError(error, unshown),
  })
}
