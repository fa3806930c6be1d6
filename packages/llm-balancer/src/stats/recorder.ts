import type { Guard, Permit } from '@llm-balancer/core'

/**
 * Notes when a provider was last asked and how long its good answers took. A guard that never says no: so it belongs to
 * one entry for its whole life, also when another entry takes over its name.
 */
export class Recorder implements Guard {
  readonly name = 'recorder'
  #successes = 0
  #totalMs = 0
  #lastAt: number | undefined

  /** Mean time of the successful requests in ms; 0 without any. */
  get averageMs(): number {
    return this.#successes === 0 ? 0 : this.#totalMs / this.#successes
  }

  /** Clock time in ms of the last request's start. */
  get lastAt(): number | undefined {
    return this.#lastAt
  }

  availableAt(now: number): number {
    return now
  }

  acquire(now: number): Permit {
    this.#lastAt = now
    let isReleased = false
    return {
      release: (outcome) => {
        if (isReleased || outcome.type !== 'success') return
        isReleased = true
        this.#successes += 1
        this.#totalMs += outcome.durationMs
      },
    }
  }
}
