/** How something ends, as a promise that is made when it is asked for: most callers never ask. It need not be handled. */
export class Outcome<Value> {
  #promise: Promise<Value> | undefined
  #give: (() => Value) | undefined
  #tell: () => void = () => {}

  get promise(): Promise<Value> {
    if (this.#promise === undefined) {
      this.#promise = this.#make()
      this.#promise.catch(() => {})
    }
    return this.#promise
  }

  /** The first one counts. @param give gives the value, or throws what the promise rejects with; called at most once */
  settle(give: () => Value): void {
    this.#give ??= give
    this.#tell()
  }

  async #make(): Promise<Value> {
    const isKnown = this.#give !== undefined
    if (!isKnown) await new Promise<void>((resolve) => (this.#tell = resolve))
    return (this.#give as () => Value)()
  }
}
