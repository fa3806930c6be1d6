import { misuse, type ReportMisuse } from '../options/misuse.ts'
import { systemClock, type Clock } from './clock.ts'

/**
 * A clock of the user's that cannot break what it is used for. When it throws, or gives no finite time, the time stands still;
 * a timer that it cannot set is set by the machine's clock, so that every wait still comes to its end; both are reported under
 * `clock`. The machine's own clock comes back as it is.
 */
export function steadyClock(clock: Clock, report?: ReportMisuse): Clock {
  return clock === systemClock ? clock : new SteadyClock(clock, report)
}

class SteadyClock implements Clock {
  readonly #clock: Clock
  readonly #report: ReportMisuse | undefined
  #latest = 0
  /** True while a fault is being reported: its listener may ask for the time. */
  #isReporting = false

  constructor(clock: Clock, report: ReportMisuse | undefined) {
    this.#clock = clock
    this.#report = report
  }

  now(): number {
    try {
      const time: unknown = this.#clock.now()
      if (typeof time !== 'number' || !Number.isFinite(time) || time < this.#latest)
        throw misuse('clock.now', 'a finite number ≥ 0 that never gets smaller', time)
      this.#latest = time
    } catch (error) {
      this.#fail(error)
    }
    return this.#latest
  }

  schedule(callback: () => void, delayMs: number): () => void {
    try {
      const cancel: unknown = this.#clock.schedule(callback, delayMs)
      if (typeof cancel === 'function') return () => this.#cancel(cancel as () => void)
      throw misuse('clock.schedule', 'a function that cancels the timer', cancel)
    } catch (error) {
      this.#fail(error)
      return systemClock.schedule(callback, delayMs)
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
