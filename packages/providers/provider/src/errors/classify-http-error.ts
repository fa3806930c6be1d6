import type { HeadersLike } from '@llm-balancer/core'
import { commonErrorRules, judgeRefusal, ProviderError, readVendorError } from '@llm-balancer/core/errors'
import type { ErrorRule, VendorError } from '@llm-balancer/core/errors'
import { headerOf } from '@llm-balancer/core/retry-after'
import type { LimitHeaders } from '../limits/limit-headers.ts'
import { failureMessage } from './failure-message.ts'
import { redactText, safeWord } from './secrets.ts'

/** A refused request, or an error object inside a stream. */
export interface HttpFailure {
  readonly provider: string
  readonly modelId?: string | undefined
  /** HTTP status; below 400 or absent for an error inside a good answer. */
  readonly status?: number | undefined
  readonly headers?: HeadersLike | undefined
  /** The body as text, or an error object parsed already. */
  readonly body: unknown
  /** The vendor's own table, read before the common one. @default [] */
  readonly rules?: readonly ErrorRule[] | undefined
  /** The vendor's limit headers: after a rate limit, the reset of an exhausted one is when to come back. @default [] */
  readonly limitHeaders?: readonly LimitHeaders[] | undefined
  /** Unix time in ms, for dates in headers. */
  readonly now: number
  /** Keys and header values that must not show up in the error. @default [] */
  readonly secrets?: readonly string[] | undefined
  /** The text of the request: what a vendor echoes of it as a code does not show up either. @default not looked for */
  readonly said?: (() => string) | undefined
  /** Puts the vendor's own text, which may echo the prompt, into the error's message. @default false */
  readonly exposeVendorErrors?: boolean | undefined
}

/** A request of an adapter is always about its model: without another reason, that is what was not found. */
const notFound: ErrorRule = { status: [404], kind: 'model-not-found' }

/** Headers that name a request for a vendor's support. */
const requestIdHeaders = [
  'x-request-id',
  'request-id',
  'apim-request-id',
  'mistral-correlation-id',
  'x-amzn-requestid',
  'cf-ray',
]

/**
 * Says what a refusal means: by the vendor's rules, then the common ones, then the status. The error's message holds our own
 * words, the vendor's code and, for a bad request, the parameter. The vendor's free text may echo keys and prompts: it is in
 * `vendorMessage`, which is not enumerable, with its secrets redacted, and in the message only with `exposeVendorErrors`.
 */
export function classifyHttpError(failure: HttpFailure): ProviderError {
  const { provider, modelId, headers, secrets, said } = failure
  const error = readVendorError(failure.body)
  const ownStatus = failure.status !== undefined && failure.status >= 300 ? failure.status : undefined
  const status = ownStatus ?? error.status
  const { kind, scope, retryAfterMs, isGuess, rule } = judgeRefusal({
    ...{ status, headers, said: error, bodies: [failure.body], now: failure.now },
    rules: [...(failure.rules ?? []), ...commonErrorRules, notFound],
    limits: failure.limitHeaders ?? [],
  })
  const code = codeOf(error, (word) => safeWord(word, secrets, said))
  const vendorMessage = redactText(error.message, secrets)
  const shown = failure.exposeVendorErrors === true ? vendorMessage : undefined
  const param = kind === 'bad-request' ? safeWord(error.param, secrets, said) : undefined
  const isBare = rule === notFound && isBareNotFound(error)
  return new ProviderError({
    message: isBare
      ? `not found (404): check the model and the base URL${shown === undefined ? '' : `: ${shown}`}`
      : failureMessage(kind, { status, code, param, retryAfterMs, vendorMessage: shown }),
    kind,
    scope,
    isGuess,
    provider,
    modelId,
    status: failure.status ?? error.status,
    requestId: requestIdOf(headers, () => secrets ?? []),
    retryAfterMs,
    vendorCode: code,
    vendorMessage,
  })
}

/** A 404 that does not mention a model may as well come from a server without that path. */
function isBareNotFound({ words, message, object }: VendorError): boolean {
  if (words.length > 0) return false
  return Object.keys(object).length === 0 || !/model|deployment/i.test(message)
}

/** The vendor's id of a request, from its response headers, unless it repeats a secret. */
export function requestIdOf(
  headers: HeadersLike | undefined,
  secrets: () => readonly string[],
): string | undefined {
  for (const name of requestIdHeaders) {
    const found = headerOf(headers, name)
    if (found !== undefined) return safeWord(found, secrets())
  }
  return undefined
}

/** The vendor's most telling word; a number only when there is no other, and not when it repeats the status. */
function codeOf(
  { words, status }: VendorError,
  safeOf: (word: string) => string | undefined,
): string | undefined {
  const safe = words.map(safeOf).filter((word) => word !== undefined)
  return safe.find((word) => !/^\d+$/.test(word)) ?? safe.find((word) => word !== String(status))
}
