import { callQuietly, checkFunction } from '@llm-balancer/core/options'

/** The arguments of the listeners of each event. */
export type EventArguments = Readonly<Record<string, readonly unknown[]>>

type Listener<Arguments extends readonly unknown[]> = (...values: Arguments) => unknown

interface Subscription {
  readonly listener: Listener<never>
  readonly once: boolean
}

/**
 * The part of Node's event emitter that code uses, on every runtime. A listener that throws, or whose promise is rejected, harms
 * neither the emitter nor other listeners; an `error` without a listener does nothing.
 */
export class Emitter<Events extends EventArguments> {
  readonly #subscriptions = new Map<keyof Events, readonly Subscription[]>()

  /** Calls `listener` at every event of that name. */
  on<Name extends keyof Events & string>(name: Name, listener: Listener<Events[Name]>): this {
    return this.#add(name, listener, false)
  }

  /** Calls `listener` at the next event of that name. */
  once<Name extends keyof Events & string>(name: Name, listener: Listener<Events[Name]>): this {
    return this.#add(name, listener, true)
  }

  /** Ends one subscription of `listener`, the latest. */
  off<Name extends keyof Events & string>(name: Name, listener: Listener<Events[Name]>): this {
    return this.#end(name, listener)
  }

  /** The same as {@link off}. */
  removeListener<Name extends keyof Events & string>(name: Name, listener: Listener<Events[Name]>): this {
    return this.off(name, listener)
  }

  /** Ends every subscription to an event, or to all of them. */
  removeAllListeners(name?: keyof Events & string): this {
    if (name === undefined) this.#subscriptions.clear()
    else this.#subscriptions.delete(name)
    return this
  }

  /** How many listeners an event has. */
  listenerCount(name: keyof Events & string): number {
    return this.#of(name).length
  }

  /** Calls the listeners of an event, in the order in which they came. True when there was one. */
  emit<Name extends keyof Events & string>(name: Name, ...values: Events[Name]): boolean {
    const all = this.#of(name)
    for (const { listener, once } of all) {
      if (once) this.#end(name, listener)
      callQuietly(name, () => Reflect.apply(listener as Listener<Events[Name]>, this, values))
    }
    return all.length > 0
  }

  #add(name: keyof Events, listener: Listener<never>, once: boolean): this {
    checkFunction('listener', listener, 'on')
    this.#subscriptions.set(name, [...this.#of(name), { listener, once }])
    return this
  }

  #end(name: keyof Events, listener: unknown): this {
    const all = this.#of(name)
    const last = all.findLastIndex((one) => one.listener === listener)
    const others = all.filter((_, place) => place !== last)
    this.#subscriptions.set(name, others)
    return this
  }

  #of(name: keyof Events): readonly Subscription[] {
    return this.#subscriptions.get(name) ?? []
  }
}
