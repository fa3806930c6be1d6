import type { TargetView } from '../contracts/target.ts'
import type { HeadersLike } from '../contracts/usage.ts'
import { errorCodeOf } from '../errors/balancer-error.ts'
import { failureRules, type Failure, type FailureKind } from '../errors/failure.ts'
import type { AllTargetsFailedError } from '../errors/run-errors.ts'
import { retryAfterMsOf } from '../retry-after.ts'

/** Says what an error means. Gives a kind, a whole failure, or undefined to leave it to the next classifier. */
export type Classify = (error: unknown, context: ClassifyContext) => Failure | FailureKind | undefined

/** What a classifier may know besides the error. */
export interface ClassifyContext {
  readonly target: TargetView
  /** Unix time in ms, for dates in headers. */
  readonly now: number
}

/**
 * Says what an error means by its shape alone, so that any client works as it is: this family's own errors, those of the
 * official SDKs and of the AI SDK (`status`/`statusCode`, `headers`/`responseHeaders`, `code`, `type`), `AbortError`,
 * `TimeoutError`, and the `cause` chains of `fetch`.
 *
 * @param now Unix time in ms, for dates in headers
 */
export function classifyError(error: unknown, now: number): Failure {
  const own = ownFailure(error)
  if (own !== undefined) return own
  const facts = factsOf(error)
  const kind = kindOf(error, facts)
  const retryAfterMs = facts.headers === undefined ? undefined : retryAfterMsOf(facts.headers, now)
  return {
    kind,
    scope: failureRules[kind].scope,
    ...(facts.status === undefined ? {} : { status: facts.status }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  }
}

interface ErrorFacts {
  readonly status: number | undefined
  readonly headers: HeadersLike | undefined
  /** Codes, types and message of the error and its causes, in lower case. */
  readonly words: string
}

/** Errors that already say what they are. */
function ownFailure(error: unknown): Failure | undefined {
  switch (errorCodeOf(error)) {
    case undefined:
      return isFailure(error) ? plainFailure(error) : undefined
    case 'provider-failed':
    case 'stream-interrupted':
      return plainFailure({ scope: 'target', ...pick(error as Failure) })
    case 'all-targets-failed':
      return groupFailure(error as AllTargetsFailedError)
    case 'deadline-exceeded':
      return { kind: 'timeout', scope: 'target' }
    case 'no-target-available':
    case 'circuit-open':
    case 'rate-limited':
    case 'balancer-closed':
      return plainFailure({ ...pick(error as Failure), kind: 'overloaded', scope: 'target' })
    default:
      return { kind: 'bad-request', scope: 'request' }
  }
}

/** A group fails as its last target that was itself to blame; when only keys were, it is out like an overloaded one. */
function groupFailure(error: AllTargetsFailedError): Failure {
  const blamed = error.attempts.findLast((attempt) => failureRules[attempt.kind].countsAgainstTarget)
  return plainFailure({
    ...pick(error as unknown as Failure),
    kind: blamed?.kind ?? 'overloaded',
    scope: 'target',
  })
}

function isFailure(error: unknown): error is Failure {
  return (
    typeof error === 'object' &&
    error !== null &&
    'kind' in error &&
    'scope' in error &&
    typeof error.kind === 'string' &&
    Object.hasOwn(failureRules, error.kind) &&
    ['caller', 'request', 'key', 'target'].includes(error.scope as string)
  )
}

function pick({ kind, scope, status, retryAfterMs }: Failure): Partial<Failure> & Pick<Failure, 'kind'> {
  return {
    kind,
    ...((scope as unknown) === undefined ? {} : { scope }),
    ...(typeof status === 'number' ? { status } : {}),
    ...(typeof retryAfterMs === 'number' ? { retryAfterMs } : {}),
  }
}

function plainFailure(failure: Partial<Failure> & Pick<Failure, 'kind'>): Failure {
  return { scope: failureRules[failure.kind].scope, ...pick(failure as Failure) }
}

const longestChain = 5

function factsOf(error: unknown): ErrorFacts {
  let status: number | undefined
  let headers: HeadersLike | undefined
  const words: string[] = []
  let link = error
  for (let depth = 0; depth < longestChain && typeof link === 'object' && link !== null; depth += 1) {
    const shape = link as Readonly<Record<string, unknown>>
    const response = recordOf(shape['response'])
    status ??= statusOf(shape) ?? statusOf(response)
    headers ??= headersOf(shape['headers'] ?? shape['responseHeaders'] ?? response['headers'])
    const body = recordOf(shape['error'])
    for (const part of [shape, body, recordOf(body['error'])]) {
      for (const key of ['name', 'code', 'type', 'message', 'status', 'responseBody']) {
        if (typeof part[key] === 'string') words.push(part[key].slice(0, 2000))
      }
    }
    link = shape['cause']
  }
  return { status, headers, words: words.join('\n').toLowerCase() }
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {}
}

function statusOf(shape: Readonly<Record<string, unknown>>): number | undefined {
  const status = shape['status'] ?? shape['statusCode']
  return typeof status === 'number' && status >= 100 && status <= 599 ? status : undefined
}

function headersOf(value: unknown): HeadersLike | undefined {
  return typeof value === 'object' && value !== null ? (value as HeadersLike) : undefined
}

/** Words that say more than the status does, most telling first. Sources: the vendors' error pages, autumn 2026. */
const tellingWords: readonly (readonly [RegExp, FailureKind, readonly number[]])[] = [
  [
    /insufficient_quota|credit_balance_exhausted|(spend|usage)_limit_(exceeded|reached)|credit balance is too low|reached your specified api usage limits/,
    'quota',
    [400, 402, 403, 429],
  ],
  [/api_key_invalid|invalid_api_key/, 'auth', [400, 401, 403]],
  [
    /context_length_exceeded|prompt is too long|input token count|too many tokens|maximum context length/,
    'context-length',
    [400, 403, 413, 422],
  ],
  [/content_filter|content_policy_violation|responsibleaipolicyviolation/, 'content-policy', [400, 403]],
  [/model_not_found|model_decommissioned/, 'model-not-found', [400, 403, 404]],
  [/\bslow_down\b/, 'overloaded', [429, 503]],
]

function kindOf(error: unknown, { status, words }: ErrorFacts): FailureKind {
  if (status === undefined) return kindWithoutStatus(error, words)
  const telling = tellingWords.find(
    ([pattern, , statuses]) => statuses.includes(status) && pattern.test(words),
  )
  if (telling !== undefined) return telling[1]
  if (status === 404) return words.includes('model') ? 'model-not-found' : 'bad-request'
  return kindByStatus[status] ?? (status >= 500 ? 'server' : 'bad-request')
}

const kindByStatus: Readonly<Record<number, FailureKind>> = {
  401: 'auth',
  402: 'quota',
  403: 'permission',
  408: 'timeout',
  413: 'context-length',
  425: 'overloaded',
  429: 'rate-limit',
  498: 'overloaded',
  499: 'aborted',
  503: 'overloaded',
  504: 'timeout',
  529: 'overloaded',
}

const networkWords =
  /econn|epipe|enotfound|eai_again|ehostunreach|enetunreach|und_err|fetch failed|failed to fetch|socket|network|connection|terminated|certificate|\btls\b|\bssl\b/

function kindWithoutStatus(error: unknown, words: string): FailureKind {
  if (/timeout|timed ?out/.test(words)) return 'timeout'
  if (networkWords.test(words) || words.includes('aborterror')) return 'network'
  if (error instanceof SyntaxError) return 'invalid-response'
  const programmingFault =
    error instanceof TypeError || error instanceof RangeError || error instanceof ReferenceError
  return programmingFault ? 'bad-request' : 'server'
}
