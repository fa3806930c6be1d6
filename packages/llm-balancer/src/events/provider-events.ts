import type { BalancerEvent } from '@llm-balancer/core'
import type { SoftBudgetEvent } from '@llm-balancer/cost'

/** Fields of every event of a circuit. `targetId` is the provider's name, or `name#2` for a further key of it. */
interface ProviderCircuitEventBase<Type extends string> {
  readonly type: Type
  /** Clock time in ms. */
  readonly at: number
  readonly targetId: string
}

/** A provider's circuit changed its state. */
export type ProviderCircuitEvent =
  /** The provider gets no requests until `until`, a clock time in ms; `openings` counts since the circuit was last closed. */
  | (ProviderCircuitEventBase<'circuit-opened'> & { readonly until: number; readonly openings: number })
  /** The first trial request is about to be let through. */
  | ProviderCircuitEventBase<'circuit-half-opened'>
  /** The provider gets requests again. */
  | ProviderCircuitEventBase<'circuit-closed'>

/** Everything a balancer tells its listeners. No event holds a key, a prompt or an answer. */
export type LLMBalancerEvent = BalancerEvent | ProviderCircuitEvent | SoftBudgetEvent

/** The name of an event. */
export type LLMBalancerEventType = LLMBalancerEvent['type']

/** Ends a subscription. */
type EndListening = () => void

/** Calls a listener for every event of a type, or of all with `*`. */
export interface ListenTo {
  <Type extends LLMBalancerEventType>(
    type: Type,
    listener: (event: Extract<LLMBalancerEvent, { type: Type }>) => void,
  ): EndListening
  (type: '*', listener: (event: LLMBalancerEvent) => void): EndListening
}
