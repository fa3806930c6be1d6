import type { Target } from '../targets/target.ts'
import type { ActiveAttempt } from './attempt.ts'
import type { Hedging } from './hedging.ts'
import { pick } from './pick.ts'
import type { Run } from './run.ts'
import { quickestMs } from './soonest.ts'
import type { TargetChoice } from './target-choice.ts'

/** Of those that the strategy chooses for a hedge, so many are refused because they are strained. */
const mostRefused = 8

/** A hedge is being chosen: it does not go to a target that is strained itself. */
class HedgeChoice<Client> implements TargetChoice<Client> {
  readonly #hedging: Hedging
  readonly #now: number
  #refused = 0

  constructor(hedging: Hedging, now: number) {
    this.#hedging = hedging
    this.#now = now
  }

  refuses(target: Target<Client>): boolean {
    if (this.#refused === mostRefused || !this.#hedging.isStrained(target, this.#now)) return false
    this.#refused += 1
    return true
  }
}

/**
 * Begins a second attempt beside one that takes long, on another target that is available at once; undefined where there is none, or
 * where a hedge does more harm than good. It never waits, and calls no blocked target.
 */
export function beginHedge<Client>({
  run,
  target,
}: ActiveAttempt<Client>): ActiveAttempt<Client> | undefined {
  const { hedging, reporter, strategy, clock } = run.engine
  const now = clock.now()
  if (!mayHedge(run, now)) return undefined
  run.noteCalled(target)
  run.hedgeChoice = new HedgeChoice(hedging, now)
  try {
    const attempt = pick(run, 'sound')
    if (attempt !== undefined) hedging.budget.withdraw()
    return attempt
  } catch (error) {
    // The strategy failed: the run has an attempt, and goes on with it.
    reporter.failed(strategy.name, error)
    return undefined
  } finally {
    run.hedgeChoice = undefined
  }
}

function mayHedge<Client>(run: Run<Client>, now: number): boolean {
  const { hedging, queue, targets } = run.engine
  return (
    run.records.length < run.maxAttempts &&
    run.filter.pin === undefined &&
    run.remainingMs > quickestMs(run) &&
    hedging.budget.hasOne &&
    !queue.isServable &&
    !hedging.isGeneralSlowdown(targets.present, now)
  )
}
