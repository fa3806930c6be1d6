import type { IBackoff, IHalfOpenAfterBackoffContext } from 'cockatiel'
import type { ResetBackoff } from './reset-delay.ts'

/** The open time when a user's own function gives none that makes sense, in ms. */
const fallbackMs = 30_000

/** More steps than any growth needs to reach its cap; what is restored comes from outside. */
const mostSteps = 1000

let never: AbortSignal | undefined

/** How long the circuit stays open: one step of cockatiel's backoff for each opening since it was closed. */
export class OpenPeriod {
  readonly #factory: ResetBackoff
  #step: IBackoff<IHalfOpenAfterBackoffContext> | undefined
  #openings = 0

  constructor(factory: ResetBackoff) {
    this.#factory = factory
  }

  /** How often the circuit has opened since it was last closed. */
  get openings(): number {
    return this.#openings
  }

  /** The open time in ms of one more opening. Never throws. */
  next(): number {
    this.#openings += 1
    never ??= new AbortController().signal
    const context = { attempt: this.#openings, result: { value: undefined }, signal: never }
    try {
      this.#step = (this.#step ?? this.#factory).next(context)
      const { duration } = this.#step
      return duration >= 0 && duration < Infinity ? duration : fallbackMs
    } catch {
      return fallbackMs
    }
  }

  reset(): void {
    this.#step = undefined
    this.#openings = 0
  }

  /** Goes to where `openings` openings lead; gives the open time of the last in ms. */
  restore(openings: number): number {
    this.reset()
    let delayMs = 0
    for (let step = 0; step < Math.min(openings, mostSteps); step += 1) delayMs = this.next()
    this.#openings = openings
    return delayMs
  }
}
