import { scheduleUnlessNever } from '../clock.ts'
import { cancel, runCancelled } from './bounds.ts'
import { finalError } from './final-error.ts'
import { hopesOf } from './hopes.ts'
import { pick } from './pick.ts'
import type { ActiveAttempt, Engine, Place } from './state.ts'

/** Those that could not be admitted are passed over, up to this many, so that one with a filter blocks nobody. */
const lookAhead = 8

/** True when somebody waits who could go as soon as a target is free: a newcomer queues behind. */
export function isQueued<Client>(engine: Engine<Client>): boolean {
  return [...engine.line].some((place) => place.notBefore <= engine.clock.now())
}

/** Waits in line for a target. Each place has one timer. @throws the run's final error, or runCancelled */
export function waitInLine<Client>(
  waiting: Pick<Place<Client>, 'run' | 'passes' | 'notBefore' | 'giveUpAt'>,
): Promise<ActiveAttempt<Client>> {
  return new Promise((resolve, reject) => {
    const place = { ...waiting, resolve, reject }
    waiting.run.engine.line.add(place)
    waiting.run.onCancelled = () => {
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

/** Wakes the place when its run may go, or when it gives up. */
function setTimer<Client>(place: Place<Client>): void {
  const { run } = place
  const { clock } = run.engine
  const now = clock.now()
  const nextAt = now + (hopesOf(run, place.passes)[0]?.delayMs ?? Infinity)
  const at = Math.min(place.giveUpAt, Math.max(place.notBefore, nextAt))
  place.cancelTimer?.()
  place.cancelTimer = scheduleUnlessNever(clock, Math.max(1, at - now), () => {
    if (goesOn(place) || clock.now() < place.giveUpAt) return
    leave(place)
    place.reject(finalError(run))
  })
}

/** Lets a run leave the line when it can go on. */
function goesOn<Client>(place: Place<Client>): boolean {
  try {
    const attempt = pick(place.run, place.passes)
    if (attempt === undefined) {
      setTimer(place)
      return false
    }
    leave(place)
    place.resolve(attempt)
  } catch (error) {
    leave(place)
    place.reject(error)
  }
  return true
}

/** Something has changed: a place came free, or a target came back. */
export function notify<Client>(engine: Engine<Client>): void {
  let refused = 0
  for (const place of engine.line) {
    if (place.notBefore <= engine.clock.now() && !goesOn(place)) refused += 1
    if (refused === lookAhead) return
  }
}

/** Ends every wait. */
export function closeLine<Client>(engine: Engine<Client>): void {
  for (const { run } of engine.line) cancel(run, { cause: 'balancer-closed' })
}
