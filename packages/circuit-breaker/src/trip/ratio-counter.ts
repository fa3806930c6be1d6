import { atLeastOne, numberWithin, required, type OptionTable } from '@llm-balancer/core/options'
import type { TripCounter } from '../contracts/trip-policy.ts'
import { checkWindow } from './check-window.ts'
import { RollingCounts } from './rolling-counts.ts'

/** When a share of calls within a window opens the circuit. */
export interface RatioLimits {
  readonly ratio: number
  readonly windowMs: number
  readonly minimumCalls: number
}

/** The checks and defaults of {@link RatioLimits}. */
export const ratioTable: OptionTable<RatioLimits> = {
  ratio: [numberWithin({ min: 0, max: 1, above: true }), required],
  windowMs: [checkWindow, 60_000],
  minimumCalls: [atLeastOne, 10],
}

/** Whether a call counts against the service. */
export type CountsAgainst = (hasFailed: boolean, durationMs: number) => boolean

/** Counts calls within a rolling window, and opens at a call against the service when the share of such calls is reached. */
export class RatioCounter implements TripCounter {
  readonly #limits: RatioLimits
  readonly #countsAgainst: CountsAgainst
  readonly #counts: RollingCounts

  constructor(limits: RatioLimits, countsAgainst: CountsAgainst) {
    this.#limits = limits
    this.#countsAgainst = countsAgainst
    this.#counts = new RollingCounts(limits.windowMs)
  }

  success(now: number, durationMs: number): boolean {
    return this.#add(now, this.#countsAgainst(false, durationMs))
  }

  failure(now: number, durationMs: number): boolean {
    return this.#add(now, this.#countsAgainst(true, durationMs))
  }

  isTooSlow(durationMs: number): boolean {
    return this.#countsAgainst(false, durationMs)
  }

  reset(): void {
    this.#counts.reset()
  }

  toJSON(): unknown {
    return this.#counts.toJSON()
  }

  restore(state: unknown): void {
    this.#counts.restore(state)
  }

  #add(now: number, isAgainst: boolean): boolean {
    const counts = this.#counts
    counts.add(now, isAgainst)
    const { minimumCalls, ratio } = this.#limits
    return isAgainst && counts.calls >= minimumCalls && counts.hits >= ratio * counts.calls
  }
}
