import type { BalancerEvent, BalancerEventType } from '../contracts/events.ts'
import type { ActiveAttempt, Engine } from './state.ts'

/** The fields of an event besides its type and its time. */
export type EventFacts<Type extends BalancerEventType> = Omit<
  Extract<BalancerEvent, { type: Type }>,
  'type' | 'at'
>

/** Tells the listeners that something happened now. */
export function emit<Client, Type extends BalancerEventType>(
  { emitter, clock }: Engine<Client>,
  type: Type,
  facts: EventFacts<Type>,
): void {
  if (!emitter.hears(type)) return
  emitter.emit({ type, at: clock.now(), ...facts } as unknown as BalancerEvent)
}

/** {@link emit} for an event of an attempt, which says which one it is. */
export function emitOf<Client, Type extends BalancerEventType>(
  { run, handle }: ActiveAttempt<Client>,
  type: Type,
  facts: Omit<EventFacts<Type>, 'runId' | 'attempt' | 'targetId'>,
): void {
  const which = { runId: run.id, attempt: handle.number, targetId: handle.target.id }
  emit(run.engine, type, { ...which, ...facts } as unknown as EventFacts<Type>)
}

/** Calls code of the user (a guard, a meter). When it throws, a `listener-failed` event is emitted and nothing else changes. */
export function safely<Client>({ emitter, clock }: Engine<Client>, part: string, call: () => unknown): void {
  emitter.guard(part, clock.now(), call)
}
