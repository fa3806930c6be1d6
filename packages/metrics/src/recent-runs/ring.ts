/** The last values that were added, as many as fit. */
export class Ring<Value> {
  readonly #size: number
  readonly #values: Value[] = []
  #next = 0

  constructor(size: number) {
    this.#size = size
  }

  add(value: Value): void {
    this.#values[this.#next] = value
    this.#next = (this.#next + 1) % this.#size
  }

  /** The newest one first. */
  newestFirst(): readonly Value[] {
    const values = this.#values
    return [...values.slice(this.#next), ...values.slice(0, this.#next)].toReversed()
  }
}
