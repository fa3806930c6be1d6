import { failedAttemptsOf } from './failed-attempts.ts'
import { DeadlineExceededError, NoTargetAvailableError, type ConsideredTarget } from './run-errors.ts'

/** A target at a rate limit: its vendor's, or one that was set here. */
export interface LimitedTarget {
  readonly targetId: string
  /** Milliseconds until it has room again, as far as known. */
  readonly retryAfterMs?: number
}

/** What rate limits had to do with the failure of a run. */
export interface LimitsBehind {
  /** Those that refused its attempts; where none was made, the targets that could not be chosen because of limits that end. */
  readonly targets: readonly LimitedTarget[]
  /** True when nothing else was in the way; the end of the run's time is something else. */
  readonly isAll: boolean
}

/** The rate limits behind an error that a run failed with: whether a caller should come less often, and when there is room. */
export function limitsBehind(error: unknown): LimitsBehind {
  const failed = failedAttemptsOf(error) ?? []
  const { considered, retryAfterMs = 0 } = NoTargetAvailableError.isInstance(error) ? error : noneConsidered
  const soonestAt = Math.min(...considered.map(({ availableAt }) => availableAt))
  const targets = [
    ...failed.filter(({ kind }) => kind === 'rate-limit'),
    ...considered.filter(isLimited).map(({ id: targetId, availableAt }) => ({
      targetId,
      retryAfterMs: retryAfterMs + availableAt - soonestAt,
    })),
  ]
  const isLate = DeadlineExceededError.isInstance(error)
  const count = failed.length + considered.length
  return { targets, isAll: !isLate && count > 0 && targets.length === count }
}

const noneConsidered: Pick<NoTargetAvailableError, 'considered' | 'retryAfterMs'> = { considered: [] }

function isLimited({ reason, availableAt }: ConsideredTarget): boolean {
  return /(?:^|: )rate-limit$/.test(reason) && availableAt < Infinity
}
