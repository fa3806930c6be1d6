import type { Attempt, AttemptFacts } from '../contracts/call.ts'
import type { FailedAttempt } from '../errors/run-errors.ts'
import type { TargetView } from '../contracts/target.ts'

/** What is behind a handle. */
export interface AttemptSource {
  readonly signal: AbortSignal
  report(facts: AttemptFacts): void
}

/**
 * An attempt as its operation sees it: neither the run nor a client can be reached from it, so that printing it shows no secret.
 * Its parts may be taken out of it, and copied. Its signal is made when it is asked for: many operations do not.
 */
export class AttemptHandle implements Attempt {
  readonly number: number
  readonly target: TargetView
  declare readonly signal: AbortSignal
  readonly remainingMs: number
  readonly failed: readonly FailedAttempt[]
  readonly report: (facts: AttemptFacts) => void
  readonly #source: AttemptSource

  constructor(
    { number, target, remainingMs, failed }: Omit<Attempt, 'signal' | 'report'>,
    source: AttemptSource,
  ) {
    this.number = number
    this.target = target
    // A property of its own, so that a copy has it, too.
    Object.defineProperty(this, 'signal', AttemptHandle.#signal)
    this.remainingMs = remainingMs
    this.failed = failed
    this.report = (facts) => {
      source.report(facts)
    }
    this.#source = source
  }

  /**
   * One getter for all handles: V8 keeps the getter of an object in the object's shape, and with it, until the next full collection,
   * everything that it holds.
   */
  static readonly #signal: PropertyDescriptor = {
    enumerable: true,
    get(this: AttemptHandle) {
      return this.#source.signal
    },
  }
}
