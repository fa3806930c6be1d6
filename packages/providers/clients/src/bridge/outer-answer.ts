import {
  AllTargetsFailedError,
  BalancerError,
  DeadlineExceededError,
  limitsBehind,
  StateUnavailableError,
} from '@llm-balancer/core'
import { ProviderError } from '@llm-balancer/provider'
import { chatErrorBody, messageErrorBody } from '@llm-balancer/provider/answers'
import type { IncomingRequest } from './bridged-request.ts'
import type { Format } from './outer-paths.ts'
import { statusForKind } from './status-for-kind.ts'
import { refusalBehind } from './refusals.ts'
import { isWrongFormat } from './wrong-format.ts'

/**
 * The response of a failed run for the outer client: the last vendor's own answer if there was one, so that its SDK throws its
 * usual error, else an answer of ours in the vendor's form; a wrong setting is a bad request.
 *
 * @throws an error that an SDK reports as a failed connection, a time-out or an abort
 */
export function outerAnswer(error: unknown, { format, signal }: IncomingRequest): Response {
  if (signal?.aborted === true) throw signal.reason
  const last = lastOf(error)
  const refusal = refusalBehind(last)
  // The balancer has tried every target, so the SDK must not retry.
  const marked = (headers?: HeadersInit): Headers => {
    const all = new Headers(headers)
    all.set('x-should-retry', 'false')
    return all
  }
  if (refusal !== undefined) {
    return new Response(refusal.body, { status: refusal.status, headers: marked(refusal.headers) })
  }
  const kind = ProviderError.isInstance(last) ? last.kind : undefined
  if (DeadlineExceededError.isInstance(last) || kind === 'timeout') throw timeOut(error)
  if (kind === 'network') throw new TypeError('fetch failed', { cause: last })
  if (isMistake(last)) return Response.json(mistakeBody(format, last), { status: 400, headers: marked() })
  if (!BalancerError.isInstance(last)) throw error
  if (isWrongFormat(last)) return Response.json(mistakeBody(format, last), { status: 400, headers: marked() })
  const withoutTarget = limitsBehind(last).isAll ? 429 : 503
  const status = kind === undefined ? withoutTarget : statusForKind(kind)
  return Response.json(errorBody(format, status, last), {
    status,
    headers: marked(retryHeaders((last as { readonly retryAfterMs?: number }).retryAfterMs)),
  })
}

/** The error of the last attempt, also inside a group; that of a target with another format only where there is no other. */
function lastOf(error: unknown): unknown {
  if (StateUnavailableError.isInstance(error) && error.cause !== undefined) return lastOf(error.cause)
  if (!AllTargetsFailedError.isInstance(error)) return error
  const last = error.errors.findLast((one) => !isWrongFormat(one)) ?? error.errors.at(-1)
  return lastOf(last)
}

/** An invalid target, setting or option of the run, which an SDK would report as a failed connection or a time-out. */
function isMistake(error: unknown): error is TypeError | RangeError {
  return error instanceof TypeError || error instanceof RangeError
}

/** SDKs recognise a time-out by its name. */
function timeOut(cause: unknown): Error {
  return Object.assign(new Error('timed out', { cause }), { name: 'TimeoutError' })
}

function retryHeaders(retryAfterMs: number | undefined): Record<string, string> {
  if (retryAfterMs === undefined) return {}
  const whole = Math.ceil(retryAfterMs)
  return { 'retry-after': String(Math.ceil(whole / 1000)), 'retry-after-ms': String(whole) }
}

const googleStatuses: Readonly<Record<number, string>> = {
  400: 'INVALID_ARGUMENT',
  401: 'UNAUTHENTICATED',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  429: 'RESOURCE_EXHAUSTED',
  503: 'UNAVAILABLE',
  504: 'DEADLINE_EXCEEDED',
}

function mistakeBody(format: Format, { message }: Error): object {
  return errorBody(format, 400, { message, code: 'bad-option' })
}

function errorBody(
  format: Format,
  status: number,
  { message, code }: { readonly message: string; readonly code: string },
): object {
  if (format === 'anthropic') return messageErrorBody(status, { message })
  if (format === 'google')
    return { error: { code: status, message, status: googleStatuses[status] ?? 'INTERNAL' } }
  if (format === 'cohere') return { message }
  return chatErrorBody({ message, kind: code })
}
