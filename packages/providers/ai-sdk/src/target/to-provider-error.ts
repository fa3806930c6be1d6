import type { ProviderErrorOptions } from '@llm-balancer/core'
import { classifyError } from '@llm-balancer/core/errors'
import {
  asRecord,
  classifyHttpError,
  codeIn,
  failureMessage,
  hasError,
  parseJsonObject,
  ProviderError,
  safeCause,
} from '@llm-balancer/provider'
import type { FailureKind, HeadersLike } from '@llm-balancer/provider'
import type { AiSdkTarget } from './ai-sdk-target.ts'
import { answeredOf } from './answered-of.ts'
import type { SentCall } from './sent-call.ts'

const nothingSent: SentCall = { secrets: [], said: () => '' }

/** What the AI SDK's own errors mean, by their names (`@ai-sdk/provider`, `errors`). */
const kindsByName: readonly (readonly [RegExp, FailureKind])[] = [
  [
    /^AI_(EmptyResponseBody|InvalidResponseData|JSONParse|NoContentGenerated|TypeValidation)Error$/,
    'invalid-response',
  ],
  [/^AI_Load(APIKey|Setting)Error$/, 'auth'],
  [/^AI_NoSuchModelError$/, 'model-not-found'],
  [/^AI_(Invalid(Argument|Prompt)|TooManyEmbeddingValuesForCall)Error$/, 'bad-request'],
]

/** Errors of a model that cannot do what was asked; another one may. */
const beyondModel = /^AI_(UnsupportedFunctionality|NoSuchProviderReference)Error$/

/**
 * What a call of an AI SDK model failed with, in the balancer's words. An AI SDK error holds the whole request, prompt and
 * all, so nothing of it is kept but what a `ProviderError` may show. Status, headers and body decide; `isRetryable` counts
 * only where they say nothing. `sent` is what went with the call.
 */
export function toProviderError(
  error: unknown,
  target: AiSdkTarget,
  sent: SentCall = nothingSent,
): ProviderError {
  if (ProviderError.isInstance(error)) return error
  const name = String(asRecord(error)['name'])
  const unread = name.includes('TypeValidation') ? asRecord(error)['value'] : undefined
  // An error in a stream, in a form that the provider does not know.
  if (isErrorObject(unread)) return toProviderError(unread, target, sent)
  if (beyondModel.test(name)) return failureOf(target, beyond)
  const [, kind] = kindsByName.find(([pattern]) => pattern.test(name)) ?? []
  if (kind !== undefined) return failureOf(target, { kind })
  return fromAnswer(error, target, sent) ?? fromShape(error, target, sent)
}

/** What is known of a failure. @default the words of its kind as message */
type FailureFacts = Omit<ProviderErrorOptions, 'provider' | 'modelId' | 'message'> & {
  readonly message?: string
}

/** A failure in our own words. */
export function failureOf(
  { provider, modelId, exposeVendorErrors }: AiSdkTarget,
  facts: FailureFacts,
): ProviderError {
  const { kind, status, retryAfterMs, vendorCode: code } = facts
  const vendorMessage = exposeVendorErrors ? facts.vendorMessage : undefined
  const message = failureMessage(kind, { status, code, retryAfterMs, vendorMessage })
  return new ProviderError({ provider, modelId, message, ...facts })
}

/** The next target is called, this one is not called again, and its health stays as it is. */
const beyond: FailureFacts = {
  kind: 'model-not-found',
  scope: 'request',
  message: 'the model cannot do what was asked',
}

/** The vendor's own failure: a refusal, an error inside a good answer, or an error part of a stream. */
function fromAnswer(
  error: unknown,
  target: AiSdkTarget,
  { secrets, said }: SentCall,
): ProviderError | undefined {
  // A value that is no Error came as a part of a stream: the vendor's own error object, or its text.
  const isPart = !(error instanceof Error)
  const told = answeredOf(error) ?? asRecord(error)
  const { provider, modelId, limitHeaders, exposeVendorErrors } = target
  const { statusCode, responseHeaders, responseBody, data, isRetryable } = told
  const status = typeof statusCode === 'number' ? statusCode : undefined
  const body = isPart ? error : (responseBody ?? data ?? told)
  if (!isPart && !(Number(status) >= 400) && !holdsError(body)) return undefined
  const failure = classifyHttpError({
    ...{ provider, modelId, limitHeaders, exposeVendorErrors, status, body, secrets, now: target.now() },
    said: () => said() ?? '',
    headers: asRecord(responseHeaders) as HeadersLike,
  })
  if (failure.kind !== 'bad-request' || isRetryable !== true) return failure
  const { vendorCode, requestId, vendorMessage } = failure
  return failureOf(target, { kind: 'server', status, requestId, vendorCode, vendorMessage })
}

/** True for a body that holds an error, rather than an answer that could not be read. */
function holdsError(body: unknown): boolean {
  return hasError(asRecord(typeof body === 'string' ? parseJsonObject(body) : body))
}

/** True for a vendor's error object, with or without an `error` around it. */
function isErrorObject(value: unknown): boolean {
  const body = asRecord(value)
  return hasError(body) || body['object'] === 'error'
}

/** The failure of a call that got no readable answer: broken off, cut short, or none at all. */
function fromShape(error: unknown, target: AiSdkTarget, { secrets, said }: SentCall): ProviderError {
  const { cause, isRetryable } = asRecord(error)
  const answered = answeredOf(error)
  // The status of a good answer says nothing of why it could not be read.
  const failure = classifyError(answered === undefined ? error : answered['cause'], target.now())
  let { kind } = failure
  if (answered !== undefined && kind !== 'network' && kind !== 'timeout') kind = 'invalid-response'
  // Without a status the AI SDK marks failures of `fetch` as retryable.
  else if (kind === 'server' && isRetryable === true) kind = 'network'
  const { status, retryAfterMs } = failure
  const safe = safeCause(cause ?? error, secrets)
  // A provider writes the request before it sends it.
  if (kind === 'server' && said() === undefined) {
    const message = 'the request cannot be written as JSON'
    return failureOf(target, { kind: 'bad-request', message, cause: safe })
  }
  const message = failureMessage(kind, { status, retryAfterMs, code: codeIn(safe) })
  return failureOf(target, { kind, status, retryAfterMs, message, cause: safe })
}
