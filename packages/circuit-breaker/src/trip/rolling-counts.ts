import { countOf } from './count-of.ts'

/** Slices of a window. What is counted is never older than the window, and at least nine tenths of it. */
const slices = 10

/**
 * Counts over a rolling window in a fixed number of slices. The time decides which slices still count, not how many calls
 * came since, so that nothing stale is left after an idle hour.
 */
export class RollingCounts {
  readonly #sliceMs: number
  /** Made with the first call. Two numbers per slice: calls, hits. */
  #cells: number[] | undefined
  /** Number of the newest slice since time 0. */
  #newest = 0
  calls = 0
  /** Those of them that were counted as what the policy looks for: failures, or slow calls. */
  hits = 0

  constructor(windowMs: number) {
    this.#sliceMs = windowMs / slices
  }

  /** Counts one call that ended at `now`. */
  add(now: number, isHit: boolean): void {
    this.moveTo(now)
    this.#cells ??= new Array<number>(2 * slices).fill(0)
    const cell = 2 * (this.#newest % slices)
    this.#cells[cell] = (this.#cells[cell] ?? 0) + 1
    this.calls += 1
    if (!isHit) return
    this.#cells[cell + 1] = (this.#cells[cell + 1] ?? 0) + 1
    this.hits += 1
  }

  /** Forgets what has left the window by `now`. A clock that goes back leaves everything as it is. */
  moveTo(now: number): void {
    const slice = Math.floor(now / this.#sliceMs)
    if (slice <= this.#newest) return
    const cells = this.#cells
    if (cells !== undefined && this.calls > 0) {
      const first = Math.max(this.#newest + 1, slice - slices + 1)
      for (let each = first; each <= slice; each += 1) {
        const cell = 2 * (each % slices)
        this.calls -= cells[cell] ?? 0
        this.hits -= cells[cell + 1] ?? 0
        cells[cell] = 0
        cells[cell + 1] = 0
      }
    }
    this.#newest = slice
  }

  reset(): void {
    this.#cells?.fill(0)
    this.calls = 0
    this.hits = 0
  }

  toJSON(): unknown {
    return this.calls === 0 ? undefined : { newest: this.#newest, cells: this.#cells }
  }

  restore(state: unknown): void {
    const { newest, cells } = (state ?? {}) as { newest?: unknown; cells?: unknown }
    if (typeof newest !== 'number' || !Number.isSafeInteger(newest) || newest < 0) return
    if (!Array.isArray(cells) || cells.length !== 2 * slices) return
    const counts = cells.map((value) => countOf(value) ?? 0)
    for (let cell = 0; cell < counts.length; cell += 2) {
      const calls = counts[cell] ?? 0
      counts[cell + 1] = Math.min(calls, counts[cell + 1] ?? 0)
      this.calls += calls
      this.hits += counts[cell + 1] ?? 0
    }
    this.#cells = counts
    this.#newest = newest
  }
}
