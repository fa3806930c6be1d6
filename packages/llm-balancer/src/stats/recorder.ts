import type { Guard, Permit } from '@llm-balancer/core'
import { defined } from '@llm-balancer/core/options'
import type { ServedState } from '../state/balancer-state.ts'

/**
 * Notes when a target was last asked and how long its successful attempts took. It is a guard that lets every call pass, so
 * that it belongs to one target for its whole life, also when another one takes over its id.
 */
export class Recorder implements Guard {
  readonly name = 'recorder'
  #successes = 0
  #totalMs = 0
  #lastAt: number | undefined

  /** @param restored what another one has exported, and the clock time here of that moment */
  constructor(restored?: { readonly served: ServedState; readonly at: number }) {
    if (restored === undefined) return
    const { successes, totalMs, lastAgoMs } = restored.served
    this.#successes = successes
    this.#totalMs = totalMs
    if (lastAgoMs !== undefined) this.#lastAt = restored.at - lastAgoMs
  }

  /** For another one after a restart. */
  exportState(now: number): ServedState {
    const lastAgoMs = this.#lastAt === undefined ? undefined : Math.max(0, now - this.#lastAt)
    return { successes: this.#successes, totalMs: this.#totalMs, ...defined({ lastAgoMs }) }
  }

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
