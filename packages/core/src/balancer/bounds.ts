import { ProviderError } from '../errors/provider-error.ts'
import { scheduleUnlessNever } from '../time/clock.ts'
import { startWait } from '../time/start-wait.ts'
import type { ActiveAttempt, Cancellation, Run } from './state.ts'

/** Rejects what a cancelled run was waiting for. Callers of the balancer never see it. */
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

/** One time limit of an attempt, with the words that its error begins with: `no answer`. */
export interface AttemptClock {
  readonly what: string
  readonly limitMs: number
  /** How much of the time has passed. @default 0 */
  readonly spentMs?: number
}

/**
 * Waits for `work`, but not longer than the time limit and not beyond the run's end. A value that comes later goes to
 * `discard`.
 */
export function inTime<Client, Value>(
  { run, entry }: ActiveAttempt<Client>,
  work: PromiseLike<Value>,
  {
    what,
    limitMs,
    spentMs = 0,
    discard,
  }: AttemptClock & { readonly discard?: (late: Awaited<Value>) => void },
): Promise<Awaited<Value>> {
  const { clock } = run.engine
  const onLimit = (): ProviderError => {
    const message = `${what} within ${Math.round(limitMs)} ms`
    return new ProviderError({ provider: entry.view.id, kind: 'timeout', message })
  }
  const wait = startWait(work, { clock, limitMs: limitMs - spentMs, onLimit, discard })
  if (run.cancelled === undefined) {
    run.onCancelled = () => {
      wait.cancel(runCancelled)
    }
  } else wait.cancel(runCancelled)
  return wait.settled
}
