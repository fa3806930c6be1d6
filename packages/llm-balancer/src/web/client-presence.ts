/** Whether the client of one answer is still there: it leaves by the signal of its request, or by leaving the body unread. */
export class ClientPresence {
  readonly #controller = new AbortController()
  readonly #request: AbortSignal | undefined

  constructor(request: AbortSignal | undefined) {
    this.#request = request
    if (request?.aborted === true) this.#leave()
    else request?.addEventListener('abort', this.#leave)
  }

  /** Aborts when the client leaves. */
  get signal(): AbortSignal {
    return this.#controller.signal
  }

  /** The client has left the answer. */
  leave(): void {
    this.#leave()
    this.settle()
  }

  /** The answer has been given: nothing is watched any more. */
  settle(): void {
    this.#request?.removeEventListener('abort', this.#leave)
  }

  readonly #leave = (): void => {
    this.#controller.abort()
  }
}
