import type { CircuitEvent } from '@llm-balancer/circuit-breaker'
import type { Balancer } from '@llm-balancer/core'
import { Emitter } from '@llm-balancer/core/events'
import { checkFunction } from '@llm-balancer/core/options'
import { checkEventType } from './check-event-type.ts'
import type { LLMBalancerEvent } from './provider-events.ts'

type Listener = (event: LLMBalancerEvent) => unknown

/** The events that both the core and circuits emit. */
const shared: readonly string[] = ['*', 'listener-failed']

/** Joins the events of the core's balancer with those of the providers' circuits. */
export class EventHub {
  readonly #circuits = new Emitter<LLMBalancerEvent>()

  /** @throws TypeError for the name of no event, or a listener that is no function */
  on(balancer: Pick<Balancer<unknown>, 'on'>, type: unknown, listener: Listener): () => void {
    checkEventType(type)
    checkFunction('listener', listener, 'on')
    const isOfCircuits = type.startsWith('circuit-')
    const ends = [
      ...(isOfCircuits || shared.includes(type) ? [this.#circuits.on(type, listener)] : []),
      ...(isOfCircuits ? [] : [balancer.on(type as '*', listener)]),
    ]
    return () => {
      for (const end of ends) end()
    }
  }

  /** Emits an event for a change of a target's circuit, or for user code that failed in it. */
  tellCircuit(targetId: string, event: CircuitEvent): void {
    const { at } = event
    switch (event.type) {
      case 'opened': {
        const { until, openings } = event
        this.#circuits.emit({ type: 'circuit-opened', at, targetId, until, openings })
        break
      }
      case 'half-opened':
      case 'closed':
        this.#circuits.emit({ type: `circuit-${event.type}`, at, targetId })
        break
      case 'listener-failed':
        this.#circuits.emit({ type: 'listener-failed', at, event: event.event, error: event.error })
        break
      case 'isolated':
    }
  }

  /** Ends all subscriptions to events of circuits. */
  close(): void {
    this.#circuits.close()
  }
}
