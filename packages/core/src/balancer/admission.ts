import { defaultBackoff } from '../backoff/exponential-waits.ts'
import { failureRules } from '../errors/failure.ts'
import { consideredTargets } from './availability.ts'
import { beginAttempt } from './begin-attempt.ts'
import { checkBounds, remainingMs } from './bounds.ts'
import { eligibleTargets, failuresOn, isUntried, mayServe } from './eligible-targets.ts'
import { emit, safely } from './emit.ts'
import { finalError } from './final-error.ts'
import type { WaitingOptions } from './options.ts'
import { pick } from './pick.ts'
import type { ActiveAttempt, Run, TargetFilter } from './state.ts'
import { admitWaiting, waitInQueue } from './waiting-queue.ts'

type Admitted<Client> = ActiveAttempt<Client> | Promise<ActiveAttempt<Client>>

/**
 * Finds a target for the run's next attempt: picks one that the run has not called yet, or waits for one where the limits of
 * the run allow it. @throws the error with which the run fails
 */
export function admit<Client>(run: Run<Client>): Admitted<Client> {
  checkBounds(run)
  const admitted = run.failed.length < run.maxAttempts ? nextAttempt(run) : undefined
  if (admitted === undefined) throw finalError(run)
  return admitted
}

function nextAttempt<Client>(run: Run<Client>): Admitted<Client> | undefined {
  const { retry } = run.engine
  const last = run.failed.at(-1)?.targetId
  if (last === undefined) {
    // Waiting runs are served before a new one.
    admitWaiting(run.engine)
    return pick(run, isUntried) ?? waitForFirst(run)
  }
  const longestMs = Math.min(retry.maxWaitMs, remainingMs(run))
  const longestWaitMs = run.inGroup ? 0 : longestMs
  const repeats = failuresOn(run, last).length < retry.attemptsPerTarget
  return (
    retryWithin(run, longestMs, (_, entry) => repeats && entry.view.id === last && mayServe(run, entry)) ??
    pick(run, isUntried) ??
    retryWithin(run, longestWaitMs, mayServe) ??
    // The first call of a target is not charged to the budget.
    retryWithin(run, longestWaitMs, isUntried)
  )
}

/**
 * Waits for the first target that comes back, or for one that was tried after a backoff; undefined when that takes longer than
 * `longestMs` or the budget does not allow it.
 */
function retryWithin<Client>(
  run: Run<Client>,
  longestMs: number,
  filter: TargetFilter<Client>,
): Promise<ActiveAttempt<Client>> | undefined {
  const { retry } = run.engine
  const [soonest] = eligibleTargets(run, filter)
  if (soonest === undefined) return undefined
  const { view } = soonest.entry
  const failure = failuresOn(run, view.id).at(-1)
  // When the wait depends on another attempt, the end of that attempt wakes the run.
  const blockedMs = soonest.delayMs === Infinity && view.inFlight > 0 ? 0 : soonest.delayMs
  // A server's hint replaces the backoff.
  const needsBackoff = failure !== undefined && failure.retryAfterMs === undefined
  const delayMs = needsBackoff ? Math.max(blockedMs, backoffMs(run)) : blockedMs
  if (delayMs > longestMs) return undefined
  const charge = failure === undefined ? 'never' : failureRules[failure.kind].retry
  if (charge !== 'never') {
    if (retry.budget !== false && !retry.budget.withdraw(charge)) return undefined
    run.charged = charge
    run.retries += 1
  }
  return waitForTarget(run, failure === undefined ? isUntried : filter, delayMs)
}

/** The wait before the run's next retry. A backoff that throws or gives no wait is replaced by the default one. */
function backoffMs<Client>(run: Run<Client>): number {
  const { engine, retries, errors } = run
  const context = { retry: retries, random: engine.random, error: errors.at(-1) }
  let waitMs: number | undefined
  safely(engine, 'backoff', () => {
    waitMs = run.backoff(context)
  })
  return waitMs ?? defaultBackoff(retries, engine.random)
}

/** Follows `whenUnavailable`, when no target may take the call now and none was called yet. */
function waitForFirst<Client>(run: Run<Client>): Admitted<Client> | undefined {
  const { whenUnavailable, queue } = run.engine
  const eligible = eligibleTargets(run, isUntried)
  const [soonest] = eligible
  if (soonest === undefined || whenUnavailable === 'fail') return undefined
  if (whenUnavailable === 'least-bad') return beginAttempt(run, soonest.entry)
  const { delayMs } = soonest
  const isWorthIt =
    delayMs === Infinity
      ? eligible.some(({ entry }) => entry.view.inFlight > 0)
      : delayMs <= Math.min(whenUnavailable.maxWaitMs, remainingMs(run))
  if (run.inGroup || !isWorthIt || queue.size >= whenUnavailable.maxWaiting) return undefined
  return waitForTarget(run, isUntried, delayMs)
}

/** Waits until a target can be picked; before a retry at least `delayMs`. */
function waitForTarget<Client>(
  run: Run<Client>,
  filter: TargetFilter<Client>,
  delayMs: number,
): Promise<ActiveAttempt<Client>> {
  const { clock, retry, whenUnavailable } = run.engine
  const isRetry = run.failed.length > 0
  const now = clock.now()
  const { maxWaitMs } = isRetry ? retry : (whenUnavailable as WaitingOptions)
  const cause = isRetry ? 'retry' : 'unavailable'
  emit(run.engine, 'run-waited', { runId: run.id, cause, delayMs, considered: consideredTargets(run) })
  return waitInQueue({ run, filter, notBefore: isRetry ? now + delayMs : now, giveUpAt: now + maxWaitMs })
}
