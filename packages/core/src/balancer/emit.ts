import type { BalancerEvent, BalancerEventType } from '../contracts/events.ts'
import type { ActiveAttempt, Engine, Listener } from './state.ts'

/** What an event says besides its type and its time. */
export type EventFacts<Type extends BalancerEventType> = Omit<
  Extract<BalancerEvent, { type: Type }>,
  'type' | 'at'
>

/** True when somebody would hear an event of this type: events that cost something are made only then. */
export function hears<Client>(engine: Engine<Client>, type: BalancerEventType): boolean {
  return engine.listeners.some((one) => one.wanted === type || one.wanted === '*')
}

/** Tells everybody who listens that something happened now. */
export function emit<Client, Type extends BalancerEventType>(
  engine: Engine<Client>,
  type: Type,
  facts: EventFacts<Type>,
): void {
  if (!hears(engine, type)) return
  const event = { type, at: engine.clock.now(), ...facts } as unknown as BalancerEvent
  for (const each of engine.listeners) {
    if (each.wanted === type || each.wanted === '*') void tell(engine, each, event)
  }
}

/** A listener that throws, or whose promise is rejected, changes nothing for anybody else. */
async function tell<Client>(
  engine: Engine<Client>,
  { listener }: Listener,
  event: BalancerEvent,
): Promise<void> {
  try {
    await listener(event as never)
  } catch (error) {
    if (event.type !== 'listener-failed') emit(engine, 'listener-failed', { event: event.type, error })
  }
}

/** Calls something the caller brought along (a guard, a meter); when it throws, that is told and changes nothing. */
export function safely<Client>(engine: Engine<Client>, event: string, call: () => unknown): void {
  try {
    call()
  } catch (error) {
    emit(engine, 'listener-failed', { event, error })
  }
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
