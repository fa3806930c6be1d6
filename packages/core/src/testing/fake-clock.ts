import type { Clock } from '../time/clock.ts'

/** A clock that stands still until it is told to go on. */
export interface FakeClock extends Clock {
  /** Timers that have not fired and are not cancelled. 0 after a clean run. */
  readonly pending: number
  /**
   * Goes on by `ms`, firing every timer on the way at its own time and letting promises settle between them.
   */
  advance(ms: number): Promise<void>
  /** Lets promises settle without going on. */
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
  let time = startAt
  const timers = new Set<Timer>()
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < turns; turn += 1) await Promise.resolve()
  }
  return {
    now: () => time,
    schedule(callback, delayMs) {
      const timer = { at: time + Math.max(0, delayMs), callback }
      timers.add(timer)
      return () => {
        timers.delete(timer)
      }
    },
    get pending() {
      return timers.size
    },
    settle,
    async advance(ms) {
      const end = time + ms
      await settle()
      for (let timer = earliest(timers, end); timer !== undefined; timer = earliest(timers, end)) {
        time = Math.max(time, timer.at)
        timers.delete(timer)
        timer.callback()
        await settle()
      }
      time = end
      await settle()
    },
  }
}

function earliest(timers: ReadonlySet<Timer>, end: number): Timer | undefined {
  let first: Timer | undefined
  for (const timer of timers) {
    if (timer.at <= end && (first === undefined || timer.at < first.at)) first = timer
  }
  return first
}
