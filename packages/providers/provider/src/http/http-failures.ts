import type { FailureKind } from '@llm-balancer/core'
import { errorChain, ProviderError, readProperty } from '@llm-balancer/core/errors'
import { classifyHttpError, requestIdOf, type HttpFailure } from '../errors/classify-http-error.ts'
import { codeIn } from '../errors/code-in.ts'
import { failureMessage } from '../errors/failure-message.ts'
import { safeCause } from '../errors/safe-cause.ts'
import type { Endpoint } from './endpoint.ts'
import { sentWith } from './sent-request.ts'
import type { HttpAnswer } from './http-answer.ts'
import { InvalidAnswerError } from './invalid-answer-error.ts'

/** A failure that the client found itself, without an error from the vendor. */
export type FailureFacts = {
  readonly kind: FailureKind
  /** The answer that turned out wrong. */
  readonly answer?: HttpAnswer | undefined
  /** Our own words. @default the kind's */
  readonly message?: string | undefined
}

/** The error of an endpoint's answer that turned out wrong. */
export function failureOf(endpoint: Endpoint, { kind, answer, message }: FailureFacts): ProviderError {
  return new ProviderError({
    message: message ?? failureMessage(kind),
    kind,
    provider: endpoint.provider,
    modelId: endpoint.modelId,
    status: answer?.status,
    requestId: answer && requestIdOf(answer.headers, sentWith(endpoint, answer).secrets),
  })
}

/** What {@link brokenOf} has to know of a request that broke. */
export type BrokenRequest = {
  readonly signal: AbortSignal | undefined
  /** The kind, unless the error itself is more specific. */
  readonly kind: FailureKind
  readonly secrets: () => readonly string[]
  /** The answer whose body broke. @default the request broke before there was one */
  readonly answer?: HttpAnswer | undefined
  /** Our own words for what broke. @default the kind's, with the system's or the network's code: `ECONNREFUSED` */
  readonly message?: string | undefined
}

/**
 * What a request that broke throws: the reason of its signal when that is why, else the error of `fetch`, made safe. A
 * `fetch` that knows what its failure means throws a `ProviderError` itself.
 */
export function brokenOf(endpoint: Endpoint, error: unknown, request: BrokenRequest): Error {
  // Thrown as it is, since it is the caller's own.
  if (request.signal?.aborted === true) return request.signal.reason as Error
  if (ProviderError.isInstance(error)) return error
  if (error instanceof InvalidAnswerError)
    return failureOf(endpoint, { kind: 'invalid-response', answer: request.answer, message: error.message })
  const kind = isTimeout(error) ? 'timeout' : request.kind
  const { provider, modelId } = endpoint
  const cause = safeCause(error, request.secrets())
  const message = request.message ?? failureMessage(kind, { code: codeIn(cause) })
  return new ProviderError({ message, kind, provider, modelId, cause })
}

/** What an error object inside a good answer means. */
export function inAnswer(endpoint: Endpoint, body: unknown, answer: HttpAnswer): ProviderError {
  const { status, headers } = answer
  const { secrets, said } = sentWith(endpoint, answer)
  return refusalOf(endpoint, { status, headers, body, secrets: secrets(), said })
}

/** What a vendor's refusal means. */
export function refusalOf(
  { provider, modelId, errorRules: rules, limitHeaders, exposeVendorErrors, now }: Endpoint,
  refusal: Required<Pick<HttpFailure, 'status' | 'headers' | 'body' | 'secrets' | 'said'>>,
): ProviderError {
  const vendor = { provider, modelId, rules, limitHeaders, exposeVendorErrors }
  return classifyHttpError({ ...vendor, ...refusal, now: now() })
}

/** Names and codes of time-outs in the implementations of `fetch`. */
const timeouts = /^(TimeoutError|HeadersTimeoutError|BodyTimeoutError|ConnectTimeoutError|ETIMEDOUT)$/

function isTimeout(error: unknown): boolean {
  return errorChain(error).some((link) =>
    ['name', 'code'].some((field) => {
      const word = readProperty(link, field)
      return typeof word === 'string' && timeouts.test(word)
    }),
  )
}
