import type { AttemptRecord, FailureKind } from '@llm-balancer/core'
import { ProviderError } from '@llm-balancer/core/errors'
import { compact } from '../read/compact.ts'

/** One attempt of a call, in its metadata and in the error of a failed call. */
export type AttemptSummary = {
  /** The target's id; inside groups the ids from the outer to the inner, joined by `/`. Absent where it is not known. */
  readonly target?: string
  /** How it failed; absent when it served. */
  readonly kind?: FailureKind
  /** HTTP status of the failure. */
  readonly status?: number
  readonly durationMs?: number
  /** Milliseconds to the first content. */
  readonly firstContentMs?: number
}

/** The target that served a call, and the attempts. */
export type Trail = {
  /** The target that served. */
  readonly target: string
  /** Every attempt, in order. */
  readonly attempts: readonly AttemptSummary[]
}

/** The trail of a call that was served, as JSON. */
export function toTrail(records: readonly AttemptRecord[]): Trail {
  // Of two at a time, the other one has ended before.
  const served = records.findLast(({ outcome }) => outcome === undefined || outcome.type === 'success')
  return { target: served?.targetId ?? '', attempts: records.map(ofRecord) }
}

/** The facts of an attempt in the balancer's records and errors. */
export type AttemptFailure = {
  readonly targetId?: string | undefined
  readonly kind?: FailureKind | undefined
  readonly status?: number | undefined
  readonly durationMs?: number | undefined
  readonly firstContentMs?: number | undefined
}

/** The summary of an attempt. */
export function toSummary({
  targetId: target,
  kind,
  status,
  durationMs,
  firstContentMs,
}: AttemptFailure): AttemptSummary {
  return compact({ target, kind, status, durationMs, firstContentMs })
}

/** The summary of a recorded attempt. */
export function ofRecord({ targetId, outcome, error }: AttemptRecord): AttemptSummary {
  // The outcome of a failure that does not count against the target is neutral and has no kind; its error has one.
  const { kind, status } = ProviderError.isInstance(error) ? error : {}
  return toSummary({ targetId, kind, status, ...outcome })
}
