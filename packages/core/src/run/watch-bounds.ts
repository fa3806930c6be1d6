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
  if (readProperty(signal, 'aborted') === true) {
    abort(run, signal)
    return undefined
  }
  const cancelTimer = scheduleUnlessNever(run.engine.clock, run.deadlineMs, () => {
    run.cancel({ cause: 'deadline' })
  })
  return signal === undefined ? cancelTimer : follow(run, signal, cancelTimer)
}

function follow(run: BoundedRun, signal: AbortSignal, cancelTimer: (() => void) | undefined): () => void {
  const { reporter } = run.engine
  const onAbort = (): void => {
    abort(run, signal)
  }
  reporter.safely('signal', () => signal.addEventListener('abort', onAbort))
  return () => {
    cancelTimer?.()
    reporter.safely('signal', () => signal.removeEventListener('abort', onAbort))
  }
}

function abort(run: BoundedRun, signal: AbortSignal | undefined): void {
  // The deadline that a group shares with the outer run ends the outer attempt first.
  const isDeadline = run.inGroup && run.remainingMs === 0
  run.cancel(
    isDeadline ? { cause: 'deadline' } : { cause: 'aborted', reason: readProperty(signal, 'reason') },
  )
}
