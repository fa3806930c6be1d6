/**
 * Hears of the abort of a call's signal, from the request to the last byte of the answer, with one listener: an abort ends what the call
 * waits for at that moment. Without a signal it does nothing.
 */
export class AbortWatch {
  readonly signal: AbortSignal | undefined
  #interrupt: (() => void) | undefined

  constructor(signal: AbortSignal | undefined) {
    this.signal = signal
    signal?.addEventListener('abort', this.#hear)
  }

  /** What an abort ends from now on, in the place of what it would have ended before. */
  guard(interrupt: () => void): void {
    this.#interrupt = interrupt
  }

  /** Leaves the signal. Any number of times. */
  end(): void {
    this.#interrupt = undefined
    this.signal?.removeEventListener('abort', this.#hear)
  }

  readonly #hear = (): void => {
    this.#interrupt?.()
  }
}
