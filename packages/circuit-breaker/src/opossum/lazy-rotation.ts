/**
 * Turns the slices of opossum's statistics by the injected clock, when a call is counted or the statistics are read, in
 * place of an interval that runs for ever. It is the `rotateBucketController` of an opossum circuit.
 */
export class LazyRotation {
  readonly #now: () => number
  readonly #sliceMs: number
  readonly #slices: number
  readonly #listeners = new Set<() => void>()
  #slice: number

  constructor(options: { readonly now: () => number; readonly windowMs: number; readonly slices: number }) {
    this.#now = options.now
    this.#slices = options.slices
    this.#sliceMs = options.windowMs / options.slices
    this.#slice = Math.floor(options.now() / this.#sliceMs)
  }

  on(_event: string, listener: () => void): void {
    this.#listeners.add(listener)
  }

  removeListener(_event: string, listener: () => void): void {
    this.#listeners.delete(listener)
  }

  listenerCount(_event: string, listener: () => void): number {
    return this.#listeners.has(listener) ? 1 : 0
  }

  /** Brings the slices up to date. */
  rotate(): void {
    const slice = Math.floor(this.#now() / this.#sliceMs)
    const turns = Math.min(this.#slices, slice - this.#slice)
    for (let turn = 0; turn < turns; turn += 1) for (const listener of this.#listeners) listener()
    this.#slice = Math.max(this.#slice, slice)
  }
}
