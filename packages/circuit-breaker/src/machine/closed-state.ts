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

  trial(now: number): Ticket {
    return this.admit(now)
  }

  answering(): void {
    // Its calls take no places.
  }

  settle({ startedAt }: Ticket, { verdict, retryAfterMs, answerMs }: Judgement, now: number): void {
    if (verdict === 'neutral') return
    const durationMs = answerMs ?? now - startedAt
    if (verdict === 'success') {
      if (this.#circuit.countSuccess(now, durationMs)) this.trip(now)
      return
    }
    const { maxRetryAfterMs } = this.#circuit.settings
    this.#notBefore = Math.max(this.#notBefore, requestedTime(retryAfterMs, now, maxRetryAfterMs))
    if (this.#circuit.countFailure(now, durationMs)) this.trip(now)
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
