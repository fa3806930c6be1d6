import { failureRules } from '../errors/failure.ts'
import { checkBounds, remainingMs } from './bounds.ts'
import { emit } from './emit.ts'
import { beginAttempt } from './begin-attempt.ts'
import { finalError } from './final-error.ts'
import { allows, hopesOf, mayServe, triesOf } from './hopes.ts'
import type { WaitingOptions } from './options.ts'
import { pick } from './pick.ts'
import { isQueued, notify, waitInLine } from './waiting-line.ts'
import { consider } from './standing.ts'
import type { ActiveAttempt, Passes, Run } from './state.ts'

type Admitted<Client> = ActiveAttempt<Client> | Promise<ActiveAttempt<Client>>

/**
 * Finds the run's next attempt its target: picks one that it has not called yet, or waits for one where that is worth
 * it. @throws what the run fails with
 */
export function admit<Client>(run: Run<Client>): Admitted<Client> {
  checkBounds(run)
  const admitted = run.failed.length < run.maxAttempts ? nextAttempt(run) : undefined
  if (admitted === undefined) throw finalError(run)
  return admitted
}

function nextAttempt<Client>(run: Run<Client>): Admitted<Client> | undefined {
  const { whenUnavailable, retry } = run.engine
  const last = run.failed.at(-1)?.targetId
  if (last === undefined) {
    const queues = typeof whenUnavailable === 'object' && isQueued(run.engine)
    return (queues ? undefined : pick(run, (entry) => allows(run, entry))) ?? unavailable(run)
  }
  const longestMs = Math.min(retry.maxWaitMs, remainingMs(run))
  const repeats = triesOf(run, last).length < retry.attemptsPerTarget
  return (
    again(run, longestMs, (entry) => repeats && entry.view.id === last && mayServe(run, entry)) ??
    pick(run, (entry) => triesOf(run, entry.view.id).length === 0 && allows(run, entry)) ??
    again(run, run.inGroup ? 0 : longestMs, (entry) => mayServe(run, entry))
  )
}

/** The first target that comes back, or one that was tried after a backoff, as far as budget and deadline allow. */
function again<Client>(
  run: Run<Client>,
  longestMs: number,
  passes: Passes<Client>,
): Promise<ActiveAttempt<Client>> | undefined {
  const { retry, random } = run.engine
  const [hope] = hopesOf(run, passes)
  if (hope === undefined) return undefined
  const tried = triesOf(run, hope.entry.view.id).at(-1)
  // A server that says when to come back is taken at its word.
  const isOurs = tried !== undefined && tried.retryAfterMs === undefined
  const delayMs = isOurs ? Math.max(hope.delayMs, retry.backoff(run.retries, random)) : hope.delayMs
  if (delayMs > longestMs) return undefined
  const charge = tried === undefined ? 'never' : failureRules[tried.kind].retry
  if (charge !== 'never') {
    if (retry.budget !== false && !retry.budget.withdraw(charge)) return undefined
    run.charged = charge
    run.retries += 1
  }
  return wait(run, passes, delayMs)
}

/** No target may take the call, and none was called yet. */
function unavailable<Client>(run: Run<Client>): Admitted<Client> | undefined {
  const { whenUnavailable, line } = run.engine
  const passes: Passes<Client> = (entry) => allows(run, entry)
  const hopes = hopesOf(run, passes)
  const [soonest] = hopes
  if (soonest === undefined || whenUnavailable === 'fail') return undefined
  if (whenUnavailable === 'least-bad') return beginAttempt(run, soonest.entry)
  const { delayMs } = soonest

  const isHopeful =
    delayMs === Infinity
      ? hopes.some((hope) => hope.entry.view.inFlight > 0)
      : delayMs <= Math.min(whenUnavailable.maxWaitMs, remainingMs(run))
  if (run.inGroup || !isHopeful || line.size >= whenUnavailable.maxWaiting) return undefined
  const waited = wait(run, passes, delayMs)
  notify(run.engine)
  return waited
}

/** Waits until a target can be picked; before a retry not less than the delay. */
function wait<Client>(
  run: Run<Client>,
  passes: Passes<Client>,
  delayMs: number,
): Promise<ActiveAttempt<Client>> {
  const { clock, retry, whenUnavailable } = run.engine
  const isRetry = run.failed.length > 0
  const now = clock.now()
  const { maxWaitMs } = isRetry ? retry : (whenUnavailable as WaitingOptions)
  const cause = isRetry ? 'retry' : 'unavailable'
  emit(run.engine, 'run-waited', { runId: run.id, cause, delayMs, considered: consider(run) })
  return waitInLine({ run, passes, notBefore: isRetry ? now + delayMs : now, giveUpAt: now + maxWaitMs })
}
