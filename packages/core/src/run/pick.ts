import type { TargetState } from '../contracts/target.ts'
import { StrategyError } from '../errors/run-errors.ts'
import { describeValue } from '../options/describe-value.ts'
import { CandidateView } from '../strategies/candidate-view.ts'
import { isThenable } from '../streams/is-thenable.ts'
import { strategyError } from '../strategies/strategy-error.ts'
import type { Target } from '../targets/target.ts'
import type { ActiveAttempt } from './attempt.ts'
import { beginAttempt } from './begin-attempt.ts'
import type { Run } from './run.ts'

/**
 * Which targets a pick is made from: those that the run has not called yet and that did not fail last (`sound`), all that it has
 * not called yet (`untried`), also those that it may call again (`again`), or one of those.
 */
export type Wanted<Client> = 'sound' | 'untried' | 'again' | Target<Client>

/** After so many refusals in one pick all the others are asked at once, whether they take the call. */
const mostRefusals = 8

/** After a run has called so many targets, the others are copied for each of its picks. */
const mostTried = 16

/**
 * Lets the strategy choose among the available targets, first among those that the run prefers, and begins an attempt on the chosen
 * one. One that refuses this call after all is left out, and the strategy chooses again.
 */
export function pick<Client>(run: Run<Client>, wanted: Wanted<Client>): ActiveAttempt<Client> | undefined {
  if (typeof wanted !== 'object') {
    if (wanted === 'sound' && run.engine.strategy.ranksFailing === true) return undefined
    for (const word of run.filter.preferred) {
      const attempt = pickAmong(run, wanted, word)
      if (attempt !== undefined) return attempt
    }
  }
  return pickAmong(run, wanted)
}

/** @param word only targets that it names; undefined for all */
function pickAmong<Client>(
  run: Run<Client>,
  wanted: Wanted<Client>,
  word?: string,
): ActiveAttempt<Client> | undefined {
  const { engine } = run
  const view = engine.view ?? new CandidateView()
  engine.view = undefined
  beginChoice(run)
  try {
    showCandidates(run, view, { wanted, word })
    const refused: Target<Client>[] = []
    while (view.length > 0) {
      const target = choose(run, view)
      const attempt = run.fits(target) ? beginAttempt(run, target, view) : undefined
      if (attempt !== undefined) return attempt
      refused.push(target)
      // Perhaps it refuses every call now: then it leaves the list that the view shows.
      engine.targets.index.ask(target, run.call.startedAt)
      if (refused.length <= mostRefusals) showCandidates(run, view, { wanted, word })
      for (const one of refused.length <= mostRefusals ? refused : [target]) view.leaveOut(one.state)
      if (refused.length === mostRefusals) showWilling(run, view)
    }
    return undefined
  } finally {
    view.show([], 0)
    engine.view = view
  }
}

/** Notes which attempt is chosen next, and when. */
export function beginChoice<Client>(run: Run<Client>): void {
  const { clock, targets } = run.engine
  run.call.attempt = run.records.length + 1
  run.call.startedAt = clock.now()
  targets.index.refresh(run.call.startedAt)
}

/** The candidates of a pick: all that are wanted, or those of them that a preferred word names. */
type Choice<Client> = { readonly wanted: Wanted<Client>; readonly word: string | undefined }

function showCandidates<Client>(
  run: Run<Client>,
  view: CandidateView,
  { wanted, word }: Choice<Client>,
): void {
  const { engine, filter } = run
  const { targets } = engine
  const only = typeof wanted === 'object' ? wanted : targets.get(filter.pin ?? word ?? '')
  if (only !== undefined) {
    const isSound = word === undefined || wanted !== 'sound' || !only.isFailing
    const isShown = only.comesBackAt === 0 && only.isActive && isSound && filter.accepts(only)
    view.show(isShown ? [only.state] : [], 0)
  } else if (filter.pin !== undefined) {
    view.show([], 0)
  } else {
    const selection = targets.index.select(filter.shared<Client>(wanted === 'sound', word))
    const { available, revision } = selection
    const isLong = run.tried.size > mostTried
    if (filter.isFunction || isLong) {
      const shown = available.filter((state) => isCandidate(run, state, wanted))
      view.show(shown, 0, selection)
      return
    }
    view.show(available, revision, selection)
  }
  for (const target of run.tried.keys()) if (!mayCall(run, target, wanted)) view.leaveOut(target.state)
}

/** Leaves in the view those that say that they take this call. */
function showWilling<Client>({ engine, call }: Run<Client>, view: CandidateView): void {
  const { targets } = engine
  const now = call.startedAt
  const willing = [...view].filter((state) => {
    const target = targets.behind(state)
    if (target === undefined) return false
    const isWilling = target.availableAt(now, call) <= now
    if (!isWilling) targets.index.ask(target, now)
    return isWilling
  })
  view.show(willing, 0, view)
}

/** True when a target that has failed the run may be called in this pick. */
export function mayCall<Client>(run: Run<Client>, tried: Target<Client>, wanted: Wanted<Client>): boolean {
  return wanted !== 'sound' && wanted !== 'untried' && run.mayRepeat(tried)
}

function isCandidate<Client>(run: Run<Client>, state: TargetState, wanted: Wanted<Client>): boolean {
  const target = run.engine.targets.behind(state)
  if (target === undefined || (run.filter.isFunction && !run.filter.accepts(target))) return false
  return !run.tried.has(target) || mayCall(run, target, wanted)
}

function choose<Client>(run: Run<Client>, view: CandidateView): Target<Client> {
  const { strategy, targets } = run.engine
  let chosen: unknown
  try {
    chosen = strategy.pick(view, run.call, run.call.startedAt)
  } catch (error) {
    if (StrategyError.isInstance(error)) throw error
    throw strategyError(strategy.name, 'the strategy that chooses a target threw', error)
  }
  const target = targets.behind(chosen)
  if (target !== undefined && view.has(target.state)) return target
  // A promise that is rejected later, or any other thenable, is nothing that the process should end by.
  if (isThenable(chosen))
    new Promise((resolve) => {
      resolve(chosen)
    }).catch(() => {})
  const got = target === undefined ? describeValue(chosen) : `target "${target.id}"`
  throw strategyError(strategy.name, `must choose one of its targets, got ${got}`)
}
