import type { Target } from '../targets/target.ts'
import type { Run } from './run.ts'
import { isUntried } from './servable.ts'

/** The target that a run can call soonest. */
export interface Soonest<Client> {
  readonly target: Target<Client>
  /** In ms; 0 when it is available now, Infinity when it depends on another event. */
  readonly delayMs: number
  /** True when the end of an attempt may make room. */
  readonly dependsOnAttempts: boolean
  /** True when it is the only one that the run may call. */
  readonly isAlone: boolean
}

/** What a target costs a run in time. */
export function soonestOf<Client>(run: Run<Client>, target: Target<Client>): Soonest<Client> {
  const now = run.engine.clock.now()
  const delayMs = Math.max(0, target.availableAt(now, run.call) - now)
  return { target, delayMs, dependsOnAttempts: target.awaitsAttempt, isAlone: isAlone(run) }
}

/**
 * The target that a run can call soonest, of those that it has not called yet, or also of those that it may call `again`. Does not
 * depend on how many targets there are, unless the call or its filter excludes many of them.
 */
export function soonestTarget<Client>(
  run: Run<Client>,
  wanted: 'untried' | 'again',
): Soonest<Client> | undefined {
  let soonest: Soonest<Client> | undefined
  const consider = (target: Target<Client>): void => {
    const one = soonestOf(run, target)
    const dependsOnAttempts = one.dependsOnAttempts || soonest?.dependsOnAttempts === true
    soonest = {
      ...(soonest === undefined || one.delayMs < soonest.delayMs ? one : soonest),
      dependsOnAttempts,
    }
  }
  if (wanted === 'again') for (const target of run.tried.keys()) if (run.mayRepeat(target)) consider(target)
  const { index } = run.engine.targets
  const { pin } = run.filter
  if (pin !== undefined) {
    const target = run.engine.targets.get(pin)
    if (target !== undefined && isUntried(run, target)) consider(target)
    return soonest
  }
  const { available, blocked } = index.select(run.filter.shared<Client>(false))
  for (const state of available) {
    const target = run.engine.targets.behind(state)
    if (target !== undefined && isUntried(run, target)) consider(target)
  }
  const { first } = blocked
  if (first === undefined) return soonest
  if (first.comesBackAt < Infinity && isUntried(run, first)) consider(first)
  else considerBlocked(run, blocked.items, consider)
  return soonest
}

/** Of blocked targets those that say when they come back; of the others one, and one on which the end of an attempt may make room. */
function considerBlocked<Client>(
  run: Run<Client>,
  blocked: readonly Target<Client>[],
  consider: (target: Target<Client>) => void,
): void {
  let hasEndless = false
  for (const target of blocked) {
    const isEndless = target.comesBackAt === Infinity
    if ((isEndless && hasEndless) || !isUntried(run, target)) continue
    consider(target)
    hasEndless ||= isEndless
  }
  if (!hasEndless) return
  for (const target of run.engine.targets.index.full) {
    if (!isUntried(run, target)) continue
    consider(target)
    return
  }
}

/** A target that is full: the end of an attempt may make room on it for the run. One that did not fail last, where there is one. */
export function fullTarget<Client>(run: Run<Client>): Soonest<Client> | undefined {
  const { targets } = run.engine
  const { pin } = run.filter
  const only = pin === undefined ? undefined : targets.get(pin)
  let failing: Target<Client> | undefined
  for (const target of only === undefined ? targets.index.full : [only]) {
    const isFull = target.comesBackAt === Infinity && target.awaitsAttempt && isUntried(run, target)
    if (isFull && !target.isFailing) return soonestOf(run, target)
    if (isFull) failing ??= target
  }
  return failing === undefined ? undefined : soonestOf(run, failing)
}

function isAlone<Client>(run: Run<Client>): boolean {
  const { index } = run.engine.targets
  return run.filter.pin !== undefined || index.select(run.filter.shared<Client>(false)).size === 1
}

/** So many targets are looked at for the time that an answer takes. */
const mostLookedAt = 16

/** The time in ms of a quick answer of the quickest target to such a call; 0 while none has answered. */
export function quickestMs<Client>(run: Run<Client>): number {
  let quickest = Infinity
  let looked = 0
  for (const target of run.engine.targets.present) {
    quickest = Math.min(quickest, target.learnt.quick(run.call.streaming) ?? Infinity)
    looked += 1
    if (looked === mostLookedAt) break
  }
  return quickest === Infinity ? 0 : quickest
}
