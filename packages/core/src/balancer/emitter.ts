import type { Clock } from '../clock.ts'
import type { BalancerEvent, BalancerEventType } from '../contracts/events.ts'
import { isThenable } from './is-thenable.ts'

type Listener = (event: never) => unknown

/** Hands events to listeners. A listener that throws, or whose promise is rejected, changes nothing for anybody else. */
export class Emitter {
  readonly #clock: Clock
  readonly #listeners = new Map<BalancerEventType | '*', Set<Listener>>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** True when somebody would hear an event of this type: events that cost something are made only then. */
  hears(type: BalancerEventType): boolean {
    return this.#listeners.has(type) || this.#listeners.has('*')
  }

  on(type: BalancerEventType | '*', listener: Listener): () => void {
    const own: Listener = (event) => listener(event)
    const group = this.#listeners.get(type) ?? new Set()
    group.add(own)
    this.#listeners.set(type, group)
    return () => {
      group.delete(own)
      if (group.size === 0 && this.#listeners.get(type) === group) this.#listeners.delete(type)
    }
  }

  emit(event: BalancerEvent): void {
    if (this.#listeners.size === 0) return
    this.#tell(event.type, event)
    this.#tell('*', event)
  }

  clear(): void {
    this.#listeners.clear()
  }

  #tell(type: BalancerEventType | '*', event: BalancerEvent): void {
    const group = this.#listeners.get(type)
    if (group === undefined) return
    for (const listener of [...group]) {
      try {
        const result = listener(event as never)
        if (isThenable(result))
          result.then(undefined, (error: unknown) => {
            this.#failed(event, error)
          })
      } catch (error) {
        this.#failed(event, error)
      }
    }
  }

  /** Calls something the caller brought along (a guard, a meter); when it throws, that is told and changes nothing. */
  safely(name: string, call: () => unknown): void {
    try {
      call()
    } catch (error) {
      this.fault(name, error)
    }
  }

  /** Tells that something the caller brought along has thrown. */
  fault(name: string, error: unknown): void {
    this.emit({ type: 'listener-failed', at: this.#clock.now(), event: name, error })
  }

  #failed(event: BalancerEvent, error: unknown): void {
    if (event.type !== 'listener-failed') this.fault(event.type, error)
  }
}
