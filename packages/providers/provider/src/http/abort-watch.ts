import { leaveSignal } from '@llm-balancer/core/time'

/**
 * Ends what a call waits for when its signal aborts: the request first, then the body of the answer. One listener serves both. Without a
 * signal it does nothing.
 */
export class AbortWatch {
  readonly signal: AbortSignal | undefined
  #interrupt: (() => void) | undefined
  #isListening = false

  constructor(signal: AbortSignal | undefined) {
    this.signal = signal
  }

  /** From now on an abort calls this, and no longer what was given before; at once when the signal has aborted already. */
  guard(interrupt: () => void): void {
    const { signal } = this
    if (signal === undefined) return
    this.#interrupt = interrupt
    if (!this.#isListening) signal.addEventListener('abort', this.#hear)
    this.#isListening = true
    if (signal.aborted) interrupt()
  }

  /** Leaves the signal. Any number of times. */
  end(): void {
    this.#interrupt = undefined
    if (!this.#isListening) return
    this.#isListening = false
    leaveSignal(this.signal, this.#hear)
  }

  readonly #hear = (): void => {
    this.#interrupt?.()
  }
}
