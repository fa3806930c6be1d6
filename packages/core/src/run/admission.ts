import { failureRules } from '../errors/failure.ts'
import type { FailedAttempt } from '../errors/run-errors.ts'
import type { Target } from '../targets/target.ts'
import type { ActiveAttempt } from './attempt.ts'
import { charge, refund } from './charges.ts'
import { consideredTargets } from './considered.ts'
import { finalError } from './final-error.ts'
import { callBlocked, callForTrial, hasTrial, mayCallBlocked } from './last-resort.ts'
import { pick } from './pick.ts'
import type { Run } from './run.ts'
import type { Place } from './place.ts'
import { isServable } from './servable.ts'
import { fullTarget, quickestMs, soonestOf, soonestTarget, type Soonest } from './soonest.ts'
import { laneOf, priorityOf, WaitingRun, type WaitedFor } from './waiting-run.ts'

/** A target that says it is available and then refuses is asked again after this time in ms, which doubles up to the longest. */
const firstRefusedMs = 10
const longestRefusedMs = 1000

type Admitted<Client> = ActiveAttempt<Client> | Promise<ActiveAttempt<Client>>

/**
 * Finds a target for the run's next attempt: picks one that the run has not called yet, or waits for one where the limits of
 * the run allow it. @throws the error with which the run fails
 */
export function admit<Client>(run: Run<Client>): Admitted<Client> {
  const isFirst = run.failed.length === 0
  if (isFirst) run.checkCancelled()
  else run.checkBounds()
  const next = isFirst ? firstAttempt : run.isInDoubt ? askAnother : furtherAttempt
  const admitted = run.failed.length < run.maxAttempts ? next(run) : undefined
  if (admitted === undefined) throw run.isInDoubt ? run.errors.at(-1) : finalError(run)
  return admitted
}

function firstAttempt<Client>(run: Run<Client>): Admitted<Client> | undefined {
  const { queue } = run.engine
  // Waiting runs are served before a new one that may wait as well.
  const isNext = !mayWait(run) || queue.letsPass(priorityOf(run), () => laneOf(run))
  return (isNext ? (pick(run, 'untried') ?? callBlocked(run, 'untried')) : undefined) ?? waitForFirst(run)
}

function furtherAttempt<Client>(run: Run<Client>): Admitted<Client> | undefined {
  const { retry } = run.engine
  const longestMs = Math.min(retry.maxWaitMs, run.remainingMs)
  const longestWaitMs = run.inGroup ? 0 : longestMs
  return (
    repeat(run, longestMs) ??
    pick(run, 'sound') ??
    repeatChanged(run, longestWaitMs) ??
    failOver(run) ??
    retryWithin(run, soonestTarget(run, 'again'), { longestMs: longestWaitMs }) ??
    // The first call of a target that is blocked is not charged to the budget.
    retryWithin(run, soonestTarget(run, 'untried'), { longestMs: longestWaitMs }) ??
    retryWithin(run, fullTarget(run), { longestMs: longestWaitMs })
  )
}

/**
 * Calls the target again that goes on with an answer of the run whose stream broke, after a backoff as before any retry; undefined
 * where it may not be called in time.
 */
export async function admitForRest<Client>(run: Run<Client>): Promise<ActiveAttempt<Client> | undefined> {
  const target = run.resumption?.target
  if (target === undefined) return undefined
  run.checkBounds()
  const longestMs = Math.min(run.engine.retry.maxWaitMs, run.remainingMs)
  try {
    if (run.mayRepeat(target))
      return await retryWithin(run, soonestOf(run, target), { longestMs, only: target })
  } catch (error) {
    if (run.cancelled !== undefined) throw error
  }
  return undefined
}

/** True when a run without an attempt may wait for a target. An outer balancer does the waiting of its groups. */
function mayWait<Client>(run: Run<Client>): boolean {
  return typeof run.engine.whenUnavailable === 'object' && !run.inGroup
}

/** Calls the same target again, as often as `attemptsPerTarget` says. */
function repeat<Client>(run: Run<Client>, longestMs: number): Admitted<Client> | undefined {
  if (run.engine.retry.attemptsPerTarget === 1) return undefined
  const [last, failures] = lastTried(run)
  if (last === undefined || failures === undefined) return undefined
  if (failures.length >= run.engine.retry.attemptsPerTarget || !run.mayRepeat(last)) return undefined
  return retryWithin(run, soonestOf(run, last), { longestMs, only: last })
}

/** The target that has failed the run last, with its failures. */
function lastTried<Client>(
  run: Run<Client>,
): [target: Target<Client>, failures: readonly FailedAttempt[]] | [] {
  return [...run.tried].findLast(([, all]) => all.at(-1) === run.failed.at(-1)) ?? []
}

/** Calls the target again that has just refused what others had issued: it gets another request. */
function repeatChanged<Client>(run: Run<Client>, longestMs: number): Admitted<Client> | undefined {
  const kind = run.failed.at(-1)?.kind
  if (kind === undefined || failureRules[kind].retry !== 'changed') return undefined
  const [last] = lastTried(run)
  if (last === undefined || !run.mayRepeat(last)) return undefined
  return retryWithin(run, soonestOf(run, last), { longestMs, only: last })
}

/**
 * Calls a target that has failed others lately, or is blocked: that may multiply traffic during an outage, so it costs what a
 * retry costs. So does asking any other target after a refusal that may be the request's own fault.
 */
function failOver<Client>(run: Run<Client>): ActiveAttempt<Client> | undefined {
  return mayAskAnother(run) ? askAnother(run) : undefined
}

/** True when the run may call a target that it has not called yet, and the budget has paid for it. */
export function mayAskAnother<Client>(run: Run<Client>): boolean {
  if (run.filter.pin !== undefined || run.failed.length >= run.maxAttempts) return false
  return (isServable(run, 'untried') || mayCallBlocked(run, 'untried')) && charge(run)
}

function askAnother<Client>(run: Run<Client>): ActiveAttempt<Client> | undefined {
  const attempt = pick(run, 'sound') ?? pick(run, 'untried') ?? callBlocked(run, 'untried')
  if (attempt === undefined) refund(run)
  return attempt
}

/**
 * Waits for a target, or before a target is called again; undefined when that takes longer than `longestMs` or the budget does not
 * allow it.
 */
function retryWithin<Client>(
  run: Run<Client>,
  soonest: Soonest<Client> | undefined,
  { longestMs, only }: { readonly longestMs: number; readonly only?: Target<Client> },
): Promise<ActiveAttempt<Client>> | undefined {
  if (soonest === undefined) return undefined
  const { target } = soonest
  const failure = run.tried.get(target)?.at(-1)
  if (!run.engine.retry.waitForBlocked && isBlocked(run, target)) return undefined
  // When the wait depends on another attempt, the end of that attempt wakes the run.
  const blockedMs = soonest.delayMs === Infinity && target.awaitsAttempt ? 0 : soonest.delayMs
  const isHinted = failure?.retryAfterMs !== undefined
  // A server's hint replaces the backoff.
  const isChanged = failure !== undefined && failureRules[failure.kind].retry === 'changed'
  const needsBackoff = failure !== undefined && !isHinted && !isChanged
  const delayMs = needsBackoff ? Math.max(blockedMs, run.backoffMs()) : blockedMs
  if (delayMs > longestMs) return undefined
  // What a server asked to wait for is free; so is a target that works, and only has no room now, and one that is blocked: it gets
  // no more calls than it can take.
  const isFree = failure === undefined ? blockedMs > 0 || !target.isFailing : isHinted
  if (!isFree && !charge(run)) return undefined
  if (failure !== undefined) run.retries += 1
  return waitForTarget(run, only ?? (failure === undefined ? 'untried' : 'again'), delayMs)
}

/** True when more is against a target than that it has much to do. */
function isBlocked<Client>(run: Run<Client>, target: Target<Client>): boolean {
  const now = run.engine.clock.now()
  return target.guardedUntil(now, run.call) > now
}

/** Follows `whenUnavailable`, when no target may take the call now and none was called yet. */
function waitForFirst<Client>(run: Run<Client>): Admitted<Client> | undefined {
  const { whenUnavailable, queue, trials } = run.engine
  const soonest = soonestTarget(run, 'untried')
  if (soonest === undefined) return undefined
  if (typeof whenUnavailable !== 'object') return waitOutCooldown(run, soonest)
  const longestMs = Math.min(whenUnavailable.maxWaitMs, run.remainingMs - quickestMs(run))
  const delayMs = hasTrial(run) ? Math.min(soonest.delayMs, trials.delayMs) : soonest.delayMs
  const isInTime = delayMs === Infinity ? soonest.dependsOnAttempts : delayMs <= longestMs
  const isWorthIt = isInTime || fullTarget(run) !== undefined
  if (!mayWait(run) || !isWorthIt) return undefined
  const hasRoom = queue.size < whenUnavailable.maxWaiting || queue.makeRoom(priorityOf(run))
  return hasRoom ? waitForTarget(run, 'untried', delayMs) : undefined
}

/**
 * The only target of a run cools for a moment, as long as we think fit: no other can take over, so waiting is better than to fail
 * at once.
 */
function waitOutCooldown<Client>(
  run: Run<Client>,
  { target, delayMs, isAlone }: Soonest<Client>,
): Admitted<Client> | undefined {
  const now = run.engine.clock.now()
  const cooldown = target.own.until > now ? target.own : target.key.cooldown
  const isShort =
    run.engine.retry.waitForBlocked && isAlone && cooldown.isGuess && cooldown.until === now + delayMs
  if (!isShort || run.inGroup || delayMs > Math.min(run.engine.retry.maxWaitMs, run.remainingMs))
    return undefined
  return waitForTarget(run, 'untried', delayMs)
}

/** Waits until a target can be picked; before a retry at least `delayMs`. */
function waitForTarget<Client>(
  run: Run<Client>,
  wanted: WaitedFor<Client>,
  delayMs: number,
): Promise<ActiveAttempt<Client>> {
  const { clock, retry, whenUnavailable, reporter, queue } = run.engine
  // A balancer that is being closed ends the runs that wait.
  if (run.engine.runs.isClosed) run.close()
  run.checkCancelled()
  const isRetry = run.failed.length > 0
  const now = clock.now()
  const maxWaitMs =
    !isRetry && typeof whenUnavailable === 'object' ? whenUnavailable.maxWaitMs : retry.maxWaitMs
  if (reporter.hears('run-waited')) {
    const cause = isRetry ? 'retry' : 'unavailable'
    reporter.emit('run-waited', { runId: run.id, cause, delayMs, considered: consideredTargets(run).named })
  }
  const lastStart = now + run.remainingMs - quickestMs(run)
  const giveUpAt = Math.min(now + maxWaitMs, lastStart)
  const notBefore = isRetry ? now + delayMs : now
  const waiting = new WaitingRun(run, wanted, { notBefore, lastStart, giveUpAt })
  run.setDeadline()
  const place = queue.join(waiting)
  run.waitsFor(place)
  return takeTurns(run, waiting, place)
}

/** Waits for the run's turns in the queue until it finds a target in one of them. @throws what ends the wait */
async function takeTurns<Client>(
  run: Run<Client>,
  waiting: WaitingRun<Client>,
  place: Place,
): Promise<ActiveAttempt<Client>> {
  const { clock, queue } = run.engine
  let refusedMs = firstRefusedMs
  let attempt: ActiveAttempt<Client> | undefined
  try {
    for (let isNew = true; ; isNew = false) {
      run.checkBounds()
      const next = place.turn()
      if (isNew) queue.wake()
      const turn = await next
      run.checkBounds()
      const { wanted } = waiting
      attempt = pick(run, wanted) ?? callForTrial(run, wanted)
      if (attempt !== undefined) return attempt
      if (turn === 'late' && clock.now() >= waiting.lastStart) run.cancel({ cause: 'deadline' })
      run.checkBounds()
      if (turn === 'late') throw finalError(run)
      const soonest = soonestFor(run, waiting.wanted)
      if (isBlockedMeanwhile(run, soonest)) break
      const delayMs = soonest?.delayMs ?? Infinity
      queue.returned(place, clock.now() + (delayMs === 0 ? refusedMs : delayMs))
      if (delayMs === 0) refusedMs = Math.min(2 * refusedMs, longestRefusedMs)
    }
  } finally {
    run.waitsFor(undefined)
    queue.leave(place, attempt !== undefined)
  }
  return admit(run)
}

/** True when a run that does not wait for blocked targets has waited for its backoff, and its target has been blocked by then. */
function isBlockedMeanwhile<Client>(run: Run<Client>, soonest: Soonest<Client> | undefined): boolean {
  if (run.engine.retry.waitForBlocked || run.failed.length === 0) return false
  return soonest === undefined || isBlocked(run, soonest.target)
}

function soonestFor<Client>(run: Run<Client>, wanted: WaitedFor<Client>): Soonest<Client> | undefined {
  return typeof wanted === 'object' ? soonestOf(run, wanted) : soonestTarget(run, wanted)
}
