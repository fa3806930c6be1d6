import { readProperty } from '../options/read-property.ts'
import { scheduleUnlessNever } from '../time/clock.ts'
import type { Run } from './run.ts'

/** Lets the caller's signal and the deadline end a run. Gives what ends that watch; undefined when there is nothing to end. */
export function watchBounds<Client>(run: Run<Client>): (() => void) | undefined {
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
