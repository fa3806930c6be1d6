import {
  AllTargetsFailedError,
  BalancerError,
  failureKinds,
  limitsBehind,
  readProperty,
  type FailureKind,
} from '@llm-balancer/core/errors'

/** What a client is told of a call that has failed: nothing about targets, models or keys. */
export interface WebFailure {
  /** The HTTP status. */
  readonly status: number
  /** The code of the error: `all-targets-failed`. */
  readonly code: string
  /** How the last attempt failed; undefined where none was made. */
  readonly kind: FailureKind | undefined
  /** A sentence for the status. */
  readonly message: string
  /** Milliseconds until another try may be worth it, as far as known. */
  readonly retryAfterMs: number | undefined
}

const statusOfKind: Readonly<Record<FailureKind, number>> = {
  aborted: 499,
  'bad-request': 400,
  'context-length': 400,
  'content-policy': 400,
  'foreign-state': 409,
  // The client cannot do anything about the server's own keys, quotas and models.
  auth: 502,
  permission: 502,
  'model-not-found': 502,
  quota: 503,
  'rate-limit': 429,
  overloaded: 503,
  server: 502,
  timeout: 504,
  network: 502,
  'invalid-response': 502,
  'stream-interrupted': 502,
}

/** Codes that say more than how the last attempt failed. */
const statusOfCode: Readonly<Record<string, number>> = {
  'deadline-exceeded': 504,
  'rate-limited': 429,
  'budget-exceeded': 429,
  'strategy-failed': 500,
}

const usualSentence = 'the answer failed'
const sentences: Readonly<Record<number, string>> = {
  400: 'this request cannot be answered',
  409: 'what this conversation continues is not there any more',
  429: 'too many requests at present, try again later',
  499: 'the request was aborted',
  503: 'no model can answer at present, try again later',
  504: 'the answer took too long',
}

type FailureFacts = {
  readonly code: string
  readonly kind?: FailureKind | undefined
  readonly retryAfterMs?: number | undefined
}

const failure = (status: number, { code, kind, retryAfterMs }: FailureFacts): WebFailure => ({
  ...{ status, code, kind, retryAfterMs },
  message: sentences[status] ?? usualSentence,
})

/** The client has left; no status of HTTP, but the one that servers write into their logs. */
export const clientGone: WebFailure = failure(499, { code: 'client-closed-request' })

/** A stream broke in a way of its own. */
export const streamBroke: WebFailure = failure(502, {
  code: 'stream-interrupted',
  kind: 'stream-interrupted',
})

/** What to tell of an error; undefined for one that is no failure of a call, but a fault of the program. */
export function webFailureOf(error: unknown): WebFailure | undefined {
  if (!BalancerError.isInstance(error)) return undefined
  const cause = lastAttemptErrorOf(error)
  const kind = kindOf(cause)
  const retryAfterMs = retryAfterMsOf(error) ?? retryAfterMsOf(cause)
  const status = statusOf(error, kind)
  // Where waiting helps, 503 says so.
  const told = status === 502 && retryAfterMs !== undefined ? 503 : status
  return failure(told, { code: error.code, kind, retryAfterMs })
}

/** The error of the last attempt, also inside a group; the error itself where there was none. */
function lastAttemptErrorOf(error: unknown): unknown {
  if (!AllTargetsFailedError.isInstance(error)) return error
  const errors: unknown = readProperty(error, 'errors')
  const last: unknown = Array.isArray(errors) ? errors.at(-1) : undefined
  return last === undefined ? error : lastAttemptErrorOf(last)
}

function kindOf(error: unknown): FailureKind | undefined {
  const kind: unknown = readProperty(error, 'kind')
  return failureKinds.find((one) => one === kind)
}

function retryAfterMsOf(error: unknown): number | undefined {
  const ms: unknown = readProperty(error, 'retryAfterMs')
  return typeof ms === 'number' && Number.isFinite(ms) && ms >= 0 ? ms : undefined
}

function statusOf(error: BalancerError, kind: FailureKind | undefined): number {
  const own = statusOfCode[error.code]
  if (own !== undefined) return own
  if (kind !== undefined && kind !== 'rate-limit') return statusOfKind[kind]
  // A client is told to come less often only where that is all there is to it.
  const isAlone = kind === 'rate-limit' && !AllTargetsFailedError.isInstance(error)
  return isAlone || limitsBehind(error).isAll ? 429 : 503
}
