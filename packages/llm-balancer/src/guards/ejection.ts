import { failureRules } from '@llm-balancer/core'
import type { Guard, Outcome, Permit } from '@llm-balancer/core'
import { checkKnown } from '@llm-balancer/provider'
import { checkNumber } from '../config/checks.ts'

/** Settings of {@link ejection}. */
export interface EjectionOptions {
  /** Faults of the target in a row that take it out, a whole number ≥ 1; Infinity = none do, only `eject`. @default 5 */
  readonly failures?: number
  /** How long it stays out at first, in ms, > 0; doubles with each failed trial. @default 1000 */
  readonly firstMs?: number
  /** It never stays out for longer, in ms, ≥ `firstMs`. @default 60 000 */
  readonly maxMs?: number
}

/** Takes one target out while it keeps failing, and lets it prove itself before it comes back. */
export interface EjectionGuard extends Guard {
  availableAt(now: number): number
  acquire(now: number): Permit | null
  /** Takes the target out now, whatever it did before: somebody knows that it is ill. */
  eject(now: number): void
  reset(): void
}

const countsAgainst = (outcome: Outcome): boolean =>
  outcome.type === 'failure' && outcome.scope === 'target' && failureRules[outcome.kind].countsAgainstTarget

/**
 * Passive ejection. After some faults in a row (only kinds that are the target's own: a bad key or a caller's bad request
 * is none) the target is out for a while. Then one call at a time is let through as a trial: a success brings the target
 * back, a fault takes it out for twice as long, and an outcome that says nothing gives the place to the next call. What
 * began before the last change is not counted.
 *
 * @throws RangeError or TypeError for a bad option
 */
export function ejection(options: EjectionOptions = {}): EjectionGuard {
  checkKnown('ejection', options, ['failures', 'firstMs', 'maxMs'])
  const { failures = 5, firstMs = 1000, maxMs = Math.max(firstMs, 60_000) } = options
  checkNumber('ejection.failures', failures, { min: 1, isInteger: true, isInfiniteAllowed: true })
  checkNumber('ejection.firstMs', firstMs, { min: 0, isAbove: true })
  checkNumber('ejection.maxMs', maxMs, { min: firstMs })
  return new Ejection({ failures, firstMs, maxMs })
}

class Ejection implements EjectionGuard {
  readonly name = 'ejected'
  readonly #limits: Required<EjectionOptions>
  /** Faults in a row while the target is in. */
  #faults = 0
  /** Times it was taken out since its last success. */
  #ejections = 0
  /** Clock time in ms from which a trial may be made; undefined while the target is in. */
  #outUntil: number | undefined
  #isOnTrial = false
  /** Grows with every change between in and out: a permit of an earlier one says nothing any more. */
  #generation = 0

  constructor(limits: Required<EjectionOptions>) {
    this.#limits = limits
  }

  availableAt(now: number): number {
    if (this.#outUntil === undefined) return now
    return this.#isOnTrial ? Infinity : this.#outUntil
  }

  acquire(now: number): Permit | null {
    if (this.availableAt(now) > now) return null
    this.#isOnTrial = this.#outUntil !== undefined
    const generation = this.#generation
    let isReleased = false
    return {
      release: (outcome, at) => {
        if (isReleased) return
        isReleased = true
        if (generation === this.#generation) this.#judge(outcome, at)
      },
    }
  }

  eject(now: number): void {
    const { firstMs, maxMs } = this.#limits
    this.#outUntil = now + Math.min(maxMs, firstMs * 2 ** this.#ejections)
    this.#ejections += 1
    this.#changed()
  }

  reset(): void {
    this.#outUntil = undefined
    this.#ejections = 0
    this.#changed()
  }

  #judge(outcome: Outcome, now: number): void {
    const wasOnTrial = this.#isOnTrial
    this.#isOnTrial = false
    if (outcome.type === 'success') {
      if (wasOnTrial) this.reset()
      this.#faults = 0
    } else if (countsAgainst(outcome)) {
      this.#faults += 1
      if (wasOnTrial || this.#faults >= this.#limits.failures) this.eject(now)
    }
  }

  #changed(): void {
    this.#faults = 0
    this.#isOnTrial = false
    this.#generation += 1
  }
}
