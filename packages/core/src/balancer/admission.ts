import { defaultBackoff } from '../backoff/exponential-waits.ts'
import { failureRules } from '../errors/failure.ts'
import { checkBounds, remainingMs } from './bounds.ts'
import { emit, safely } from './emit.ts'
import { beginAttempt } from './begin-attempt.ts'
import { finalError } from './final-error.ts'
import { hopesOf, isFresh, mayServe, triesOf } from './hopes.ts'
import type { WaitingOptions } from './options.ts'
import { pick } from './pick.ts'
import { notify, waitInLine } from './waiting-line.ts'
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
  const { retry } = run.engine
  const last = run.failed.at(-1)?.targetId
  if (last === undefined) {
    // Those who wait in line go first; what they leave is free for everybody.
    notify(run.engine)
    return pick(run, isFresh) ?? unavailable(run)
  }
  const longestMs = Math.min(retry.maxWaitMs, remainingMs(run))
  const longestBreakMs = run.inGroup ? 0 : longestMs
  const repeats = triesOf(run, last).length < retry.attemptsPerTarget
  return (
    again(run, longestMs, (_, entry) => repeats && entry.view.id === last && mayServe(run, entry)) ??
    pick(run, isFresh) ??
    again(run, longestBreakMs, mayServe) ??
    // One that the run has not tried costs the budget nothing.
    again(run, longestBreakMs, isFresh)
  )
}

/** The first target that comes back, or one that was tried after a backoff, as far as budget and deadline allow. */
function again<Client>(
  run: Run<Client>,
  longestMs: number,
  passes: Passes<Client>,
): Promise<ActiveAttempt<Client>> | undefined {
  const { retry } = run.engine
  const [hope] = hopesOf(run, passes)
  if (hope === undefined) return undefined
  const tried = triesOf(run, hope.entry.view.id).at(-1)
  // When only the end of another attempt can tell how long it takes, that end wakes the run.
  const outMs = hope.delayMs === Infinity && hope.entry.view.inFlight > 0 ? 0 : hope.delayMs
  // A server that says when to come back is taken at its word.
  const isOurs = tried !== undefined && tried.retryAfterMs === undefined
  const delayMs = isOurs ? Math.max(outMs, backoffMs(run)) : outMs
  if (delayMs > longestMs) return undefined
  const charge = tried === undefined ? 'never' : failureRules[tried.kind].retry
  if (charge !== 'never') {
    if (retry.budget !== false && !retry.budget.withdraw(charge)) return undefined
    run.charged = charge
    run.retries += 1
  }
  return wait(run, tried === undefined ? isFresh : passes, delayMs)
}

/** The wait before the run's next retry. A backoff that throws or gives no wait is passed over. */
function backoffMs<Client>(run: Run<Client>): number {
  const { engine, retries, errors } = run
  const context = { retry: retries, random: engine.random, error: errors.at(-1) }
  let waitMs: number | undefined
  safely(engine, 'backoff', () => {
    waitMs = run.backoff(context)
  })
  return waitMs ?? defaultBackoff(retries, engine.random)
}

/** No target may take the call, and none was called yet. */
function unavailable<Client>(run: Run<Client>): Admitted<Client> | undefined {
  const { whenUnavailable, line } = run.engine
  const hopes = hopesOf(run, isFresh)
  const [soonest] = hopes
  if (soonest === undefined || whenUnavailable === 'fail') return undefined
  if (whenUnavailable === 'least-bad') return beginAttempt(run, soonest.entry)
  const { delayMs } = soonest

  const isHopeful =
    delayMs === Infinity
      ? hopes.some((hope) => hope.entry.view.inFlight > 0)
      : delayMs <= Math.min(whenUnavailable.maxWaitMs, remainingMs(run))
  if (run.inGroup || !isHopeful || line.size >= whenUnavailable.maxWaiting) return undefined
  return wait(run, isFresh, delayMs)
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
