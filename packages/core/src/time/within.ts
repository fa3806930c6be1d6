import { startWait, type WaitOptions } from './start-wait.ts'

/** What may end a wait before its work has settled. */
export type WithinOptions<Value = unknown> = WaitOptions<Value>

/**
 * Waits for `work`, whether or not it listens to anything: settles as it does, or rejects as soon as the signal aborts (with
 * the signal's reason) or `limitMs` has passed (with what `onLimit` gives). A value that comes later goes to `discard`.
 * Leaves no listener, no timer, and no rejection without a handler.
 */
export function within<Value>(
  work: Value | PromiseLike<Value>,
  options: WithinOptions<Value> = {},
): Promise<Awaited<Value>> {
  return startWait(work, options).settled
}
