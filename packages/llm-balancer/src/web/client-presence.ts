import { leaveSignal, scheduleUnlessNever, type Clock } from '@llm-balancer/core/time'

/** What tells of a client. */
export type ClientSigns = {
  /** The signal of its request. */
  readonly request: AbortSignal | undefined
  /** How long it may read nothing while there is something to read. */
  readonly stalledMs: number
  readonly clock: Clock
}

/**
 * Whether the client of one answer is still there. It is gone when the signal of its request aborts, when it cancels the body, and when
 * it reads nothing for too long.
 */
export class ClientPresence {
  readonly #signs: ClientSigns
  readonly #gone = new AbortController()
  #stopWaiting: (() => void) | undefined

  constructor(signs: ClientSigns) {
    this.#signs = signs
    if (signs.request?.aborted === true) this.#gone.abort()
    else signs.request?.addEventListener('abort', this.#onRequestAborted)
  }

  /** Aborts when the client is gone. */
  get signal(): AbortSignal {
    return this.#gone.signal
  }

  /** There is something to read: from now on the client must not take too long. */
  waitForReading(): void {
    const { clock, stalledMs } = this.#signs
    this.#stopWaiting = scheduleUnlessNever(clock, stalledMs, () => {
      this.leave(new Error(`the client has read nothing for ${stalledMs} ms`))
    })
  }

  /** The client reads. */
  isReading(): void {
    this.#stopWaiting?.()
    this.#stopWaiting = undefined
  }

  /** The client is gone. */
  leave(reason?: Error): void {
    this.#gone.abort(reason)
    this.stopWatching()
  }

  /** The answer is over, and the client no longer matters. */
  stopWatching(): void {
    this.isReading()
    leaveSignal(this.#signs.request, this.#onRequestAborted)
  }

  readonly #onRequestAborted = (): void => {
    this.leave()
  }
}
