import type { ObservedBalancer, ObservedEvent } from '../contracts/observed-balancer.ts'

/** What is done at each type of event. Only these types are listened to: events that are not heard are not made. */
export type Handlers = {
  readonly [Type in ObservedEvent['type']]?: (event: Extract<ObservedEvent, { type: Type }>) => void
}

/** Listens to a balancer. Gives back a function that ends it. */
export function subscribe(balancer: ObservedBalancer, handlers: Handlers): () => void {
  const ends = Object.entries(handlers).map(([type, handler]) => balancer.on(type, handler))
  return () => {
    for (const end of ends) end()
  }
}
