import type { Judgement } from '../contracts/verdict.ts'
import { requestedTime } from './requested-time.ts'
import type { State, Ticket } from './state.ts'
import type { Transitions } from './transitions.ts'

/** Every call is admitted. The trip policy counts how they end and says when the circuit opens. */
export class ClosedState implements State {
  readonly name = 'closed'
  readonly #circuit: Transitions
  /** The latest time that a failure asked to wait for, in clock ms. */
  #notBefore = 0

  constructor(circuit: Transitions) {
    this.#circuit = circuit
  }

  availableAt(now: number): number {
    return now
  }

  retryAfterMs(): number {
    return 0
  }

  admit(now: number): Ticket {
    return { startedAt: now, state: this }
  }

  settle(_ticket: Ticket, { verdict, retryAfterMs }: Judgement, now: number): void {
    if (verdict === 'success') this.#circuit.countSuccess(now)
    if (verdict !== 'failure') return
    const { maxRetryAfterMs } = this.#circuit.settings
    this.#notBefore = Math.max(this.#notBefore, requestedTime(retryAfterMs, now, maxRetryAfterMs))
    if (this.#circuit.countFailure(now)) this.trip(now)
  }

  trip(now: number): void {
    this.#circuit.enterOpen(now, this.#notBefore)
  }

  isolate(now: number): void {
    this.#circuit.enterIsolated(now)
  }

  reset(now: number): void {
    this.#circuit.enterClosed(now)
  }

  toJSON(): { readonly state: 'closed'; readonly openUntil: 0 } {
    return { state: 'closed', openUntil: 0 }
  }
}
