import { strategyError } from '../strategies/strategy-error.ts'
import { StrategyError } from '../errors/run-errors.ts'
import { describeValue } from '../options/describe-value.ts'
import { CandidateView } from '../strategies/candidate-view.ts'
import { noteAvailability, noteReturned } from './availability-events.ts'
import { beginAttempt } from './begin-attempt.ts'
import type { ActiveAttempt, TargetFilter, Run } from './state.ts'
import { availableAt, isActive, type TargetEntry } from './target-entry.ts'

/**
 * Lets the strategy choose among the available targets that pass the filter. A target whose guard gives no permit is left out,
 * and the strategy chooses again.
 */
export function pick<Client>(
  run: Run<Client>,
  filter: TargetFilter<Client>,
): ActiveAttempt<Client> | undefined {
  const { engine } = run
  const view = engine.view ?? new CandidateView()
  engine.view = undefined
  run.call.attempt = run.records.length + 1
  run.call.startedAt = engine.clock.now()
  try {
    noteReturned(engine)
    showCandidates(run, view, filter)
    while (view.length > 0) {
      const entry = choose(run, view)
      const attempt = beginAttempt(run, entry, view)
      if (attempt !== undefined) return attempt
      view.leaveOut(entry.view)
    }
    return undefined
  } finally {
    view.clear()
    engine.view = view
  }
}

/** Without a filter, a guard or a cooldown every target is a candidate, and the view is the same from pick to pick. */
function showCandidates<Client>(run: Run<Client>, view: CandidateView, filter: TargetFilter<Client>): void {
  const { engine, call, options } = run
  const now = call.startedAt
  const filters =
    (options.pin ?? options.only ?? options.exclude) !== undefined ||
    call.inputTokens + call.outputTokens + run.failed.length > 0
  if (engine.unguarded && engine.clearAt <= now && !filters) {
    view.show(engine.views, engine.revision)
    return
  }
  const candidates = view.clear()
  for (const entry of engine.active) {
    if (!filter(run, entry)) continue
    if (availableAt(entry, call, now) <= now) candidates.push(entry.view)
    else noteAvailability(engine, entry)
  }
}

function choose<Client>(run: Run<Client>, view: CandidateView): TargetEntry<Client> {
  const { strategy, entryOf } = run.engine
  let chosen: unknown
  try {
    chosen = strategy.pick(view, run.call, run.call.startedAt)
  } catch (error) {
    if (StrategyError.isInstance(error)) throw error
    throw strategyError(strategy.name, 'the strategy that chooses a target threw', error)
  }
  const entry = entryOf.get(chosen as object)
  if (entry !== undefined && (view.revision > 0 ? isActive(entry) : view.has(entry.view))) return entry
  const got = entry === undefined ? describeValue(chosen) : `target "${entry.view.id}"`
  throw strategyError(strategy.name, `must choose one of its targets, got ${got}`)
}
