import { systemClock, type Clock } from './clock.ts'
import { leaveSignal } from './leave-signal.ts'

/** How a `sleep` is timed and what ends it early. */
export interface SleepOptions {
  /** @default systemClock */
  readonly clock?: Clock | undefined
  /** Ends the sleep as soon as it aborts. */
  readonly signal?: AbortSignal | undefined
}

/** Waits `delayMs`, ≥ 0; Infinity sleeps until the signal aborts. @throws the signal's reason as soon as it aborts */
export function sleep(delayMs: number, { clock = systemClock, signal }: SleepOptions = {}): Promise<void> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted()
    let cancelTimer = (): void => {}
    const abort = (): void => {
      cancelTimer()
      reject(signal?.reason as Error)
    }
    // A signal that cannot be listened to is refused before there is a timer.
    signal?.addEventListener('abort', abort, { once: true })
    if (delayMs === Infinity) return
    cancelTimer = clock.schedule(() => {
      leaveSignal(signal, abort)
      resolve()
    }, delayMs)
  })
}
