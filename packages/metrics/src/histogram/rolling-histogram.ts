import { LogLinearHistogram, quantilesOf } from './log-linear-histogram.ts'

/** Half of the window, in ms: the values of the present half and of the one before are kept. */
const halfMs = 150_000

/** What the latest values were like. */
export interface RecentValues {
  readonly count: number
  readonly mean: number
  readonly p50: number
  readonly p95: number
  readonly p99: number
  readonly max: number
}

/** Counts values, and tells what those of the last 2.5 to 5 minutes were like. Sets no timer. */
export class RollingHistogram {
  #present = new LogLinearHistogram()
  #before = new LogLinearHistogram()
  /** Number of the present half. */
  #half = -Infinity

  /** Counts a value. @param now clock time in ms @param bucket that it belongs to, where it is known */
  record(value: number, now: number, bucket?: number): void {
    this.#turnTo(now)
    this.#present.record(value, bucket)
  }

  /** The values of the window that ends now; undefined when there are none. */
  recent(now: number): RecentValues | undefined {
    this.#turnTo(now)
    const halves = [this.#present, this.#before]
    const [p50, p95, p99] = quantilesOf(halves, [0.5, 0.95, 0.99])
    if (p50 === undefined || p95 === undefined || p99 === undefined) return undefined
    const count = this.#present.count + this.#before.count
    const mean = (this.#present.sum + this.#before.sum) / count
    return { count, mean, p50, p95, p99, max: Math.max(this.#present.greatest, this.#before.greatest) }
  }

  #turnTo(now: number): void {
    const half = Math.floor(now / halfMs)
    if (half <= this.#half) return
    const last = this.#present
    this.#present = this.#before
    this.#present.clear()
    this.#before = last
    if (half > this.#half + 1) last.clear()
    this.#half = half
  }
}
