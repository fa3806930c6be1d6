import { isThenable } from '@llm-balancer/core/streams'
import type { CircuitEvent, CircuitEventType } from './contracts/events.ts'

/** What listens to one event or to all; the type of the event is the subscriber's business. */
export type CircuitListener = (event: never) => unknown

/** Hands events to listeners. One that throws, or whose promise is rejected, changes nothing for the others. */
export class Emitter {
  #listeners: Map<CircuitEventType | '*', Set<CircuitListener>> | undefined

  on(type: CircuitEventType | '*', listener: CircuitListener): () => void {
    const listeners = (this.#listeners ??= new Map<CircuitEventType | '*', Set<CircuitListener>>())
    const own: CircuitListener = (event) => listener(event)
    const group = listeners.get(type) ?? new Set()
    group.add(own)
    listeners.set(type, group)
    return () => {
      group.delete(own)
    }
  }

  emit(event: CircuitEvent): void {
    const listeners = this.#listeners
    if (listeners === undefined) return
    for (const listener of [...(listeners.get(event.type) ?? []), ...(listeners.get('*') ?? [])]) {
      this.guard(event.type, event.at, () => listener(event as never))
    }
  }

  /** Calls what a user wrote; when it throws, gives undefined and emits a `listener-failed` event that names `part`. */
  guard<Result>(part: string, at: number, call: () => Result): Result | undefined {
    try {
      const result = call()
      if (isThenable(result))
        result.then(undefined, (error: unknown) => {
          this.failed(part, at, error)
        })
      return result
    } catch (error) {
      this.failed(part, at, error)
      return undefined
    }
  }

  /** Emits a `listener-failed` event. A listener of these events that fails itself is not reported. */
  failed(part: string, at: number, error: unknown): void {
    if (part !== 'listener-failed') this.emit({ type: 'listener-failed', at, event: part, error })
  }
}
