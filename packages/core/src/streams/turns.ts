/**
 * Lets calls of one reader run one after another when they overlap. A call that meets no other begins at once and costs nothing
 * beyond itself, which is why it says itself that it has ended.
 */
export class Turns {
  #calls = 0
  #last: Promise<unknown> | undefined

  /** True while no call runs or waits. */
  get areFree(): boolean {
    return this.#calls === 0
  }

  /** The call that ends last of those that run or wait now; it may reject. */
  get last(): Promise<unknown> | undefined {
    return this.#last
  }

  /** Begins a call as soon as those before it have ended. @param call must call `end` once, when it ends, however it ends */
  run<Value>(call: () => Promise<Value>): Promise<Value> {
    const isFirst = this.#calls === 0
    this.#calls += 1
    const answer = isFirst || this.#last === undefined ? call() : this.#last.then(call, call)
    if (this.#calls > 0) this.#last = answer
    return answer
  }

  /** A call has ended. */
  end(): void {
    this.#calls -= 1
    if (this.#calls === 0) this.#last = undefined
  }
}
