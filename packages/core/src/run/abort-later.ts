/** An abort signal that is made when somebody asks for it: many operations never do. */
export class AbortLater {
  #controller: AbortController | undefined
  #reason: unknown
  #isAborted = false

  get signal(): AbortSignal {
    this.#controller ??= new AbortController()
    if (this.#isAborted && !this.#controller.signal.aborted) this.#controller.abort(this.#reason)
    return this.#controller.signal
  }

  /** Aborts the signal, now and for those who ask later. Only the first reason counts. */
  abort(reason: unknown): void {
    if (this.#isAborted) return
    this.#isAborted = true
    this.#reason = reason
    this.#controller?.abort(reason)
  }
}
