import type { CircuitEvent } from '@llm-balancer/circuit-breaker'
import type { Balancer } from '@llm-balancer/core'
import { checkFunction } from '@llm-balancer/core/options'
import { checkEventType } from './check-event-type.ts'
import type { LLMBalancerEvent, LLMBalancerEventType } from './provider-events.ts'

type Listener = (event: LLMBalancerEvent) => unknown
type Subscription = { readonly wanted: LLMBalancerEventType | '*'; readonly listener: Listener }

/** The events of the core that this hub adds some of its own to. */
const shared: readonly string[] = ['*', 'listener-failed']

/**
 * Joins the events of the core's balancer with those of the providers' circuits. A listener that throws, or whose promise
 * is rejected, changes nothing for the others; a `listener-failed` event tells of it.
 */
export class EventHub {
  /** The listeners to events of circuits, and to `listener-failed`. */
  #subscriptions: readonly Subscription[] = []

  /** @throws TypeError for the name of no event, or a listener that is no function */
  on(balancer: Pick<Balancer<unknown>, 'on'>, type: unknown, listener: Listener): () => void {
    checkEventType(type)
    checkFunction('listener', listener, 'on')
    const isOwn = type.startsWith('circuit-')
    const endOwn = isOwn || shared.includes(type) ? this.#subscribe({ wanted: type, listener }) : undefined
    const endOthers = isOwn ? undefined : balancer.on(type as '*', listener)
    return () => {
      endOwn?.()
      endOthers?.()
    }
  }

  /** Tells that the circuit of a target changed its state. */
  tellCircuit(targetId: string, event: CircuitEvent): void {
    const { at } = event
    switch (event.type) {
      case 'opened':
        this.#emit({ type: 'circuit-opened', at, targetId, until: event.until, openings: event.openings })
        break
      case 'half-opened':
      case 'closed':
        this.#emit({ type: `circuit-${event.type}`, at, targetId })
        break
      case 'isolated':
      case 'listener-failed':
    }
  }

  /** Ends all subscriptions. */
  close(): void {
    this.#subscriptions = []
  }

  #subscribe(subscription: Subscription): () => void {
    this.#subscriptions = [...this.#subscriptions, subscription]
    return () => {
      this.#subscriptions = this.#subscriptions.filter((other) => other !== subscription)
    }
  }

  #emit(event: LLMBalancerEvent): void {
    for (const { wanted, listener } of this.#subscriptions)
      if (wanted === event.type || wanted === '*') void this.#tell(listener, event)
  }

  async #tell(listener: Listener, event: LLMBalancerEvent): Promise<void> {
    try {
      await listener(event)
    } catch (error) {
      if (event.type !== 'listener-failed')
        this.#emit({ type: 'listener-failed', at: event.at, event: event.type, error })
    }
  }
}
