import { ProviderError } from '@llm-balancer/core/contracts'
import type { FailureKind, HeadersLike } from '@llm-balancer/core'
import { headerOf } from '../http/headers.ts'
import type { LimitHeaders } from '../limits/limit-headers.ts'
import { retryHintMs } from '../limits/retry-hint.ts'
import { commonErrorRules, kindOfStatus } from './common-rules.ts'
import type { ErrorRule } from './error-rule.ts'
import { ruleHolds } from './error-rule.ts'
import { failureMessage } from './failure-message.ts'
import { safeWord } from './secrets.ts'
import { readVendorError } from './vendor-error.ts'
import type { VendorError } from './vendor-error.ts'

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
  /** The vendor's limit headers: a limit that is used up says when it resets. @default [] */
  readonly limitHeaders?: readonly LimitHeaders[] | undefined
  /** Unix time in ms, for dates in headers. */
  readonly now: number
  /** Keys and header values that must not show up in the error. @default [] */
  readonly secrets?: readonly string[] | undefined
}

/** Kinds after which a vendor may say when to come back. */
const hinted: ReadonlySet<FailureKind> = new Set<FailureKind>([
  'quota',
  'rate-limit',
  'overloaded',
  'server',
  'timeout',
])

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
 * Says what a refusal means: the vendor's rules, then the common ones, then the status. The error holds our own words,
 * the vendor's code and, for a bad request, the parameter; none of the vendor's free text, since it may echo keys and
 * prompts.
 */
export function classifyHttpError(failure: HttpFailure): ProviderError {
  const { provider, modelId, headers, secrets } = failure
  const error = readVendorError(failure.body)
  const ownStatus = failure.status !== undefined && failure.status >= 300 ? failure.status : undefined
  const status = ownStatus ?? error.status
  const rule = [...(failure.rules ?? []), ...commonErrorRules].find((line) => ruleHolds(line, status, error))
  const kind = rule?.kind ?? kindOfStatus(status, error)
  const code = codeOf(error, secrets)
  const retryAfterMs = hintOf(failure, kind, error)
  const param = kind === 'bad-request' ? safeWord(error.param, secrets) : undefined
  return new ProviderError({
    message:
      rule === undefined && isBareNotFound(status, error)
        ? 'not found (404): check the model and the base URL'
        : failureMessage(kind, { status, code, param, retryAfterMs }),
    kind,
    scope: rule?.scope,
    provider,
    modelId,
    status: failure.status ?? error.status,
    requestId: requestIdOf(headers, secrets),
    retryAfterMs,
    vendorCode: code,
  })
}

/** A 404 that says nothing of a model is as likely the answer of a server that has no such path. */
function isBareNotFound(status: number | undefined, { words, message, object, param }: VendorError): boolean {
  if (status !== 404 || words.length > 0 || param !== undefined) return false
  return Object.keys(object).length === 0 || !/model|deployment/i.test(message)
}

/** The vendor's id of a request, from its response headers. */
export function requestIdOf(
  headers: HeadersLike | undefined,
  secrets: readonly string[] = [],
): string | undefined {
  const found = requestIdHeaders.map((name) => headerOf(headers, name)).find((id) => id !== undefined)
  return safeWord(found, secrets)
}

/** The vendor's most telling word; a number only when there is no other, and not when it repeats the status. */
function codeOf({ words, status }: VendorError, secrets: readonly string[] | undefined): string | undefined {
  const safe = words.map((word) => safeWord(word, secrets)).filter((word) => word !== undefined)
  return safe.find((word) => !/^\d+$/.test(word)) ?? safe.find((word) => word !== String(status))
}

function hintOf(failure: HttpFailure, kind: FailureKind, error: VendorError): number | undefined {
  if (!hinted.has(kind)) return undefined
  const { headers, now } = failure
  const limitHeaders = kind === 'rate-limit' ? (failure.limitHeaders ?? []) : []
  return retryHintMs({ headers, error, limitHeaders, now })
}
