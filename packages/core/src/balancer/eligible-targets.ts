import type { TargetView } from '../contracts/target.ts'
import { failureRules } from '../errors/failure.ts'
import type { FailedAttempt } from '../errors/run-errors.ts'
import type { Run, TargetFilter } from './state.ts'
import { availableAt, fitsContextWindow, type TargetEntry } from './target-entry.ts'

/** The attempts of the run that failed on a target. */
export function failuresOn<Client>(run: Run<Client>, id: string): readonly FailedAttempt[] {
  return run.failed.filter((one) => one.targetId === id)
}

/** True when the run may use this target at all. */
export function isAllowed<Client>(run: Run<Client>, entry: TargetEntry<Client>): boolean {
  const { view } = entry
  const { pin = view.id, only = view.id, exclude = [] } = run.options
  return (
    pin === view.id &&
    (typeof only === 'function' ? only(view) : isNamed(view, only)) &&
    !isNamed(view, exclude) &&
    (run.largerThan === undefined || (view.contextWindow ?? 0) > run.largerThan) &&
    fitsContextWindow(entry, run.call)
  )
}

/** True when one of the words is the target's id or one of its tags. */
function isNamed(view: TargetView, words: string | readonly string[]): boolean {
  const matches = (word: string): boolean => word === view.id || view.tags.includes(word)
  return typeof words === 'string' ? matches(words) : words.some(matches)
}

/** True when the run may call this target and has not done so yet. */
export function isUntried<Client>(run: Run<Client>, entry: TargetEntry<Client>): boolean {
  return failuresOn(run, entry.view.id).length === 0 && isAllowed(run, entry)
}

/** True when the run may call this target: for the first time, or again after a failure that another call may mend. */
export function mayServe<Client>(run: Run<Client>, entry: TargetEntry<Client>): boolean {
  const failures = failuresOn(run, entry.view.id)
  if (failures.length === 0) return isAllowed(run, entry)
  const isFutile = failures.some((one) => failureRules[one.kind].retry === 'never')
  const isSpent = failures.length >= entry.maxAttempts || run.failed.length >= run.maxWithRepeats
  return !isFutile && !isSpent && isAllowed(run, entry)
}

/** A target that a run may use, with how long it takes until it is available. */
export interface EligibleTarget<Client> {
  readonly entry: TargetEntry<Client>
  /** In ms; 0 when it is available now, Infinity when it depends on another event. */
  readonly delayMs: number
}

/** The targets that pass the filter, the one that is available first at the front. */
export function eligibleTargets<Client>(
  run: Run<Client>,
  filter: TargetFilter<Client>,
): readonly EligibleTarget<Client>[] {
  const now = run.engine.clock.now()
  return run.engine.active
    .filter((entry) => filter(run, entry))
    .map((entry) => ({ entry, delayMs: Math.max(0, availableAt(entry, run.call, now) - now) }))
    .sort((one, other) => one.delayMs - other.delayMs)
}
