import type { Clock } from '../time/clock.ts'

/** A clock that stands still until a test advances it. */
export interface FakeClock extends Clock {
  /** Timers that have not fired and are not cancelled. 0 after a clean run. */
  readonly pending: number
  /**
   * Advances by `ms`, firing every timer on the way at its own time and letting promises settle between them.
   */
  advance(ms: number): Promise<void>
  /** Lets promises settle without advancing. */
  settle(): Promise<void>
}

interface Timer {
  readonly at: number
  readonly callback: () => void
}

/** Turns of the microtask queue that are let pass, enough for a chain of awaits through the balancer. */
const turns = 50

/** A {@link FakeClock} that begins at `startAt` ms. @default 1 000 000, so that 0 is not mistaken for "never" */
export function createFakeClock(startAt = 1_000_000): FakeClock {
  return new StandingClock(startAt)
}

class StandingClock implements FakeClock {
  #time: number
  /** By time, and in the order in which they were set. */
  readonly #timers: Timer[] = []

  constructor(startAt: number) {
    this.#time = startAt
  }

  get pending(): number {
    return this.#timers.length
  }

  // Functions of their own, which may be handed on without the clock.
  readonly now = (): number => this.#time

  readonly schedule = (callback: () => void, delayMs: number): (() => void) => {
    const timers = this.#timers
    const timer = { at: this.#time + Math.max(0, delayMs), callback }
    timers.splice(placeAfter(timer.at, timers), 0, timer)
    return () => {
      const place = timers.indexOf(timer)
      if (place >= 0) timers.splice(place, 1)
    }
  }

  readonly settle = async (): Promise<void> => {
    for (let turn = 0; turn < turns; turn += 1) await Promise.resolve()
  }

  readonly advance = async (ms: number): Promise<void> => {
    const timers = this.#timers
    const end = this.#time + ms
    await this.settle()
    for (let timer = timers[0]; timer !== undefined && timer.at <= end; timer = timers[0]) {
      this.#time = Math.max(this.#time, timer.at)
      timers.shift()
      timer.callback()
      await this.settle()
    }
    this.#time = end
    await this.settle()
  }
}

/** Where a timer for this time belongs: after those that are due before it or were set for the same time. */
function placeAfter(at: number, timers: readonly Timer[]): number {
  let low = 0
  let high = timers.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((timers[middle]?.at ?? Infinity) > at) high = middle
    else low = middle + 1
  }
  return low
}
