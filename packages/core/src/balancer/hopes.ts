import type { TargetView } from '../contracts/target.ts'
import { failureRules } from '../errors/failure.ts'
import type { FailedAttempt } from '../errors/run-errors.ts'
import type { Passes, Run } from './state.ts'
import { availableAt, holds, type TargetEntry } from './target-entry.ts'

/** The attempts of the run that failed on a target. */
export function triesOf<Client>(run: Run<Client>, id: string): readonly FailedAttempt[] {
  return run.failed.filter((one) => one.targetId === id)
}

/** True when the run may use this target at all. */
export function allows<Client>(run: Run<Client>, entry: TargetEntry<Client>): boolean {
  const { view } = entry
  const { pin = view.id, only = view.id, exclude = [] } = run.options
  return (
    pin === view.id &&
    (typeof only === 'function' ? only(view) : names(only, view)) &&
    !names(exclude, view) &&
    (run.largerThan === undefined || (view.contextWindow ?? 0) > run.largerThan) &&
    holds(entry, run.call)
  )
}

function names(words: string | readonly string[], view: TargetView): boolean {
  const isNamed = (word: string): boolean => word === view.id || view.tags.includes(word)
  return typeof words === 'string' ? isNamed(words) : words.some(isNamed)
}

/** True when the run may call this target and has not done so yet. */
export function isFresh<Client>(run: Run<Client>, entry: TargetEntry<Client>): boolean {
  return triesOf(run, entry.view.id).length === 0 && allows(run, entry)
}

/** True when the run may call this target, also once more after it failed where that is not futile. */
export function mayServe<Client>(run: Run<Client>, entry: TargetEntry<Client>): boolean {
  const tries = triesOf(run, entry.view.id)
  const isFutile = tries.some((one) => failureRules[one.kind].retry === 'never')
  return !isFutile && tries.length < entry.maxAttempts && allows(run, entry)
}

/** The targets that pass, with how long it takes until they are available, the first one first. */
export function hopesOf<Client>(
  run: Run<Client>,
  passes: Passes<Client>,
): { readonly entry: TargetEntry<Client>; readonly delayMs: number }[] {
  const now = run.engine.clock.now()
  return run.engine.active
    .filter((entry) => passes(run, entry))
    .map((entry) => ({ entry, delayMs: Math.max(0, availableAt(entry, run.call, now) - now) }))
    .sort((one, other) => one.delayMs - other.delayMs)
}
