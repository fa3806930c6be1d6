import { checkFunction, readOptions } from '@llm-balancer/core/options'
import { retryHints, retryTable, type RetryAttempt, type RetryOptions } from './retry-options.ts'
import { RetryRun } from './retry-run.ts'

const defaults = readOptions('retry', {}, retryTable)

/**
 * Calls `fn` until it succeeds, and gives its result. A failure is followed by another attempt when it is worth one,
 * attempts and budget are left, and the wait fits the deadline; otherwise it is thrown as it is. Waits are as long as the
 * server asks, or else as the backoff says.
 *
 * @throws the last attempt's own error; the signal's reason when the caller aborts; DeadlineExceededError when the deadline
 * cuts an attempt off; RangeError or TypeError for a bad option
 */
export async function retry<Result>(
  fn: (attempt: RetryAttempt) => Result | PromiseLike<Result>,
  options?: RetryOptions,
): Promise<Result> {
  checkFunction('fn', fn, 'retry')
  const settings =
    options === undefined ? defaults : readOptions('retry', options, retryTable, { hints: retryHints })
  return new RetryRun(settings).attempt(fn)
}
