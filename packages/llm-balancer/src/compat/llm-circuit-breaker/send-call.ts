import { classifyError, ProviderError } from '@llm-balancer/core'
import {
  classifyHttpError,
  codeIn,
  failureMessage,
  InvalidAnswerError,
  readResponse,
  readText,
  type BodyText,
  type Fetch,
  type ReceivedResponse,
} from '@llm-balancer/provider'
import { safeError } from '../../errors/safe-error.ts'
import { withResponse, type LLMCallError } from './llm-call-error.ts'
import { parseJson } from './parse-json.ts'
import type { PreparedCall } from './prepare-call.ts'

/** A longer answer is refused, in bytes. */
const longestAnswer = 32 * 1024 * 1024
/** Of a refusal no more is read, in bytes. */
const longestRefusal = 64 * 1024

/** The parts that a call is sent with. */
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
  let response: ReceivedResponse
  let body: BodyText
  try {
    response = readResponse(await fetch(call.url, { ...call.init, signal }))
    body = await readText(response.body, response.ok ? longestAnswer : longestRefusal)
  } catch (error) {
    signal.throwIfAborted()
    throw connectionError(call, error, now())
  }
  const { status, headers, ok } = response
  if (ok) return parse(body, { call, status, type: headers.get('content-type') ?? '' })
  throw refusal(call, { status, headers, body: body.text, now: now() })
}

/**
 * An answer that is called JSON has to be JSON; one that is not called so is tried, as HTTP clients do. A web page is never
 * the answer of an API.
 */
function parse(
  { text, cut }: BodyText,
  { call, status, type }: { readonly call: PreparedCall; readonly status: number; readonly type: string },
): unknown {
  const isJson = /\bjson\b/i.test(type)
  if (cut) throw invalid(call, status, `the answer is longer than ${longestAnswer} bytes`)
  if (/\btext\/html\b/i.test(type)) throw invalid(call, status, 'the answer is a web page')
  if (text === '' && status === 204) return text
  if (!isJson && !/^\s*[[{]/.test(text)) return text
  const document = parseJson(text)
  if (document !== undefined) return document
  if (isJson) throw invalid(call, status, 'the answer is not a complete JSON document')
  return text
}

function invalid({ host }: PreparedCall, status: number | undefined, message: string): ProviderError {
  return new ProviderError({ message, kind: 'invalid-response', provider: host, status })
}

function refusal(
  { host, unshown }: PreparedCall,
  answer: { readonly status: number; readonly headers: Headers; readonly body: string; readonly now: number },
): LLMCallError {
  const error = classifyHttpError({ ...answer, provider: host, secrets: unshown.secrets })
  return withResponse(error, answer, unshown)
}

/** `fetch` failed: it gave no response, or the network or its time limit is the reason, whatever it threw. */
function connectionError(call: PreparedCall, error: unknown, now: number): ProviderError {
  if (error instanceof InvalidAnswerError) return invalid(call, undefined, error.message)
  const { host, unshown } = call
  const kind = classifyError(error, now).kind === 'timeout' ? 'timeout' : 'network'
  const cause = safeError(error, unshown)
  const message = failureMessage(kind, { code: codeIn(cause) })
  return new ProviderError({ message, kind, provider: host, cause })
}
