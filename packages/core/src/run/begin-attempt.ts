import type { Outcome } from '../contracts/outcome.ts'
import type { AttemptTimeouts } from '../contracts/timeouts.ts'
import type { CandidateView } from '../strategies/candidate-view.ts'
import type { Target } from '../targets/target.ts'
import { defined } from '../options/defined.ts'
import { ActiveAttempt } from './attempt.ts'
import type { HeldPermit } from './attempt-start.ts'
import { explainPick } from './explain.ts'
import type { Run } from './run.ts'
import type { BlockedTerms, Terms } from './terms.ts'

/**
 * Begins the run's next attempt on a target, unless something refuses it after all.
 *
 * @param how the view of which the strategy has chosen the target, or on what terms a blocked one is called
 */
export function beginAttempt<Client>(
  run: Run<Client>,
  target: Target<Client>,
  how: CandidateView | BlockedTerms,
): ActiveAttempt<Client> | undefined {
  const now = run.call.startedAt
  const terms = typeof how === 'string' ? how : 'available'
  if (terms === 'available' ? target.availableAt(now, run.call) > now : target.isExhausted) return undefined
  if (run.hedgeChoice?.refuses(target) === true) return undefined
  const permits = acquire(run, target, terms)
  if (permits === undefined) return undefined
  const picked = explainPick(run, how)
  const timeouts = timeoutsOf(run, target)
  const isHedge = run.hedgeChoice !== undefined
  // What was asked meanwhile may have begun a call of its own.
  if (!target.isExhausted)
    return new ActiveAttempt({ run, target, permits, timeouts, picked, isTrial: terms === 'trial', isHedge })
  giveBack(permits, now)
  return undefined
}

const noPermits: readonly HeldPermit[] = []
const unsent: Outcome = { type: 'neutral', durationMs: 0, unsent: true }

/** Acquires a permit of every guard. Undefined when one refuses; the permits acquired before are then released as neutral. */
function acquire<Client>(
  { call }: Run<Client>,
  { guards, group }: Target<Client>,
  terms: Terms,
): readonly HeldPermit[] | undefined {
  // Which of the targets in a group is tried is decided inside it.
  let isTried = terms !== 'trial' || group !== undefined
  if (guards.length === 0) return isTried ? noPermits : undefined
  const now = call.startedAt
  const held: HeldPermit[] = []
  for (const guard of guards) {
    let permit = guard.acquire(now, call)
    if (permit === null && terms === 'trial') {
      permit = guard.trial(now, call)
      isTried ||= permit !== null
    }
    if (permit !== null) held.push({ guard, permit })
    else if (terms !== 'least-bad' || guard.isBinding) {
      isTried = false
      break
    }
  }
  if (isTried) return held
  giveBack(held, now)
  return undefined
}

function giveBack(permits: readonly HeldPermit[], now: number): void {
  for (const { guard, permit } of permits) guard.release(permit, unsent, now)
}

/** The clocks of an attempt: the call's, then the target's, then the balancer's. A group keeps its own clocks inside. */
function timeoutsOf<Client>(run: Run<Client>, target: Target<Client>): AttemptTimeouts {
  if (target.group !== undefined) return target.timeouts
  const { timeouts } = run.engine
  const { attemptMs, firstContentMs, idleMs, failoverReserveRatio } = timeouts
  const given = run.options.timeouts
  if (failoverReserveRatio === 0 && given === undefined) return withOwn(timeouts, target)
  // The share of the time that an attempt may take so that another target, where there is one, still has its part of it.
  const share = failoverReserveRatio > 0 && hasAnother(run, target) ? 1 - failoverReserveRatio : 1
  const leftMs = run.remainingAt(run.call.startedAt)
  const shareMs = share === 1 ? Infinity : leftMs * share
  const shared = {
    attemptMs: Math.min(attemptMs, shareMs),
    firstContentMs: Math.min(leftMs === Infinity ? firstContentMs * share : firstContentMs, shareMs),
    idleMs,
  }
  return { ...withOwn(shared, target), ...(given === undefined ? {} : defined(given)) }
}

function withOwn<Client>(timeouts: AttemptTimeouts, target: Target<Client>): AttemptTimeouts {
  return target.hasTimeouts ? { ...timeouts, ...defined(target.timeouts) } : timeouts
}

/** True when another target than this one is available, and could take over. */
function hasAnother<Client>(run: Run<Client>, target: Target<Client>): boolean {
  if (run.failed.length + 1 >= run.maxAttempts || run.filter.pin !== undefined) return false
  const { available } = run.engine.targets.index.select(run.filter.shared<Client>(false))
  return available.some((state) => {
    const other = run.engine.targets.behind(state)
    const isNew = other !== undefined && other !== target && !run.tried.has(other)
    return isNew && run.filter.accepts(other) && run.fits(other)
  })
}
