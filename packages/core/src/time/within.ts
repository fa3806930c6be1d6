import { startWait, type WaitOptions } from './start-wait.ts'

/** What may end a wait before its work has settled. */
export interface WithinOptions<Value = unknown> extends WaitOptions<Value> {
  /** Ends the wait as soon as it aborts; the wait then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined
}

/**
 * Waits for `work`, whether or not it listens to anything: settles as it does, or rejects as soon as the signal aborts (with
 * the signal's reason) or `limitMs` has passed (with what `onLimit` gives). A value that comes later goes to `discard`.
 * Leaves no listener, no timer, and no rejection without a handler.
 */
export function within<Value>(
  work: Value | PromiseLike<Value>,
  options: WithinOptions<Value> = {},
): Promise<Awaited<Value>> {
  const { signal } = options
  if (signal === undefined) return startWait(work, options).settled
  // One that has aborted already ends the wait before it sets a timer.
  const wait = startWait(work, signal.aborted ? { discard: options.discard } : options)
  const abort = (): void => {
    wait.cancel(signal.reason)
  }
  if (signal.aborted) {
    abort()
    return wait.settled
  }
  try {
    signal.addEventListener('abort', abort)
  } catch (error) {
    // It is no signal.
    wait.cancel(error)
    return wait.settled
  }
  return wait.settled.finally(() => {
    signal.removeEventListener('abort', abort)
  })
}
