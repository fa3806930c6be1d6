import type { CircuitMetrics } from '../contracts/snapshot.ts'

/** The state of one target's circuit, and since when. */
export class CircuitRecord {
  #state: CircuitMetrics['state'] | undefined
  #since = 0
  #openings: number
  #isTold = false

  constructor(openings = 0) {
    this.#openings = openings
  }

  get openings(): number {
    return this.#openings
  }

  /** The circuit tells that it is in this state from now on. */
  tell(state: CircuitMetrics['state'], now: number): void {
    this.#isTold = true
    this.#enter(state, now)
  }

  /** Its target is blocked by it from now on. Counts only while the circuit itself tells nothing. */
  blocked(now: number): void {
    if (!this.#isTold) this.#enter('open', now)
  }

  /** Its target is available from now on. Counts only while the circuit itself tells nothing. */
  available(now: number): void {
    if (!this.#isTold && this.#state === 'open') this.#enter('closed', now)
  }

  /** The state now; undefined while nothing is known of a circuit. */
  metrics(now: number): CircuitMetrics | undefined {
    if (this.#state === undefined) return undefined
    return { state: this.#state, forMs: Math.max(0, now - this.#since), openings: this.#openings }
  }
  #enter(state: CircuitMetrics['state'], now: number): void {
    if (this.#state === state) return
    if (state === 'open') this.#openings += 1
    this.#state = state
    this.#since = now
  }
}
