import type { Guard, Permit } from '@llm-balancer/core'

/**
 * Notes when a target was last asked and how long its successful attempts took. It is a guard that lets every call pass, so
 * that it belongs to one target for its whole life, also when another one takes over its id.
 */
export class Recorder implements Guard {
  readonly name = 'recorder'
  #successes = 0
  #totalMs = 0
  #lastAt: number | undefined

  get successes(): number {
    return this.#successes
  }

  /** The time of all successful attempts together, in ms. */
  get totalMs(): number {
    return this.#totalMs
  }

  /** Clock time in ms at which the last attempt began. */
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
