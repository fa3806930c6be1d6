/** What every event of a circuit has: its name and the clock time in ms at which it happened. */
interface CircuitEventBase<Type extends string> {
  readonly type: Type
  readonly at: number
}

/** Every event of a circuit. None holds an error of a call, a key, a prompt or an answer. */
export type CircuitEvent =
  /** Calls are rejected from now on; `until` is the clock time in ms from which a probe may be made. */
  | (CircuitEventBase<'opened'> & {
      readonly until: number
      /** How often it has opened since it was last closed, this time included. */
      readonly openings: number
    })
  /** The first probe is about to be made. */
  | CircuitEventBase<'half-opened'>
  /** Calls are allowed again, after enough probes or a `reset`. */
  | CircuitEventBase<'closed'>
  /** Calls are rejected until `reset`, because `isolate` was called. */
  | CircuitEventBase<'isolated'>
  /**
   * Code of the user threw: a listener of the event that `event` names, or the option that it names: `classify`, `trip`,
   * `resetTimeoutMs`. Nothing else changes.
   */
  | (CircuitEventBase<'listener-failed'> & { readonly event: string; readonly error: unknown })

/** The name of an event of a circuit. */
export type CircuitEventType = CircuitEvent['type']

/** The event of that name. */
export type CircuitEventOf<Type extends CircuitEventType> = Extract<CircuitEvent, { type: Type }>
