import { systemClock, type Clock } from '@llm-balancer/core/time'

/** The machine's clock, with timers that do not keep the process alive: a configuration is watched for the sake of others. */
export const backgroundClock: Clock = {
  now: () => systemClock.now(),
  schedule(callback, delayMs) {
    const handle = setTimeout(callback, delayMs)
    handle.unref()
    return () => {
      clearTimeout(handle)
    }
  },
}
