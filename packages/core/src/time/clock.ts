/** Where time comes from. The only file that reads the time or sets a timer; tests hand in a fake one. */
export interface Clock {
  /** Milliseconds since any fixed point; never goes back. */
  now(): number
  /** Calls `callback` once, `delayMs` from now; the returned function cancels it. Must not call back synchronously. */
  schedule(callback: () => void, delayMs: number): () => void
}

/** The longest delay a timer takes, in ms (2³¹ − 1); a longer one would fire at once. */
const longestDelayMs = 2_147_483_647

/** What the time is read from. Fake timers put another one in its place for a while, of which the origin may be anything. */
type Source = { readonly timeOrigin: unknown; now(): number }

let source: Source | undefined
/** Read once: reading it costs several times as much as the time itself. Not before it is needed: Node makes `performance` when it is. */
let timeOrigin = 0

/**
 * The machine's clock: Unix time in ms as it was when the process began, counted on evenly from there, so that it never
 * goes back when the machine's time is set; with timers that keep the process alive until they fire or are cancelled.
 */
export const systemClock: Clock = {
  now() {
    const current: Source = performance
    if (current !== source) {
      source = current
      // Of `@sinonjs/fake-timers`, which Jest uses, it was a function up to version 13.
      timeOrigin = Number(current.timeOrigin) || Date.now() - current.now()
    }
    return timeOrigin + current.now()
  },
  schedule(callback, delayMs) {
    const timer = setTimeout(callback, timerMs(delayMs))
    return () => {
      clearTimeout(timer)
    }
  },
}

/** The same with timers that do not keep the process alive, where the platform has such: for work in the background. */
export const backgroundClock: Clock = {
  now: () => systemClock.now(),
  schedule(callback, delayMs) {
    const timer = setTimeout(callback, timerMs(delayMs))
    ;(timer as MayUnref).unref?.()
    return () => {
      clearTimeout(timer)
    }
  },
}

/** Node's can keep the process alive, or not. */
interface MayUnref {
  unref?: () => unknown
}

/** A delay as timers take it. */
function timerMs(delayMs: number): number {
  return Math.min(Math.ceil(delayMs), longestDelayMs)
}

/** Sets a timer, unless it would never fire. */
export function scheduleUnlessNever(
  clock: Clock,
  delayMs: number,
  callback: () => void,
): (() => void) | undefined {
  return delayMs === Infinity ? undefined : clock.schedule(callback, delayMs)
}
