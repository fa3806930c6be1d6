import type { Target } from '../targets/target.ts'
import type { ActiveAttempt } from './attempt.ts'
import { beginAttempt } from './begin-attempt.ts'
import { beginChoice, mayCall, type Wanted } from './pick.ts'
import type { Run } from './run.ts'
import { soonestTarget } from './soonest.ts'

/** So many targets are asked for a trial on behalf of one run. */
const mostRefusals = 64

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
  if (!isTrialTime(run)) return undefined
  beginChoice(run)
  const { trials, targets } = run.engine
  const triable = blockedTargets(run, wanted).filter((target) => isTriable(run, target))
  triable.sort((one, other) => one.lastBegunAt - other.lastBegunAt)
  // When these refuse, the next run asks the others.
  for (const target of triable.slice(0, mostRefusals)) {
    const attempt = beginAttempt(run, target, 'trial')
    if (attempt !== undefined) {
      trials.began()
      return attempt
    }
    target.trialPause.refused(run.call.startedAt)
    targets.index.ask(target, run.call.startedAt)
  }
  return undefined
}

/** True when {@link callForTrial} may find a target. */
export function mayTryBlocked<Client>(run: Run<Client>, wanted: Wanted<Client>): boolean {
  return isTrialTime(run) && someBlocked(run, wanted, (target) => isTriable(run, target))
}

/** True when {@link callBlocked} may find a target. */
export function mayCallBlocked<Client>(run: Run<Client>, wanted: Wanted<Client>): boolean {
  const mayHold = (typeof run.engine.whenUnavailable !== 'object' || run.inGroup) && someMayBeHeld(run)
  const mayTry = isTrialTime(run)
  if (!mayHold && !mayTry) return false
  return someBlocked(
    run,
    wanted,
    (target) => (mayHold && isHeld(run, target)) || (mayTry && isTriable(run, target)),
  )
}

/** True when a blocked target may be tried, now or in a moment. */
export function hasTrial<Client>(run: Run<Client>): boolean {
  const { clock, targets } = run.engine
  if (!targets.mayTry) return false
  const now = clock.now()
  return (
    targets.index.trialNotBefore(now) < Infinity &&
    someBlocked(run, 'untried', (target) => target.trialAt(now, run.call) < Infinity)
  )
}

/** True when a blocked target may be tried now, by some run. */
export function isTrialTime<Client>({ engine }: Run<Client>): boolean {
  const { clock, trials, targets } = engine
  if (!targets.mayTry || trials.delayMs > 0) return false
  const now = clock.now()
  return targets.index.trialNotBefore(now) <= now
}

/** True when nothing but its window is against a blocked target, for some run. */
function someMayBeHeld<Client>({ engine }: Run<Client>): boolean {
  const now = engine.clock.now()
  return engine.targets.index.callableAt(now) <= now
}

function isTriable<Client>(run: Run<Client>, target: Target<Client>): boolean {
  const now = run.engine.clock.now()
  return target.trialAt(now, run.call) <= now
}

/** True when nothing but its window, or those inside its group, is against a blocked target. */
function isHeld<Client>(run: Run<Client>, target: Target<Client>): boolean {
  const now = run.engine.clock.now()
  return target.callableAt(now, run.call) <= now
}

/** The target with the fewest calls in flight; of several, the one that was asked longest ago. Its guards are asked. */
function beginHeld<Client>(run: Run<Client>, wanted: Wanted<Client>): ActiveAttempt<Client> | undefined {
  if (!someMayBeHeld(run)) return undefined
  const held = blockedTargets(run, wanted).filter((target) => isHeld(run, target))
  held.sort((one, other) => one.inFlight - other.inFlight || one.lastBegunAt - other.lastBegunAt)
  for (const target of held) {
    const attempt = beginAttempt(run, target, 'held')
    if (attempt !== undefined) return attempt
  }
  return undefined
}

/** The one that comes back first of those on which its user and its binding guards allow a call, for the first attempt of a run. */
function beginLeastBad<Client>(run: Run<Client>): ActiveAttempt<Client> | undefined {
  if (run.engine.whenUnavailable !== 'least-bad' || run.failed.length > 0) return undefined
  const soonest = soonestTarget(run, 'untried')?.target
  if (soonest === undefined) return undefined
  const attempt = beginAttempt(run, soonest, 'least-bad')
  if (attempt !== undefined) return attempt
  const others = untriedTargets(run).filter((target) => target !== soonest && !target.isExhausted)
  others.sort((one, other) => one.comesBackAt - other.comesBackAt)
  for (const target of others.slice(0, mostRefusals)) {
    const other = beginAttempt(run, target, 'least-bad')
    if (other !== undefined) return other
  }
  return undefined
}

/** The targets that the run may call first, blocked or not: those that are available have just refused it. */
function untriedTargets<Client>(run: Run<Client>): Target<Client>[] {
  const { targets } = run.engine
  const { available } = targets.index.select(run.filter.shared<Client>(false))
  const open = available.flatMap((state) => targets.behind(state) ?? [])
  return [...blockedTargets(run, 'untried'), ...open.filter((target) => mayBeCalled(run, target, 'untried'))]
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
