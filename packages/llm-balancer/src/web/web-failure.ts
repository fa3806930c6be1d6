import {
  AllTargetsFailedError,
  BalancerError,
  failureKinds,
  NoTargetAvailableError,
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

/** The client has left; no status of HTTP, but the one that servers write into their logs. */
export const clientGone: WebFailure = failure(499, { code: 'client-closed-request' })

/** A stream broke in a way of its own. */
export const streamBroke: WebFailure = failure(502, {
  code: 'stream-interrupted',
  kind: 'stream-interrupted',
})

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

const statusOfCode: Readonly<Record<string, number>> = {
  'deadline-exceeded': 504,
  'rate-limited': 429,
  'budget-exceeded': 429,
  'strategy-failed': 500,
}

/** What to tell of an error; undefined for one that is no failure of a call, but a fault of the program. */
export function webFailureOf(error: unknown): WebFailure | undefined {
  if (!BalancerError.isInstance(error)) return undefined
  const last = lastOf(error)
  const kind = kindOf(last)
  const given = readProperty(error, 'retryAfterMs') ?? readProperty(last, 'retryAfterMs')
  const retryAfterMs = typeof given === 'number' && Number.isFinite(given) && given >= 0 ? given : undefined
  const code = String(readProperty(error, 'code'))
  const own = statusOfCode[code]
  const status = own ?? (kind === undefined ? statusWithoutAttempt(error) : statusOf(error, kind))
  const isWorthWaiting = status === 502 && retryAfterMs !== undefined
  return failure(isWorthWaiting ? 503 : status, { code, kind, retryAfterMs })
}

function failure(
  status: number,
  {
    code,
    kind,
    retryAfterMs,
  }: {
    readonly code: string
    readonly kind?: FailureKind | undefined
    readonly retryAfterMs?: number | undefined
  },
): WebFailure {
  return { status, code, kind, retryAfterMs, message: sentenceFor(status) }
}

function sentenceFor(status: number): string {
  if (status === 400) return 'this request cannot be answered'
  if (status === 409) return 'what this conversation continues is not there any more'
  if (status === 429) return 'too many requests at present, try again later'
  if (status === 499) return 'the request was aborted'
  if (status === 503) return 'no model can answer at present, try again later'
  return status === 504 ? 'the answer took too long' : 'the answer failed'
}

/** The error of the last attempt, also inside a group. */
function lastOf(error: unknown): unknown {
  if (!AllTargetsFailedError.isInstance(error)) return error
  const errors: unknown = readProperty(error, 'errors')
  const last: unknown = Array.isArray(errors) ? errors.at(-1) : undefined
  return last === undefined ? error : lastOf(last)
}

function kindOf(error: unknown): FailureKind | undefined {
  const kind: unknown = readProperty(error, 'kind')
  return failureKinds.find((one) => one === kind)
}

/** A client is told to come less often only where that is all there is to it. */
function statusOf(error: unknown, kind: FailureKind): number {
  if (kind !== 'rate-limit') return statusOfKind[kind]
  const attempts: unknown = readProperty(error, 'attempts')
  const kinds: unknown[] = Array.isArray(attempts) ? attempts.map((one) => readProperty(one, 'kind')) : []
  return kinds.every((one) => one === 'rate-limit') ? 429 : 503
}

function statusWithoutAttempt(error: unknown): number {
  if (!NoTargetAvailableError.isInstance(error)) return 503
  const { considered } = error
  const isThrottled = considered.length > 0 && considered.every(({ reason }) => reason.includes('rate-limit'))
  return isThrottled ? 429 : 503
}
