import { availabilityOf } from './availability.ts'
import { factsOf } from './call-facts.ts'
import { emit } from './emit.ts'
import type { Engine } from './state.ts'
import type { TargetEntry } from './target-entry.ts'

/**
 * Emits an event when a target has become blocked or available. No timer is used: a target is examined when an attempt begins
 * or ends on it and when it is changed or reinstated; blocked targets also when the next run picks. Does nothing without a
 * listener.
 */
export function noteAvailability<Client>(engine: Engine<Client>, entry: TargetEntry<Client>): void {
  if (isHeard(engine)) examine(engine, entry)
}

function examine<Client>(engine: Engine<Client>, entry: TargetEntry<Client>): void {
  const now = engine.clock.now()
  const {
    state,
    reason = state,
    availableAt = Infinity,
  } = availabilityOf(entry, factsOf({}, now, false), now)
  const targetId = entry.view.id
  const wasBlocked = entry.blockedBy
  if (state === 'drained' || state === 'removing') {
    forgetBlocked(engine, entry)
  } else if (state !== 'ready') {
    engine.blocked.add(entry)
    entry.blockedBy = reason
    if (wasBlocked !== reason) emit(engine, 'target-blocked', { targetId, reason, until: availableAt })
  } else if (wasBlocked !== undefined) {
    forgetBlocked(engine, entry)
    emit(engine, 'target-available', { targetId })
  }
}

/** {@link noteAvailability} of all targets that share a key. */
export function notePool<Client>(engine: Engine<Client>, entry: TargetEntry<Client>): void {
  if (!isHeard(engine)) return
  for (const other of engine.present) if (other.key === entry.key) noteAvailability(engine, other)
}

/** {@link noteAvailability} of the targets that were blocked when they were last examined. */
export function noteReturned<Client>(engine: Engine<Client>): void {
  for (const entry of engine.blocked) noteAvailability(engine, entry)
}

function forgetBlocked<Client>(engine: Engine<Client>, entry: TargetEntry<Client>): void {
  engine.blocked.delete(entry)
  entry.blockedBy = undefined
}

function isHeard<Client>({ emitter }: Engine<Client>): boolean {
  return emitter.hears('target-blocked') || emitter.hears('target-available')
}
