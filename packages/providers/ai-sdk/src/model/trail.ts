import { ProviderError } from '@llm-balancer/core'
import type { AttemptRecord, FailureKind } from '@llm-balancer/core'
import { compact } from '@llm-balancer/provider'

/** One attempt of a call, as `providerMetadata.llmBalancer` and the error of a failed call tell it. */
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

/** Who served a call, and what was tried: `providerMetadata.llmBalancer`. */
export type Trail = {
  /** The target that served. */
  readonly target: string
  /** Every attempt, in order; the last one served. */
  readonly attempts: readonly AttemptSummary[]
}

/** The trail of a call that was served, as JSON. */
export function toTrail(records: readonly AttemptRecord[]): Trail {
  return { target: records.at(-1)?.targetId ?? '', attempts: records.map(ofRecord) }
}

/** What the records and errors of the balancer know of an attempt. */
export type AttemptFailure = {
  readonly targetId?: string | undefined
  readonly kind?: FailureKind | undefined
  readonly status?: number | undefined
  readonly durationMs?: number | undefined
  readonly firstContentMs?: number | undefined
}

/** An attempt as it is told. */
export function toSummary({
  targetId: target,
  kind,
  status,
  durationMs,
  firstContentMs,
}: AttemptFailure): AttemptSummary {
  return compact({ target, kind, status, durationMs, firstContentMs })
}

/** A recorded attempt as it is told. */
export function ofRecord({ targetId, outcome, error }: AttemptRecord): AttemptSummary {
  // A failure that is not the target's fault is a neutral outcome, which has no kind: its error has.
  const { kind, status } = ProviderError.isInstance(error) ? error : {}
  return toSummary({ targetId, kind, status, ...outcome })
}
