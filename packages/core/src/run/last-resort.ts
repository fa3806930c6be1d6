import type { Target } from '../targets/target.ts'
import type { ActiveAttempt } from './attempt.ts'
import { beginAttempt } from './begin-attempt.ts'
import { beginChoice, mayCall, type Wanted } from './pick.ts'
import type { Run } from './run.ts'
import { trialEveryMs } from './trials.ts'

/**
 * Calls a blocked target, where one may be called although it is: for a trial of its circuit; because only its window is against
 * it, and the run may not wait; or because the balancer's settings say so (`least-bad`).
 */
export function callBlocked<Client>(
  run: Run<Client>,
  wanted: Wanted<Client>,
): ActiveAttempt<Client> | undefined {
  const { whenUnavailable } = run.engine
  const attempt = callForTrial(run, wanted)
  if (attempt !== undefined || (typeof whenUnavailable === 'object' && !run.inGroup)) return attempt
  return beginHeld(run, wanted) ?? beginLeastBad(run)
}

/** Calls a target that its circuit blocks, where it is time for a trial. */
export function callForTrial<Client>(
  run: Run<Client>,
  wanted: Wanted<Client>,
): ActiveAttempt<Client> | undefined {
  beginChoice(run)
  return beginTrial(run, wanted)
}

/** True when {@link callForTrial} may find a target. */
export function mayTryBlocked<Client>(run: Run<Client>, wanted: Wanted<Client>): boolean {
  const { trials, targets } = run.engine
  return (
    targets.mayTry && trials.delayMs === 0 && someBlocked(run, wanted, (target) => isTriable(run, target))
  )
}

/** True when {@link callBlocked} may find a target. */
export function mayCallBlocked<Client>(run: Run<Client>, wanted: Wanted<Client>): boolean {
  const { whenUnavailable, trials, targets } = run.engine
  const mayHold = typeof whenUnavailable !== 'object' || run.inGroup
  const mayTry = targets.mayTry && trials.delayMs === 0
  if (!mayHold && !mayTry) return false
  return someBlocked(
    run,
    wanted,
    (target) => (mayHold && isHeld(run, target)) || (mayTry && isTriable(run, target)),
  )
}

/** True when a blocked target may be tried, now or in a moment. */
export function hasTrial<Client>(run: Run<Client>): boolean {
  const now = run.engine.clock.now()
  return (
    run.engine.targets.mayTry &&
    someBlocked(run, 'untried', (target) => target.trialAt(now, run.call) < Infinity)
  )
}

function beginTrial<Client>(run: Run<Client>, wanted: Wanted<Client>): ActiveAttempt<Client> | undefined {
  const { trials, targets } = run.engine
  if (!targets.mayTry || trials.delayMs > 0) return undefined
  const triable = blockedTargets(run, wanted).filter((target) => isTriable(run, target))
  triable.sort((one, other) => one.lastBegunAt - other.lastBegunAt)
  for (const target of triable) {
    const attempt = beginAttempt(run, target, 'trial')
    if (attempt === undefined) {
      target.noTrialBefore = run.call.startedAt + trialEveryMs
      continue
    }
    trials.began()
    return attempt
  }
  return undefined
}

function isTriable<Client>(run: Run<Client>, target: Target<Client>): boolean {
  const now = run.engine.clock.now()
  return target.trialAt(now, run.call) <= now
}

/** True when nothing but its window, or those inside its group, is against a blocked target. */
function isHeld<Client>(run: Run<Client>, target: Target<Client>): boolean {
  const now = run.engine.clock.now()
  return target.guardedUntil(now, run.call) <= now
}

/** The target with the fewest calls in flight; of several, the one that was asked longest ago. Its guards are asked. */
function beginHeld<Client>(run: Run<Client>, wanted: Wanted<Client>): ActiveAttempt<Client> | undefined {
  const held = blockedTargets(run, wanted).filter((target) => isHeld(run, target))
  held.sort((one, other) => one.inFlight - other.inFlight || one.lastBegunAt - other.lastBegunAt)
  for (const target of held) {
    const attempt = beginAttempt(run, target, 'held')
    if (attempt !== undefined) return attempt
  }
  return undefined
}

/** The one that comes back first, for the first attempt of a run. */
function beginLeastBad<Client>(run: Run<Client>): ActiveAttempt<Client> | undefined {
  if (run.engine.whenUnavailable !== 'least-bad' || run.failed.length > 0) return undefined
  const now = run.call.startedAt
  let soonest: Target<Client> | undefined
  let soonestAt = Infinity
  for (const target of usableTargets(run)) {
    const at = target.availableAt(now, run.call)
    if (soonest !== undefined && at >= soonestAt) continue
    soonest = target
    soonestAt = at
  }
  return soonest === undefined ? undefined : beginAttempt(run, soonest, 'least-bad')
}

/** The targets that the run may call, and that something blocks. */
function blockedTargets<Client>(run: Run<Client>, wanted: Wanted<Client>): Target<Client>[] {
  return candidates(run, wanted).filter((target) => mayBeCalled(run, target, wanted))
}

/** True when one of {@link blockedTargets} passes a test. */
function someBlocked<Client>(
  run: Run<Client>,
  wanted: Wanted<Client>,
  test: (target: Target<Client>) => boolean,
): boolean {
  return candidates(run, wanted).some((target) => test(target) && mayBeCalled(run, target, wanted))
}

function candidates<Client>(run: Run<Client>, wanted: Wanted<Client>): readonly Target<Client>[] {
  if (typeof wanted === 'object') return wanted.comesBackAt > 0 ? [wanted] : []
  return run.engine.targets.index.select(run.filter.shared<Client>(false)).blocked.items
}

function mayBeCalled<Client>(run: Run<Client>, target: Target<Client>, wanted: Wanted<Client>): boolean {
  if (typeof wanted === 'object') return run.mayRepeat(wanted)
  return (
    run.filter.accepts(target) && (run.tried.has(target) ? mayCall(run, target, wanted) : run.fits(target))
  )
}

function* usableTargets<Client>(run: Run<Client>): Iterable<Target<Client>> {
  for (const target of run.engine.targets.present)
    if (target.isActive && run.filter.accepts(target) && run.fits(target)) yield target
}
