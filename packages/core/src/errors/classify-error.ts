import type { TargetView } from '../contracts/target.ts'
import { errorCodeOf } from '../errors/balancer-error.ts'
import { failureRules, type Failure, type FailureKind } from '../errors/failure.ts'
import type { AllTargetsFailedError } from '../errors/run-errors.ts'
import { defined } from '../options/defined.ts'
import { headerHintMs } from '../retry-after/header-hint.ts'
import type { HeadersLike } from '../retry-after/header-of.ts'

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
  let status: number | undefined
  let headers: unknown
  let words = ''
  let link = error
  for (let depth = 0; depth < longestChain && Object(link) === link; depth += 1) {
    const shape = shapeOf(link)
    const response = shapeOf(shape['response'])
    const body = shapeOf(shape['error'])
    status ??= [shape['status'], shape['statusCode'], response['status']].find(isHttpStatus)
    headers ??= shape['headers'] ?? shape['responseHeaders'] ?? response['headers']
    for (const part of [shape, body, shapeOf(body['error'])]) {
      for (const name of tellingNames) {
        const word = part[name]
        if (typeof word === 'string') words += `${word.slice(0, 2000).toLowerCase()}\n`
      }
    }
    link = shape['cause']
  }
  const kind = status === undefined ? kindByWords(error, words) : kindByStatus(status, words)
  const retryAfterMs = headerHintMs(shapeOf(headers) as HeadersLike, now)
  return defined({ kind, scope: failureRules[kind].scope, status, retryAfterMs })
}

/** How many causes are followed, and where they say what happened. */
const longestChain = 5
const tellingNames = ['name', 'code', 'type', 'message', 'status', 'responseBody']

/** Any value as an object whose properties can be looked at. */
function shapeOf(value: unknown): Readonly<Record<string, unknown>> {
  return Object(value) as Readonly<Record<string, unknown>>
}

function isHttpStatus(status: unknown): status is number {
  return typeof status === 'number' && status >= 100 && status <= 599
}

/** Errors that already say what they are: this family's, and whatever is made like a `Failure`. */
function ownFailure(error: unknown): Failure | undefined {
  const code = errorCodeOf(error)
  const { kind, scope, status, retryAfterMs, attempts } = Object(error) as Partial<
    Failure & AllTargetsFailedError
  >
  if (
    code === undefined &&
    !(Object.hasOwn(failureRules, kind as string) && scopes.includes(scope as string))
  )
    return undefined
  if (code === 'strategy-failed') return { kind: 'bad-request', scope: 'request' }
  // A group fails as its last target that was itself to blame; when only keys were, it is out like an overloaded one.
  const blamed = attempts?.findLast((one) => failureRules[one.kind].countsAgainstTarget)
  const known = code === 'all-targets-failed' ? blamed?.kind : code === 'deadline-exceeded' ? 'timeout' : kind
  return defined({ kind: known ?? 'overloaded', scope: scope ?? 'target', status, retryAfterMs })
}

const scopes = ['caller', 'request', 'key', 'target']

/** Words that say more than a status up to the last one does, most telling first. Sources: the vendors' error pages, autumn 2026. */
const tellingWords: readonly (readonly [RegExp, FailureKind, lastStatus: number])[] = [
  [
    /insufficient_quota|credit_balance_exhausted|(spend|usage)_limit_(exceeded|reached)|credit balance is too low|reached your specified api usage limits/,
    'quota',
    429,
  ],
  [/api_key_invalid|invalid_api_key/, 'auth', 403],
  [
    /context_length_exceeded|prompt is too long|input token count|too many tokens|maximum context length/,
    'context-length',
    422,
  ],
  [/content_filter|content_policy_violation|responsibleaipolicyviolation/, 'content-policy', 403],
  [/model_not_found|model_decommissioned/, 'model-not-found', 404],
  [/\bslow_down\b/, 'overloaded', 429],
]

const kinds: Readonly<Record<number, FailureKind>> = {
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

function kindByStatus(status: number, words: string): FailureKind {
  const [, telling] = tellingWords.find(([pattern, , last]) => status <= last && pattern.test(words)) ?? []
  if (telling !== undefined) return telling
  if (status === 404 && words.includes('model')) return 'model-not-found'
  return kinds[status] ?? (status < 500 ? 'bad-request' : 'server')
}

const networkWords =
  /e(conn|pipe|notfound|ai_again)|unreach|und_err|fetch failed|failed to fetch|socket|network|connection|terminated|certificate|\b(tls|ssl)\b|aborterror/

function kindByWords(error: unknown, words: string): FailureKind {
  if (/timeout|timed ?out/.test(words)) return 'timeout'
  if (networkWords.test(words)) return 'network'
  if (error instanceof SyntaxError) return 'invalid-response'
  const isMistake = [TypeError, RangeError, ReferenceError].some((one) => error instanceof one)
  return isMistake ? 'bad-request' : 'server'
}
