import { APICallError } from '@ai-sdk/provider'
import { BalancerError, classifyError, ProviderError, systemClock } from '@llm-balancer/core'
import type { AttemptRecord, BalancerErrorCode, ConsideredTarget, FailureKind } from '@llm-balancer/core'
import { compact, failureMessage } from '@llm-balancer/provider'
import { ofRecord, toSummary } from '@llm-balancer/provider/balanced'
import type { AttemptFailure, AttemptSummary } from '@llm-balancer/provider/balanced'

/** The facts of a failed call: `data` of the `APICallError` that a balanced model throws. */
export type FailedCallData = {
  /** What went wrong with the call as a whole. */
  readonly code: BalancerErrorCode
  /** How its last attempt failed; absent when there was none. */
  readonly kind?: FailureKind
  /** The attempts, in order. */
  readonly attempts: readonly AttemptSummary[]
  /** The targets that were not called, and why. */
  readonly notTried?: readonly { readonly target: string; readonly reason: string }[]
  /** Milliseconds until another call may be worth it. */
  readonly retryAfterMs?: number
}

/** The call that failed. */
export type FailedCallContext = {
  readonly modelId: string
  /** The target that was called last, where that is known. */
  readonly target: string | undefined
  /** The attempts, where they are known. @default those in the error */
  readonly records?: readonly AttemptRecord[] | undefined
}

/**
 * The error of a balanced call as the AI SDK knows errors, never retryable: the balancer has tried the
 * targets, and `ai` must not do so again. It has no cause: `ai` would take a target's time-out in there for an abort.
 * A mistake in the caller's options, found before any target was called, stays as it is.
 */
export function toApiCallError(error: unknown, { modelId, target, records }: FailedCallContext): unknown {
  const isMistake = error instanceof TypeError || error instanceof RangeError
  if (isMistake && target === undefined) return error
  const data = toFailedCallData(ofRun(error) ?? ofAttempt(error, target), records)
  const statusCode = data.attempts.at(-1)?.status
  return new APICallError({
    message: BalancerError.isInstance(error) ? error.message : failureMessage(data.kind ?? 'server'),
    url: `llm-balancer:${modelId}`,
    requestBodyValues: {},
    ...compact({ statusCode, responseHeaders: hintOf(data) }),
    isRetryable: false,
    data,
  })
}

function hintOf({ retryAfterMs }: FailedCallData): Record<string, string> | undefined {
  return retryAfterMs === undefined ? undefined : { 'retry-after': String(Math.ceil(retryAfterMs / 1000)) }
}

function toFailedCallData(
  failure: RunFailure,
  records: readonly AttemptRecord[] | undefined,
): FailedCallData {
  const { code, considered = [], retryAfterMs, ...rest } = failure
  const told = (rest.attempts ?? (rest.kind === undefined ? [] : [rest])).map(toSummary)
  const attempts = records?.map(ofRecord) ?? told
  const notTried = considered
    .filter(({ id }) => !told.some((one) => one.target === id))
    .map(({ id, reason }) => ({ target: id, reason }))
  return compact({
    code,
    kind: rest.kind ?? attempts.at(-1)?.kind,
    attempts,
    notTried: notTried.length === 0 ? undefined : notTried,
    retryAfterMs,
  })
}

/** The fields of a run's errors that are used. */
type RunFailure = AttemptFailure & {
  readonly code: BalancerErrorCode
  readonly attempts?: readonly AttemptFailure[]
  readonly considered?: readonly ConsideredTarget[]
  readonly retryAfterMs?: number | undefined
}

function ofRun(error: unknown): RunFailure | undefined {
  return BalancerError.isInstance(error) && !ProviderError.isInstance(error) ? error : undefined
}

/** The one attempt's own error, which a run with a single attempt throws as it is. */
function ofAttempt(error: unknown, targetId: string | undefined): RunFailure {
  return { code: 'provider-failed', targetId, ...classifyError(error, systemClock.now()) }
}
