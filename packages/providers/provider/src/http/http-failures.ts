import { ProviderError } from '@llm-balancer/core/contracts'
import type { FailureKind } from '@llm-balancer/core'
import { classifyHttpError, requestIdOf } from '../errors/classify-http-error.ts'
import { failureMessage } from '../errors/failure-message.ts'
import { safeCause } from '../errors/safe-cause.ts'
import { reasonOf } from './abortable.ts'
import type { Endpoint } from './endpoint.ts'
import { secretsOf } from './headers.ts'
import type { HttpAnswer } from './http-answer.ts'

/** What a failure that is not the vendor's own word is made of. */
export type FailureFacts = {
  readonly kind: FailureKind
  /** The answer that turned out wrong. */
  readonly answer?: HttpAnswer | undefined
  /** Our own words. @default the kind's */
  readonly message?: string | undefined
}

/** An error that speaks for an endpoint. */
export function failureOf(endpoint: Endpoint, { kind, answer, message }: FailureFacts): ProviderError {
  return new ProviderError({
    message: message ?? failureMessage(kind),
    kind,
    provider: endpoint.provider,
    modelId: endpoint.modelId,
    status: answer?.status,
    requestId: requestIdOf(answer?.headers),
  })
}

/** What {@link brokenOf} has to know of a request that broke. */
export type BrokenRequest = {
  readonly signal: AbortSignal | undefined
  /** What it is when it is nothing more telling. */
  readonly kind: FailureKind
  readonly secrets: () => readonly string[]
  /** Our own words for what broke. @default the kind's, with the network's code */
  readonly message?: string | undefined
}

/**
 * What a request that broke throws: the reason of its signal when that is why, else what `fetch` says, made safe. A
 * `fetch` that knows what it means throws a `ProviderError` itself.
 */
export function brokenOf(endpoint: Endpoint, error: unknown, request: BrokenRequest): Error {
  if (request.signal?.aborted === true) return reasonOf(request.signal)
  if (ProviderError.isInstance(error)) return error
  const kind = isTimeout(error) ? 'timeout' : request.kind
  const { provider, modelId } = endpoint
  const cause = safeCause(error, request.secrets())
  const message = request.message ?? failureMessage(kind, { code: codeIn(cause) })
  return new ProviderError({ message, kind, provider, modelId, cause })
}

/** The first code in a chain of causes that have been made safe: `ECONNREFUSED`. */
function codeIn(cause: (Error & { readonly code?: string }) | undefined): string | undefined {
  return cause?.code ?? (cause?.cause instanceof Error ? codeIn(cause.cause) : undefined)
}

/** What an error object inside a good answer means. */
export function inAnswer(endpoint: Endpoint, body: unknown, answer: HttpAnswer): ProviderError {
  const { provider, modelId, errorRules: rules, limitHeaders, now, apiKey } = endpoint
  const secrets = [...(typeof apiKey === 'string' ? [apiKey] : []), ...secretsOf(endpoint.headers)]
  return classifyHttpError({ provider, modelId, ...answer, rules, limitHeaders, body, now: now(), secrets })
}

/** Names and codes by which `fetch` implementations say that time was up. */
const timeouts = /^(TimeoutError|HeadersTimeoutError|BodyTimeoutError|ConnectTimeoutError|ETIMEDOUT)$/

function isTimeout(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false
  const { name, code, cause } = error as Record<string, unknown>
  return timeouts.test(String(name)) || timeouts.test(String(code)) || isTimeout(cause)
}
