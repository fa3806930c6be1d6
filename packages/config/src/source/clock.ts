import { systemClock, type Clock } from '@llm-balancer/core/time'

/** The longest delay that a timer takes, in ms. */
const longestDelayMs = 2_147_483_647

/** The machine's clock, with timers that do not keep the process alive: for work in the background. */
export const backgroundClock: Clock = {
  now: () => systemClock.now(),
  schedule(callback, delayMs) {
    const timer = setTimeout(callback, Math.min(Math.ceil(delayMs), longestDelayMs))
    timer.unref()
    return () => {
      clearTimeout(timer)
    }
  },
}
