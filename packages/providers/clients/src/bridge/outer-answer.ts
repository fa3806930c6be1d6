import { AllTargetsFailedError, BalancerError, DeadlineExceededError } from '@llm-balancer/core'
import { ProviderError } from '@llm-balancer/provider'
import type { Format, IncomingRequest } from './bridged-request.ts'
import { statusOf } from './exchange.ts'
import { refusalBehind } from './refusals.ts'

/**
 * What the outer client gets to see of a run that failed: the last vendor's own answer where there was one, so that its SDK
 * throws the error it always throws, or an answer of ours in the vendor's form; what is set up wrongly is a bad request.
 *
 * @throws what an SDK takes for a failed connection, a time-out or an abort
 */
export function outerAnswer(error: unknown, { format, signal }: IncomingRequest): Response {
  if (signal?.aborted === true) throw signal.reason
  const last = lastOf(error)
  const refusal = refusalBehind(last)
  // The balancer has tried what there is to try: the SDK is told not to begin again.
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
  const status = kind === undefined ? statusWithoutTarget(last) : statusOf(kind)
  return Response.json(errorBody(format, status, last), {
    status,
    headers: marked(retryHeaders((last as { readonly retryAfterMs?: number }).retryAfterMs)),
  })
}

/** What the last attempt failed with, also inside a group. */
function lastOf(error: unknown): unknown {
  return AllTargetsFailedError.isInstance(error) ? lastOf(error.errors.at(-1)) : error
}

/** A target, a setting or an option of the run that cannot be. An SDK would call it a failed connection, or a time-out. */
function isMistake(error: unknown): error is TypeError | RangeError {
  return error instanceof TypeError || error instanceof RangeError
}

/** SDKs know a time-out by its name. */
function timeOut(cause: unknown): Error {
  return Object.assign(new Error('timed out', { cause }), { name: 'TimeoutError' })
}

/** Nobody was asked: too many requests when every reason is a rate limit, else unavailable. */
function statusWithoutTarget(error: BalancerError): number {
  const { considered = [] } = error as { readonly considered?: readonly { readonly reason: string }[] }
  const isThrottled = considered.length > 0 && considered.every(({ reason }) => reason.includes('rate-limit'))
  return isThrottled ? 429 : 503
}

function retryHeaders(retryAfterMs: number | undefined): Record<string, string> {
  if (retryAfterMs === undefined) return {}
  const whole = Math.ceil(retryAfterMs)
  return { 'retry-after': String(Math.ceil(whole / 1000)), 'retry-after-ms': String(whole) }
}

const anthropicTypes: Readonly<Record<number, string>> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  403: 'permission_error',
  404: 'not_found_error',
  429: 'rate_limit_error',
  503: 'overloaded_error',
}

function mistakeBody(format: Format, { message }: Error): object {
  return errorBody(format, 400, { message, code: 'bad-option' })
}

function errorBody(
  format: Format,
  status: number,
  { message, code }: { readonly message: string; readonly code: string },
): object {
  if (format === 'anthropic') {
    return { type: 'error', error: { type: anthropicTypes[status] ?? 'api_error', message } }
  }
  return { error: { message, type: 'llm_balancer_error', param: null, code: code.replaceAll('-', '_') } }
}
