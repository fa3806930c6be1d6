import { isThenable } from '../streams/is-thenable.ts'

/** What every event has: its name, and the clock time in ms at which it happened. */
export interface EmittedEvent {
  readonly type: string
  readonly at: number
}

/** A function that hears events. The type that it takes is settled where it subscribes. */
export type EventListener = (event: never) => unknown

interface Subscription {
  readonly wanted: string
  readonly listener: EventListener
}

/**
 * Hands events to listeners, in the order in which they subscribed. A listener that throws, or whose promise is rejected,
 * changes nothing for the others: a `listener-failed` event `{ type, at, event, error }` says so.
 */
export class Emitter<Event extends EmittedEvent> {
  readonly #subscriptions = new Set<Subscription>()
  /** The listeners of each type that was asked for since the last change, in the order in which they subscribed. */
  readonly #listeners = new Map<string, readonly EventListener[]>()
  /** Events that are held until a change is complete. */
  #held: Event[] | undefined

  /** True when a listener would hear an event of this type: events that cost something are made only then. */
  hears(type: Event['type']): boolean {
    return this.#subscriptions.size > 0 && this.#listenersOf(type).length > 0
  }

  /** Calls `listener` for every event of a type, or of all with `*`. The returned function ends that. */
  on(type: Event['type'] | '*', listener: EventListener): () => void {
    const subscription: Subscription = { wanted: type, listener }
    this.#subscriptions.add(subscription)
    this.#listeners.clear()
    return () => {
      if (this.#subscriptions.delete(subscription)) this.#listeners.clear()
    }
  }

  /**
   * Makes a change of several steps: listeners hear of all of them when the last one is made, also when it throws, so that none of them
   * sees, or changes, what is half done.
   */
  afterwards<Result>(change: () => Result): Result {
    if (this.#held !== undefined) return change()
    const held: Event[] = []
    this.#held = held
    try {
      return change()
    } finally {
      // What listeners change themselves is told after what they hear now.
      for (const event of held) this.#tell(event)
      this.#held = undefined
    }
  }

  /** Tells the listeners, those who subscribe meanwhile not included. Never throws. */
  emit(event: Event): void {
    if (this.#subscriptions.size === 0) return
    if (this.#held === undefined) this.#tell(event)
    else this.#held.push(event)
  }

  #tell(event: Event): void {
    for (const listener of this.#listenersOf(event.type)) {
      try {
        this.#watch(event.type, event.at, listener(event as never))
      } catch (error) {
        this.failed(event.type, event.at, error)
      }
    }
  }

  /**
   * Calls what a user wrote: a listener, a classifier, a guard. When it throws, gives undefined, and a `listener-failed` event
   * names it by `part`.
   */
  guard<Result>(part: string, at: number, call: () => Result): Result | undefined {
    try {
      const result = call()
      this.#watch(part, at, result)
      return result
    } catch (error) {
      this.failed(part, at, error)
      return undefined
    }
  }

  /** A promise is no answer, but what it rejects with is told. */
  #watch(part: string, at: number, result: unknown): void {
    if (!isThenable(result)) return
    result.then(undefined, (error: unknown) => {
      this.failed(part, at, error)
    })
  }

  /** Emits a `listener-failed` event. A listener to these events that fails itself is not reported. */
  failed(part: string, at: number, error: unknown): void {
    if (part === 'listener-failed') return
    const event: EmittedEvent & { readonly event: string; readonly error: unknown } = {
      type: 'listener-failed',
      at,
      event: part,
      error,
    }
    this.emit(event as EmittedEvent as Event)
  }

  /** Ends every subscription. */
  close(): void {
    this.#subscriptions.clear()
    this.#listeners.clear()
  }

  #listenersOf(type: string): readonly EventListener[] {
    const known = this.#listeners.get(type)
    if (known !== undefined) return known
    const all = [...this.#subscriptions].filter(({ wanted }) => wanted === type || wanted === '*')
    const listeners = all.map(({ listener }) => listener)
    this.#listeners.set(type, listeners)
    return listeners
  }
}
