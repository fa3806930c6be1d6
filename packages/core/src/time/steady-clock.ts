import { misuse, type ReportMisuse } from '../options/misuse.ts'
import { systemClock, type Clock } from './clock.ts'

const expected = 'a finite number ≥ 0 that never gets smaller'

/** Time that runs ahead of a clock that was set back goes by this share more slowly, until it is caught up with. */
const slowdown = 0.1

/**
 * A clock of the user's that cannot break what it is used for: time never stands still and never goes back, so that every wait comes to
 * its end. When it is set back, as the machine's date may be, time goes on from where it was, a little more slowly until both agree; while it throws, or gives no finite
 * time, time goes on by `fallback`. A timer that it cannot set is set by `fallback` as well. All of that is reported under `clock`.
 *
 * @param fallback the machine's clock, which comes back as it is
 */
export function steadyClock(clock: Clock, report?: ReportMisuse, fallback: Clock = systemClock): Clock {
  return clock === fallback ? clock : new SteadyClock(clock, report, fallback)
}

class SteadyClock implements Clock {
  readonly #clock: Clock
  readonly #report: ReportMisuse | undefined
  readonly #fallback: Clock
  #latest = 0
  /** By how much time is ahead of the clock since that was set back, in ms. */
  #ahead = 0
  /** What the clock gave last. */
  #given = 0
  /** What to add to the fallback's time while the clock gives none. */
  #fallbackOffset: number | undefined
  /** True while a fault is being reported: its listener may ask for the time. */
  #isReporting = false

  constructor(clock: Clock, report: ReportMisuse | undefined, fallback: Clock) {
    this.#clock = clock
    this.#report = report
    this.#fallback = fallback
  }

  now(): number {
    const time = this.#read()
    if (time === undefined) this.#goOn()
    else this.#follow(time)
    return this.#latest
  }

  /** The time of the clock, if it gives one. */
  #read(): number | undefined {
    try {
      const time: unknown = this.#clock.now()
      if (typeof time === 'number' && Number.isFinite(time)) return time
      throw misuse('clock.now', expected, time)
    } catch (error) {
      this.#fail(error)
      return undefined
    }
  }

  #goOn(): void {
    const time = this.#fallback.now()
    this.#fallbackOffset ??= this.#latest - time
    this.#latest = Math.max(this.#latest, time + this.#fallbackOffset)
  }

  #follow(time: number): void {
    if (this.#ahead > 0) this.#ahead -= Math.min(this.#ahead, slowdown * Math.max(0, time - this.#given))
    this.#given = time
    const isBack = time + this.#ahead < this.#latest
    if (isBack) this.#ahead = this.#latest - time
    else this.#latest = time + this.#ahead
    // One that gives time again may be behind the time that went on without it.
    if (isBack && this.#fallbackOffset === undefined) this.#fail(misuse('clock.now', expected, time))
    this.#fallbackOffset = undefined
  }

  schedule(callback: () => void, delayMs: number): () => void {
    try {
      const cancel: unknown = this.#clock.schedule(callback, delayMs)
      if (typeof cancel === 'function') return () => this.#cancel(cancel as () => void)
      throw misuse('clock.schedule', 'a function that cancels the timer', cancel)
    } catch (error) {
      this.#fail(error)
      return this.#fallback.schedule(callback, delayMs)
    }
  }

  #cancel(cancel: () => void): void {
    try {
      cancel()
    } catch (error) {
      this.#fail(error)
    }
  }

  #fail(error: unknown): void {
    if (this.#isReporting) return
    this.#isReporting = true
    try {
      this.#report?.('clock', error)
    } finally {
      this.#isReporting = false
    }
  }
}
