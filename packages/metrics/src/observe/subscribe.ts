import type { ObservedBalancer, ObservedEvent } from '../contracts/observed-balancer.ts'

/** What is done at each type of event. Only these types are listened to: events that are not heard are not made. */
export type Handlers = {
  readonly [Type in ObservedEvent['type']]?: (event: Extract<ObservedEvent, { type: Type }>) => void
}

/** Every balancer takes the name of one type of event as well. */
interface Listenable {
  on(type: string, listener: (event: never) => void): () => void
}

/** Listens to a balancer. Gives back a function that ends it. */
export function subscribe(balancer: ObservedBalancer, handlers: Handlers): () => void {
  const listenable = balancer as ObservedBalancer & Listenable
  const ends = Object.entries(handlers).map(([type, handler]) => listenable.on(type, handler))
  return () => {
    for (const end of ends) end()
  }
}
