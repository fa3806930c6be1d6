import { scheduleUnlessNever } from '../time/clock.ts'
import { cancel, runCancelled } from './bounds.ts'
import { finalError } from './final-error.ts'
import { hopesOf, isFresh, mayServe } from './hopes.ts'
import { pick } from './pick.ts'
import type { ActiveAttempt, Engine, Place } from './state.ts'
import type { TargetEntry } from './target-entry.ts'

/** Those that could not be admitted are passed over, up to this many, so that one with a filter blocks nobody. */
const lookAhead = 8

/** Waits in line for a target. Each place has one timer. @throws the run's final error, or runCancelled */
export function waitInLine<Client>(
  waiting: Pick<Place<Client>, 'run' | 'passes' | 'notBefore' | 'giveUpAt'>,
): Promise<ActiveAttempt<Client>> {
  return new Promise((resolve, reject) => {
    const place = { ...waiting, resolve, reject, isBusy: false }
    waiting.run.engine.line.add(place)
    waiting.run.onCancelled = () => {
      // One that is being admitted learns of it when it makes its call.
      if (place.isBusy) return
      leave(place)
      reject(runCancelled)
    }
    setTimer(place)
  })
}

function leave<Client>(place: Place<Client>): void {
  place.cancelTimer?.()
  place.run.engine.line.delete(place)
  place.run.onCancelled = undefined
}

function giveUp<Client>(place: Place<Client>): void {
  leave(place)
  place.reject(finalError(place.run))
}

/** Wakes the place when its run may go, or when it gives up. */
function setTimer<Client>(place: Place<Client>): void {
  const { run } = place
  const { clock } = run.engine
  const now = clock.now()
  const nextAt = now + (hopesOf(run, place.passes)[0]?.delayMs ?? Infinity)
  const at = Math.min(place.giveUpAt, Math.max(place.notBefore, nextAt))
  place.cancelTimer?.()
  place.cancelTimer = scheduleUnlessNever(clock, Math.max(1, at - now), () => {
    // A timer may fire a moment early.
    if (!goesOn(place) && clock.now() >= place.giveUpAt) giveUp(place)
  })
}

/** Lets a run leave the line when it can go on. */
function goesOn<Client>(place: Place<Client>): boolean {
  const { run, passes, notBefore } = place
  // Whoever listens to events may start a run, or change a target, while this one is being admitted.
  if (place.isBusy) return false
  place.isBusy = true
  try {
    const attempt = pick(run, run.engine.clock.now() < notBefore ? isFresh : passes)
    if (attempt === undefined && run.cancelled !== undefined) throw runCancelled
    if (attempt === undefined) {
      setTimer(place)
      return false
    }
    leave(place)
    place.resolve(attempt)
  } catch (error) {
    leave(place)
    place.reject(error)
  } finally {
    place.isBusy = false
  }
  return true
}

/** An attempt has ended, so that there may be room. */
export function notify<Client>(engine: Engine<Client>): void {
  let refused = 0
  for (const place of engine.line) {
    if (place.notBefore <= engine.clock.now() && !goesOn(place)) refused += 1
    if (refused === lookAhead) return
  }
}

/** Targets came, went, or changed: everybody looks anew, also those whose time has not come. */
export function notifyAll<Client>(engine: Engine<Client>): void {
  for (const place of engine.line) {
    if (place.isBusy) continue
    const isHopeful = (entry: TargetEntry<Client>): boolean => mayServe(place.run, entry)
    if (!goesOn(place) && !engine.active.some(isHopeful)) giveUp(place)
  }
}

/** Ends every wait. */
export function closeLine<Client>(engine: Engine<Client>): void {
  for (const { run } of engine.line) cancel(run, { cause: 'balancer-closed' })
}
