import type { Clock } from '@llm-balancer/core'

/** What may end a wait before its work is done. */
export interface RaceLimits {
  readonly clock: Clock
  /** Ends the wait with its reason as soon as it aborts. */
  readonly signal?: AbortSignal | undefined
  /** Ends the wait after so many ms. @default Infinity */
  readonly limitMs?: number
  /** What the wait rejects with after `limitMs`. */
  readonly onLimit?: () => unknown
}

/**
 * Waits for `work`, whether or not it listens to anything: settles as it does, or rejects as soon as the signal aborts or the
 * time is up. Leaves no listener and no timer, and no rejection that nobody handles.
 */
export function race<Value>(work: Value | PromiseLike<Value>, limits: RaceLimits): Promise<Awaited<Value>> {
  const { clock, signal, limitMs = Infinity, onLimit } = limits
  return new Promise((resolve, reject) => {
    let cancelTimer: (() => void) | undefined
    const end = (): void => {
      cancelTimer?.()
      signal?.removeEventListener('abort', abort)
    }
    const abort = (): void => {
      end()
      reject(asError(signal?.reason))
    }
    if (signal?.aborted === true) abort()
    else {
      signal?.addEventListener('abort', abort)
      if (limitMs !== Infinity) {
        cancelTimer = clock.schedule(() => {
          end()
          reject(asError(onLimit?.()))
        }, limitMs)
      }
    }
    Promise.resolve(work).then(
      (value) => {
        end()
        resolve(value)
      },
      (error: unknown) => {
        end()
        reject(asError(error))
      },
    )
  })
}

/** Waits `delayMs`, or rejects with the signal's reason as soon as it aborts. */
export function sleep(delayMs: number, { clock, signal }: RaceLimits): Promise<void> {
  let cancel = (): void => {}
  const waited = new Promise<void>((resolve) => {
    cancel = clock.schedule(resolve, delayMs)
  })
  return race(waited, { clock, signal }).finally(cancel)
}

/** Work may reject, and signals abort, with anything; it is passed on as it is. */
function asError(error: unknown): Error {
  return error as Error
}
