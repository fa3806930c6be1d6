import type { CircuitEvent } from '@llm-balancer/circuit-breaker'
import type { Balancer } from '@llm-balancer/core'
import { Emitter } from '@llm-balancer/core/events'
import { checkFunction } from '@llm-balancer/core/options'
import type { ProviderBudgets } from '../costs/provider-budgets.ts'
import { checkEventType } from './check-event-type.ts'
import type { LLMBalancerEvent } from './provider-events.ts'

type Listener = (event: LLMBalancerEvent) => unknown

/** The events that the core emits as well. */
const shared: readonly string[] = ['*', 'listener-failed']

/** The events that are not the core's. */
const ownTypes = /^(circuit|budget)-/

/** Joins the events of the core's balancer with those of the providers' circuits and of budgets. */
export class EventHub {
  readonly #own = new Emitter<LLMBalancerEvent>()
  #endBudgets: () => void = () => {}

  /** @throws TypeError for the name of no event, or a listener that is no function */
  on(balancer: Pick<Balancer<unknown>, 'on'>, type: unknown, listener: Listener): () => void {
    checkEventType(type)
    checkFunction('listener', listener, 'on')
    const isOwn = ownTypes.test(type)
    const ends = [
      ...(isOwn || shared.includes(type) ? [this.#own.on(type, listener)] : []),
      ...(isOwn ? [] : [balancer.on(type as '*', listener)]),
    ]
    return () => {
      for (const end of ends) end()
    }
  }

  /** Makes a change of several steps, of which listeners hear when it is complete. */
  afterwards<Result>(balancer: Pick<Balancer<unknown>, 'batch'>, change: () => Result): Result {
    return this.#own.afterwards(() => balancer.batch(change))
  }

  /** Emits an event for a change of a target's circuit, or for user code that failed in it. */
  tellCircuit(targetId: string, event: CircuitEvent): void {
    const { at } = event
    switch (event.type) {
      case 'opened': {
        const { until, openings } = event
        this.#own.emit({ type: 'circuit-opened', at, targetId, until, openings })
        break
      }
      case 'half-opened':
      case 'closed':
        this.#own.emit({ type: `circuit-${event.type}`, at, targetId })
        break
      case 'listener-failed':
        this.#own.emit({ type: 'listener-failed', at, event: event.event, error: event.error })
        break
      case 'isolated':
    }
  }

  /** Emits an event when the soft share of a budget has been spent; a budget may live longer than this balancer. */
  hear(budgets: ProviderBudgets): void {
    this.#endBudgets()
    this.#endBudgets = budgets.onSoft((event) => {
      this.#own.emit(event)
    })
  }

  /** Ends all subscriptions to events that are not the core's. */
  close(): void {
    this.#endBudgets()
    this.#own.close()
  }
}
