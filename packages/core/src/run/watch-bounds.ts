import { readProperty } from '../options/read-property.ts'
import type { Reporter } from '../targets/reporter.ts'
import { scheduleUnlessNever, type Clock } from '../time/clock.ts'
import type { Cancellation } from './cancellation.ts'

/** What can be ended from outside: a run. */
export interface BoundedRun {
  readonly options: { readonly signal?: AbortSignal | undefined }
  readonly engine: { readonly clock: Clock; readonly reporter: Reporter }
  readonly inGroup: boolean
  readonly deadlineMs: number
  readonly remainingMs: number
  cancel(cancellation: Cancellation): void
}

/** Lets the caller's signal and the deadline end a run. Gives what ends that watch; undefined when there is nothing to end. */
export function watchBounds(run: BoundedRun): (() => void) | undefined {
  const { signal } = run.options
  const { clock, reporter } = run.engine
  const abort = (): void => {
    // The deadline that a group shares with the outer run ends the outer attempt first.
    const isDeadline = run.inGroup && run.remainingMs === 0
    run.cancel(
      isDeadline ? { cause: 'deadline' } : { cause: 'aborted', reason: readProperty(signal, 'reason') },
    )
  }
  if (readProperty(signal, 'aborted') === true) {
    abort()
    return undefined
  }
  const cancelTimer = scheduleUnlessNever(clock, run.deadlineMs, () => {
    run.cancel({ cause: 'deadline' })
  })
  if (signal !== undefined) reporter.safely('signal', () => signal.addEventListener('abort', abort))
  if (signal === undefined && cancelTimer === undefined) return undefined
  return () => {
    cancelTimer?.()
    reporter.safely('signal', () => signal?.removeEventListener('abort', abort))
  }
}
