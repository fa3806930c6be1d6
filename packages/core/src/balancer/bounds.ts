import { scheduleUnlessNever } from '../time/clock.ts'
import { ProviderError } from '../errors/provider-error.ts'
import type { ActiveAttempt, Cancellation, Run } from './state.ts'

/** Rejects what a cancelled run was waiting for. Never leaves the balancer. */
export const runCancelled: Error = new Error('cancelled')

/** Ends the run from outside: what it waits for now fails. Only the first call counts. */
export function cancel<Client>(run: Run<Client>, cancellation: Cancellation): void {
  if (run.cancelled !== undefined) return
  run.cancelled = cancellation
  const { onCancelled } = run
  run.onCancelled = undefined
  onCancelled?.()
}

/** Lets the caller's signal and the deadline end the run, until it is released. */
export function watchBounds<Client>(run: Run<Client>): void {
  const { signal } = run.options
  const abort = (): void => {
    cancel(run, { cause: 'aborted', reason: signal?.reason })
  }
  if (signal?.aborted) {
    abort()
    return
  }
  signal?.addEventListener('abort', abort)
  const cancelTimer = scheduleUnlessNever(run.engine.clock, run.deadlineMs, () => {
    cancel(run, { cause: 'deadline' })
  })
  run.release = () => {
    cancelTimer?.()
    signal?.removeEventListener('abort', abort)
  }
}

/** Milliseconds left; Infinity without a deadline. */
export function remainingMs<Client>(run: Run<Client>): number {
  return Math.max(0, run.beganAt + run.deadlineMs - run.engine.clock.now())
}

/** @throws runCancelled when the run was ended from outside */
export function checkBounds<Client>(run: Run<Client>): void {
  if (remainingMs(run) === 0) cancel(run, { cause: 'deadline' })
  if (run.cancelled !== undefined) throw runCancelled
}

/** One clock of an attempt: what has not come when it is up. */
export interface AttemptClock {
  readonly what: string
  readonly limitMs: number
  /** How much of it is over. */
  readonly spentMs?: number
}

/** Waits for `work`, but not longer than a clock of the attempt says and not beyond the run's end. */
export function inTime<Client, Value>(
  { run, entry }: ActiveAttempt<Client>,
  work: PromiseLike<Value>,
  { what, limitMs, spentMs = 0 }: AttemptClock,
): Promise<Value> {
  return new Promise((resolve, reject) => {
    let settled = false
    let cancelTimer: (() => void) | undefined = undefined
    const settling =
      <Result>(conclude: (result: Result) => void) =>
      (result: Result): void => {
        if (settled) return
        settled = true
        cancelTimer?.()
        run.onCancelled = undefined
        conclude(result)
      }
    const fail = settling(reject)
    // A promise of somebody else's make might call back at once, or not be one at all.
    Promise.resolve(work).then(settling(resolve), fail)
    if (run.cancelled !== undefined) {
      fail(runCancelled)
      return
    }
    run.onCancelled = () => {
      fail(runCancelled)
    }
    cancelTimer = scheduleUnlessNever(run.engine.clock, Math.max(0, limitMs - spentMs), () => {
      const message = `${what} within ${limitMs} ms`
      fail(new ProviderError({ provider: entry.view.id, kind: 'timeout', message }))
    })
  })
}
