import type { RetryAttempt } from './retry-options.ts'

/** One attempt, as its work sees it. Its signal is made when it is first read: signals are most of what a call would cost. */
export class RunningAttempt implements RetryAttempt {
  readonly attempt: number
  readonly remainingMs: number
  readonly #caller: AbortSignal | undefined
  #controller: AbortController | undefined
  #signal: AbortSignal | undefined
  #stop: { readonly reason: unknown } | undefined

  constructor(facts: Pick<RetryAttempt, 'attempt' | 'remainingMs'>, caller: AbortSignal | undefined) {
    this.attempt = facts.attempt
    this.remainingMs = facts.remainingMs
    this.#caller = caller
  }

  get signal(): AbortSignal {
    this.#signal ??= this.#makeSignal()
    return this.#signal
  }

  /** Aborts the signal of this attempt alone. */
  stop(reason: unknown): void {
    this.#stop ??= { reason }
    this.#controller?.abort(this.#stop.reason)
  }

  #makeSignal(): AbortSignal {
    const controller = (this.#controller = new AbortController())
    if (this.#stop !== undefined) controller.abort(this.#stop.reason)
    const caller = this.#caller
    return caller === undefined ? controller.signal : AbortSignal.any([caller, controller.signal])
  }
}
