/**
 * Waits until every promise that can settle has settled. A message to oneself arrives as a task of its own, and a task begins
 * only when no microtask is left; counting turns of the microtask queue would guess how many there are.
 */
export class MicrotaskDrain {
  readonly #channel = new MessageChannel()
  #resolve: () => void = () => {}

  constructor() {
    this.#channel.port1.onmessage = () => {
      this.#resolve()
    }
  }

  wait(): Promise<void> {
    return new Promise((resolve) => {
      this.#resolve = resolve
      this.#channel.port2.postMessage(undefined)
    })
  }

  /** Gives the channel back: an open one keeps the process alive. */
  close(): void {
    this.#channel.port1.close()
  }
}
