import { readProperty } from '../options/read-property.ts'
import type { Reporter } from '../targets/reporter.ts'
import type { Cancellation } from './cancellation.ts'

/** What can be ended from outside: a run. */
export interface BoundedRun {
  readonly options: { readonly signal?: AbortSignal | undefined }
  readonly engine: { readonly reporter: Reporter }
  readonly inGroup: boolean
  readonly remainingMs: number
  cancel(cancellation: Cancellation): void
}

/** Lets the caller's signal end a run. Gives what ends that watch; undefined when there is nothing to end. */
export function watchSignal(run: BoundedRun): (() => void) | undefined {
  const { signal } = run.options
  if (signal === undefined) return undefined
  if (readProperty(signal, 'aborted') === true) {
    abort(run, signal)
    return undefined
  }
  const { reporter } = run.engine
  const onAbort = (): void => {
    abort(run, signal)
  }
  reporter.safely('signal', () => signal.addEventListener('abort', onAbort))
  return () => {
    reporter.safely('signal', () => signal.removeEventListener('abort', onAbort))
  }
}

function abort(run: BoundedRun, signal: AbortSignal): void {
  // The deadline that a group shares with the outer run ends the outer attempt first.
  const isDeadline = run.inGroup && run.remainingMs === 0
  run.cancel(
    isDeadline ? { cause: 'deadline' } : { cause: 'aborted', reason: readProperty(signal, 'reason') },
  )
}
