import type { ReportMisuse } from '../options/misuse.ts'
import type { Random } from '../time/random.ts'
import type { CallFacts } from './call.ts'
import type { Outcome } from './outcome.ts'
import type { TargetState } from './target.ts'

/**
 * The targets that may take the call: weight above 0, guards open, allowed by the call's filter, and not tried before
 * in this run unless nothing else is left. Never empty. A view that the balancer reuses: read it during `pick` only.
 */
export interface Candidates extends Iterable<TargetState> {
  readonly length: number
  /** The candidate at a place within [0, length), in the order in which the targets were added. */
  at(index: number): TargetState
  /** True when the target is one of them. O(log n). */
  has(target: TargetState): boolean
  /**
   * The place of the first candidate that was added after `target`, which itself need not be one of them; `length` when there
   * is none. O(log n).
   */
  placeAfter(target: TargetState): number
  /** No candidate has a larger weight; the largest of them may be smaller. */
  readonly maxWeight: number
  /** True: all candidates have the same `priority`. False: they may differ. */
  readonly hasOnePriority: boolean
  /**
   * Two views with the same revision hold the same targets with the same settings, so that a strategy may keep what it
   * derived from them (prefix sums, an order). 0 = a view made for this pick only: keep nothing.
   */
  readonly revision: number
}

/** What a strategy is given by its balancer. */
export interface StrategyEnvironment {
  readonly random: Random
  /** Hears what a part of the strategy that its user wrote, such as a meter, threw or gave wrongly, in place of the run. */
  readonly report?: ReportMisuse
}

/**
 * Chooses one of the candidates. The balancer calls `pick` before each attempt; it never waits, does no I/O, and is pure
 * apart from the strategy's own counters. O(1) or O(log n) where the algorithm allows it, and no allocation per pick.
 */
export interface Strategy {
  /** Its name in trails, snapshots and errors: `round-robin`. */
  readonly name: string
  /**
   * Called once, by the balancer that owns the strategy, before the first pick. A strategy has state of its own, so it
   * throws a TypeError when a second balancer claims it.
   */
  bind?(environment: StrategyEnvironment): void
  /** Chooses one of `candidates`, which is never empty. */
  pick(candidates: Candidates, call: CallFacts, now: number): TargetState
  /**
   * True: the strategy itself says when targets come that failed their last call. Otherwise a run that has failed goes to the others first,
   * whatever the strategy's order, and that is not charged to the retry budget. @default false
   */
  readonly ranksFailing?: boolean
  /** What the strategy wants to learn; the balancer reports every start, first content and end to it. */
  readonly meter?: LoadMeter
  /** Why the last pick came about, in words, where the loads do not say it; undefined where they do. Asked only for trails that are read. */
  explain?(): string | undefined
  /** Forgets a target that has left the balancer. */
  forget?(target: TargetState): void
}

/**
 * Measures how loaded a target is. Smaller is better; it may count attempts, milliseconds or a share of
 * quota, as long as its values compare with each other. Its maths takes the time as an argument and sets no timers.
 */
export interface LoadMeter {
  /**
   * The load now, for such a call where one is given: a meter may measure streams and plain calls apart. Without a call, as in a
   * snapshot, the load for calls of any kind. Reading changes nothing.
   */
  load(target: TargetState, now: number, call?: CallFacts): number
  /** What the load is made of, in words, for such a call: `first content expected after 480 ms, × 1.4 for 5 calls under way`. */
  explain?(target: TargetState, now: number, call: CallFacts): string | undefined
  /**
   * An attempt begins and is counted in `target.inFlight` already; `call` says how many tokens are expected. What is returned hears
   * the rest of this attempt, as a guard's permit does: a meter that counts what runs needs no list of attempts.
   */
  started?(target: TargetState, call: CallFacts, now: number): Measurement | undefined
  /** What it has learnt of a target, as plain data that JSON can hold, with durations in place of times; undefined when that is nothing. */
  exportState?(target: TargetState, now: number): unknown
  /**
   * Goes on from what a meter has exported, perhaps in another process, or of another sort: it ignores what it cannot read.
   *
   * @param at the clock time here of the moment of export
   */
  importState?(target: TargetState, state: unknown, at: number): void
}

/** What a meter hears of one attempt after its start. */
export interface Measurement {
  /** The first content of a stream has come. Not called for a plain call, whose first content is its end. */
  firstContent?(now: number): void
  /** The attempt has ended, and is no longer counted in `target.inFlight`. Called exactly once, whatever happens. */
  finished(outcome: Outcome, now: number): void
}
