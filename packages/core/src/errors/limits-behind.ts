import { defined } from '../options/defined.ts'
import { failedAttemptsOf } from './failed-attempts.ts'
import { failureRules } from './failure.ts'
import {
  AllTargetsFailedError,
  DeadlineExceededError,
  NoTargetAvailableError,
  type ConsideredTarget,
  type FailedAttempt,
} from './run-errors.ts'

/** A target at a rate limit: its vendor's, or one that was set here. */
export interface LimitedTarget {
  readonly targetId: string
  /** Milliseconds until it has room again, as far as known. */
  readonly retryAfterMs?: number
}

/** What rate limits had to do with the failure of a run. */
export interface LimitsBehind {
  /** The targets whose limits refused its attempts, then those that could not be chosen because of limits that end. */
  readonly targets: readonly LimitedTarget[]
  /**
   * True when nothing else was in the way: limits refused every attempt, or, where none was made, keep every target away. The end of the
   * run's time is something else.
   */
  readonly isAll: boolean
}

/** The rate limits behind an error that a run failed with: whether a caller should come less often, and when there is room. */
export function limitsBehind(error: unknown): LimitsBehind {
  const failed = failedAttemptsOf(error) ?? []
  const considered = listsTargets(error) ? error.considered : []
  const refused = failed.filter(({ kind }) => kind === 'rate-limit')
  const called = new Set(failed.map(({ targetId }) => targetId))
  const kept = considered.filter((one) => isLimited(one) && !called.has(one.id))
  const isAlone = failed.length > 0 ? refused.length === failed.length : kept.length === considered.length
  const failedAt = failedAtOf(error, failed)
  return {
    targets: [
      ...refused.map(({ targetId, retryAfterMs }) => defined({ targetId, retryAfterMs })),
      ...kept.map(({ id: targetId, availableAt }) => ({ targetId, retryAfterMs: availableAt - failedAt })),
    ],
    isAll: isAlone && failed.length + considered.length > 0 && !DeadlineExceededError.isInstance(error),
  }
}

/** When a run failed: its error says how long it is from then to the first of the times that it lists. */
function failedAtOf(error: unknown, failed: readonly FailedAttempt[]): number {
  if (!listsTargets(error)) return 0
  // One that the run has no use for any more is listed, and nothing to wait for.
  const isOver = ({ id }: ConsideredTarget): boolean =>
    failed.some(({ targetId, kind }) => targetId === id && failureRules[kind].then === 'stop')
  const times = error.considered.filter((one) => !isOver(one)).map(({ availableAt }) => availableAt)
  return Math.min(...times) - (error.retryAfterMs ?? 0)
}

function listsTargets(error: unknown): error is NoTargetAvailableError | AllTargetsFailedError {
  return NoTargetAvailableError.isInstance(error) || AllTargetsFailedError.isInstance(error)
}

function isLimited({ reason, availableAt }: ConsideredTarget): boolean {
  return /(?:^|: )rate-limit$/.test(reason) && availableAt < Infinity
}
