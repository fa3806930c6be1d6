import { scheduleUnlessNever } from '../clock.ts'
import type { FailureKind } from '../errors/failure.ts'
import { ProviderError } from '../errors/provider-error.ts'
import { DeadlineExceededError } from '../errors/run-errors.ts'
import { defined } from '../options/defined.ts'
import type { ActiveAttempt, Cancellation, Run } from './state.ts'

/** Rejects what a cancelled run was waiting for. Never leaves the balancer. */
export const runCancelled: Error = new Error('cancelled')

/** Ends the run from outside: what it waits for now fails. Only the first call counts. */
export function cancel<Client>(run: Run<Client>, cause: Cancellation['cause'], reason: unknown): void {
  if (run.cancelled !== undefined) return
  run.cancelled = { cause, reason }
  const { onCancelled } = run
  run.onCancelled = undefined
  onCancelled?.(run.cancelled)
}

/** True when it was the caller who ended the run. */
export function endedByCaller<Client>(run: Run<Client>): boolean {
  return run.cancelled?.cause === 'aborted' || run.cancelled?.cause === 'left'
}

/** Lets the caller's signal and the deadline end the run, until it is released. */
export function watchBounds<Client>(run: Run<Client>): void {
  const { signal } = run.options
  const abort = (): void => {
    cancel(run, 'aborted', signal?.reason)
  }
  if (signal?.aborted) abort()
  signal?.addEventListener('abort', abort)
  const cancelTimer = scheduleUnlessNever(run.engine.clock, run.deadlineMs, () => {
    timeUp(run)
  })
  run.release = () => {
    cancelTimer?.()
    signal?.removeEventListener('abort', abort)
  }
}

function timeUp<Client>(run: Run<Client>): void {
  const tried = run.failed.length === 0 ? '' : ` after ${run.failed.length} failed attempts`
  const message = `balancer: no answer within the deadline of ${run.deadlineMs} ms${tried}`
  const facts = { deadlineMs: run.deadlineMs, errors: [...run.errors], attempts: [...run.failed] }
  const cause = defined({ cause: run.errors.at(-1) })
  cancel(run, 'deadline', new DeadlineExceededError(message, { ...facts, ...cause }))
}

/** Milliseconds left; Infinity without a deadline. */
export function remainingMs<Client>(run: Run<Client>): number {
  return Math.max(0, run.beganAt + run.deadlineMs - run.engine.clock.now())
}

/** @throws runCancelled when the run was ended from outside */
export function checkBounds<Client>(run: Run<Client>): void {
  if (remainingMs(run) === 0) timeUp(run)
  if (run.cancelled !== undefined) throw runCancelled
}

/** One clock of an attempt: what has not come when it is up, its length, and how much of it is over. */
export type AttemptClock = readonly [what: string, limitMs: number, spentMs?: number]

/** Waits for `work`, but not longer than a clock of the attempt says and not beyond the run's end. */
export function inTime<Client, Value>(
  attempt: ActiveAttempt<Client>,
  work: PromiseLike<Value>,
  [what, limitMs, spentMs = 0]: AttemptClock,
): Promise<Value> {
  const { run } = attempt
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
      fail(failureOf(attempt, 'timeout', `${what} within ${limitMs} ms`))
    })
  })
}

/** An error that the balancer charges to an attempt's target. */
export function failureOf<Client>(
  attempt: ActiveAttempt<Client>,
  kind: FailureKind,
  message: string,
): ProviderError {
  return new ProviderError({ provider: attempt.entry.view.id, kind, message })
}
