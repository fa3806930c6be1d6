/** What every event of a circuit has: its name and the clock time in ms at which it happened. */
interface CircuitEventBase<Type extends string> {
  readonly type: Type
  readonly at: number
}

/** Everything a circuit tells its listeners. No event holds an error of a call, a key, a prompt or an answer. */
export type CircuitEvent =
  /** Calls are rejected from now on; `until` is the clock time in ms from which a probe may be made. */
  | (CircuitEventBase<'opened'> & {
      readonly until: number
      /** How often it has opened since it was last closed, this time included. */
      readonly openings: number
    })
  /** The first probe is about to be let through. */
  | CircuitEventBase<'half-opened'>
  /** Calls are let through again, after enough probes or a `reset`. */
  | CircuitEventBase<'closed'>
  /** Held open by hand, until `reset`. */
  | CircuitEventBase<'isolated'>
  /** A listener or the `classify` option threw, or a listener's promise was rejected. It changes nothing else. */
  | (CircuitEventBase<'listener-failed'> & { readonly event: string; readonly error: unknown })

/** The name of an event of a circuit. */
export type CircuitEventType = CircuitEvent['type']

/** The event of that name. */
export type CircuitEventOf<Type extends CircuitEventType> = Extract<CircuitEvent, { type: Type }>
