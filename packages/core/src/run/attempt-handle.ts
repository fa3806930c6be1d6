import type { Attempt, AttemptFacts } from '../contracts/call.ts'
import type { TargetView } from '../contracts/target.ts'

/** What is behind a handle. */
export interface AttemptSource {
  readonly signal: AbortSignal
  report(facts: AttemptFacts): void
}

/**
 * An attempt as its operation sees it: neither the run nor a client can be reached from it, so that printing it shows no secret.
 * Its signal and its `report`, which may be taken out of it, are made when they are asked for: many operations need neither.
 */
export class AttemptHandle implements Attempt {
  readonly number: number
  readonly target: TargetView
  readonly remainingMs: number
  readonly #source: AttemptSource

  constructor(number: number, target: TargetView, remainingMs: number, source: AttemptSource) {
    this.number = number
    this.target = target
    this.remainingMs = remainingMs
    this.#source = source
  }

  get signal(): AbortSignal {
    return this.#source.signal
  }

  get report(): (facts: AttemptFacts) => void {
    return (facts) => {
      this.#source.report(facts)
    }
  }
}
