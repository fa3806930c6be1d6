import { classifyError, ProviderError } from '@llm-balancer/core'
import type { Clock } from '@llm-balancer/core/time'
import { classifyHttpError, codeIn, failureMessage, InvalidAnswerError } from '@llm-balancer/provider'
import { parseJsonText, readResponse, readText, type Fetch } from '@llm-balancer/provider'
import { redact, type Unshown } from '../../errors/redact.ts'
import { safeError } from '../../errors/safe-error.ts'
import type { CallRequest } from './call-request.ts'

/** A longer answer is refused, in bytes. */
const longestAnswer = 32 * 1024 * 1024
/** Of a refusal no more is read, in bytes. */
const longestRefusal = 64 * 1024
/** Values nested deeper than this are left out of `response.data`. */
const deepest = 8

/** The parts that a call is sent with. */
export interface Sending {
  readonly fetch: Fetch
  readonly signal: AbortSignal
  /** For dates in headers. */
  readonly clock: Clock
}

/**
 * Sends one call and reads its answer: the parsed JSON, or the text where it is not JSON.
 *
 * @throws ProviderError (an LLMCallError) that shows neither a header nor the request's body nor the query; or the signal's reason
 */
export async function sendCall(call: CallRequest, { fetch, signal, clock }: Sending): Promise<unknown> {
  const { host: provider, unshown } = call
  try {
    const { status, headers, ok, body } = readResponse(await fetch(call.url, { ...call.init, signal }))
    const { text, cut } = await readText(body, ok ? longestAnswer : longestRefusal)
    if (!ok) {
      const { secrets } = unshown
      const refusal = classifyHttpError({ status, headers, body: text, provider, secrets, now: clock.now() })
      throw withResponse(refusal, { status, body: text }, unshown)
    }
    if (cut) throw new InvalidAnswerError(`the answer is longer than ${longestAnswer} bytes`)
    return status === 204 && text === '' ? text : valueOf(text, headers.get('content-type') ?? '')
  } catch (error) {
    signal.throwIfAborted()
    if (ProviderError.isInstance(error)) throw error
    if (error instanceof InvalidAnswerError)
      throw new ProviderError({ message: error.message, kind: 'invalid-response', provider })
    const kind = classifyError(error, 0).kind === 'timeout' ? 'timeout' : 'network'
    const cause = safeError(error, unshown)
    throw new ProviderError({ message: failureMessage(kind, { code: codeIn(cause) }), kind, provider, cause })
  }
}

/**
 * An answer that is called JSON has to be JSON; one that is not called so is tried, as HTTP clients do. A web page is never
 * the answer of an API.
 */
function valueOf(text: string, type: string): unknown {
  const isJson = /\bjson\b/i.test(type)
  if (/\btext\/html\b/i.test(type)) throw new InvalidAnswerError('the answer is a web page')
  const document = isJson || /^\s*[[{]/.test(text) ? parseJsonText(text) : undefined
  if (document !== undefined) return document.value
  if (isJson) throw new InvalidAnswerError('the answer is not a complete JSON document')
  return text
}

/** Puts the answer of the service on the error of a failed attempt, without secrets. */
export function withResponse(
  error: ProviderError,
  { status, body }: { readonly status: number; readonly body: string },
  unshown: Unshown,
): ProviderError {
  const document = parseJsonText(body)
  const data = clean(document === undefined ? body : document.value, unshown, deepest)
  return Object.defineProperty(error, 'response', { value: { status, data } })
}

function clean(value: unknown, unshown: Unshown, depth: number): unknown {
  if (typeof value === 'string') return redact(value, unshown)
  if (typeof value !== 'object' || value === null) return value
  if (depth === 0) return undefined
  if (Array.isArray(value)) return value.map((item) => clean(item, unshown, depth - 1))
  const entries = Object.entries(value).map(([name, item]) => [
    redact(name, unshown),
    clean(item, unshown, depth - 1),
  ])
  return Object.fromEntries(entries) as unknown
}
