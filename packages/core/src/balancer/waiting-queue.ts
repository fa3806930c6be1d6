import { scheduleUnlessNever } from '../time/clock.ts'
import { cancel, runCancelled } from './bounds.ts'
import { eligibleTargets, isUntried, mayServe } from './eligible-targets.ts'
import { finalError } from './final-error.ts'
import { pick } from './pick.ts'
import type { ActiveAttempt, Engine, QueuedRun } from './state.ts'
import type { TargetEntry } from './target-entry.ts'

/** Runs that could not be admitted are passed over, up to this many, so that one with a filter does not stop the others. */
const lookAhead = 8

/** Queues a run for a target. Each place has one timer. @throws the run's final error, or runCancelled */
export function waitInQueue<Client>(
  waiting: Pick<QueuedRun<Client>, 'run' | 'filter' | 'notBefore' | 'giveUpAt'>,
): Promise<ActiveAttempt<Client>> {
  return new Promise((resolve, reject) => {
    const place = { ...waiting, resolve, reject, isBusy: false }
    waiting.run.engine.queue.add(place)
    waiting.run.onCancelled = () => {
      // A run that is being admitted notices the cancellation when it makes its call.
      if (place.isBusy) return
      leaveQueue(place)
      reject(runCancelled)
    }
    setTimer(place)
  })
}

function leaveQueue<Client>(place: QueuedRun<Client>): void {
  place.cancelTimer?.()
  place.run.engine.queue.delete(place)
  place.run.onCancelled = undefined
}

function giveUp<Client>(place: QueuedRun<Client>): void {
  leaveQueue(place)
  place.reject(finalError(place.run))
}

/** Wakes the run when it may be admitted, or when it gives up. */
function setTimer<Client>(place: QueuedRun<Client>): void {
  const { run } = place
  const { clock } = run.engine
  const now = clock.now()
  const nextAt = now + (eligibleTargets(run, place.filter)[0]?.delayMs ?? Infinity)
  const at = Math.min(place.giveUpAt, Math.max(place.notBefore, nextAt))
  place.cancelTimer?.()
  place.cancelTimer = scheduleUnlessNever(clock, Math.max(1, at - now), () => {
    // A timer may fire a moment early.
    if (!tryAdmit(place) && clock.now() >= place.giveUpAt) giveUp(place)
  })
}

/** Lets a run leave the queue when a target can be picked for it; false when it has to keep waiting. */
function tryAdmit<Client>(place: QueuedRun<Client>): boolean {
  const { run, filter, notBefore } = place
  // A listener to events may start a run, or change a target, while this one is being admitted.
  if (place.isBusy) return false
  place.isBusy = true
  try {
    const attempt = pick(run, run.engine.clock.now() < notBefore ? isUntried : filter)
    if (attempt === undefined && run.cancelled !== undefined) throw runCancelled
    if (attempt === undefined) {
      setTimer(place)
      return false
    }
    leaveQueue(place)
    place.resolve(attempt)
  } catch (error) {
    leaveQueue(place)
    place.reject(error)
  } finally {
    place.isBusy = false
  }
  return true
}

/** Admits waiting runs after an attempt has ended, so that there may be room. */
export function admitWaiting<Client>(engine: Engine<Client>): void {
  let refused = 0
  for (const place of engine.queue) {
    if (place.notBefore <= engine.clock.now() && !tryAdmit(place)) refused += 1
    if (refused === lookAhead) return
  }
}

/** Looks at every waiting run anew, because targets came, went, or changed: also at those whose time has not come. */
export function reviewQueue<Client>(engine: Engine<Client>): void {
  for (const place of engine.queue) {
    if (place.isBusy) continue
    const mayYetServe = (entry: TargetEntry<Client>): boolean => mayServe(place.run, entry)
    if (!tryAdmit(place) && !engine.active.some(mayYetServe)) giveUp(place)
  }
}

/** Ends every wait. */
export function closeQueue<Client>(engine: Engine<Client>): void {
  for (const { run } of engine.queue) cancel(run, { cause: 'balancer-closed' })
}
