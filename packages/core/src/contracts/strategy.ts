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
  /**
   * Two views with the same revision hold the same targets with the same settings, so that a strategy may keep what it
   * derived from them (prefix sums, an order). 0 = a view made for this pick only: keep nothing.
   */
  readonly revision: number
}

/** What a strategy is given by its balancer. */
export interface StrategyEnvironment {
  readonly random: Random
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
  /** What the strategy wants to learn; the balancer reports every start, first content and end to it. */
  readonly meter?: LoadMeter
  /** Forgets a target that has left the balancer. */
  forget?(target: TargetState): void
}

/**
 * Measures how loaded a target is. Smaller is better; it may count attempts, milliseconds or a share of
 * quota, as long as its values compare with each other. Its maths takes the time as an argument and sets no timers.
 */
export interface LoadMeter {
  /** The load now. Reading changes nothing. */
  load(target: TargetState, now: number): number
  started(target: TargetState, call: CallFacts, now: number): void
  /** The first content of the attempt that began at `call.startedAt` has come. */
  firstContent(target: TargetState, call: CallFacts, now: number): void
  finished(target: TargetState, outcome: Outcome, now: number): void
}
