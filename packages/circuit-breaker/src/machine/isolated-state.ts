import type { State } from './state.ts'
import type { Transitions } from './transitions.ts'

/** No call is admitted until the circuit is reset by hand. */
export class IsolatedState implements State {
  readonly name = 'isolated'
  readonly #circuit: Transitions

  constructor(circuit: Transitions) {
    this.#circuit = circuit
  }

  availableAt(): number {
    return Infinity
  }

  retryAfterMs(): number {
    return Infinity
  }

  admit(): null {
    return null
  }

  trial(): null {
    return null
  }

  answering(): void {
    // It admits no calls.
  }

  settle(): void {
    // It admits no calls.
  }

  trip(): void {
    // It admits no calls already, and stays so for longer.
  }

  isolate(): void {
    // It is isolated already.
  }

  reset(now: number): void {
    this.#circuit.enterClosed(now)
  }

  toJSON(): { readonly state: 'isolated'; readonly openUntil: 0 } {
    return { state: 'isolated', openUntil: 0 }
  }
}
