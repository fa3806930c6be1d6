import type { State, Ticket } from './state.ts'
import type { Transitions } from './transitions.ts'

/** No call is admitted until the open time is over; the first one after it half-opens the circuit. */
export class OpenState implements State {
  readonly name = 'open'
  readonly #circuit: Transitions
  readonly #until: number

  /** @param until clock time in ms at which the open time is over */
  constructor(circuit: Transitions, until: number) {
    this.#circuit = circuit
    this.#until = until
  }

  availableAt(): number {
    return this.#until
  }

  retryAfterMs(now: number): number {
    return Math.max(0, this.#until - now)
  }

  admit(now: number): Ticket | null {
    if (now < this.#until) return null
    const next = this.#circuit.enterHalfOpen(now)
    // A listener that opens the circuit again at once would be asked for ever.
    return next.name === 'open' ? null : next.admit(now)
  }

  settle(): void {
    // It admits no calls.
  }

  trip(): void {
    // It is open already.
  }

  isolate(now: number): void {
    this.#circuit.enterIsolated(now)
  }

  reset(now: number): void {
    this.#circuit.enterClosed(now)
  }

  toJSON(): { readonly state: 'open'; readonly openUntil: number } {
    return { state: 'open', openUntil: this.#until }
  }
}
