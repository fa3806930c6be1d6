import type { CircuitEvent, CircuitEventType } from './contracts/events.ts'

type Listener = (event: never) => unknown

/** Hands events to listeners. One that throws, or whose promise is rejected, changes nothing for anybody else. */
export class Emitter {
  #listeners: Map<CircuitEventType | '*', Set<Listener>> | undefined

  on(type: CircuitEventType | '*', listener: Listener): () => void {
    const listeners = (this.#listeners ??= new Map<CircuitEventType | '*', Set<Listener>>())
    const own: Listener = (event) => listener(event)
    const group = listeners.get(type) ?? new Set()
    group.add(own)
    listeners.set(type, group)
    return () => {
      group.delete(own)
      if (group.size === 0 && listeners.get(type) === group) listeners.delete(type)
    }
  }

  emit(event: CircuitEvent): void {
    const listeners = this.#listeners
    if (listeners === undefined) return
    for (const listener of [...(listeners.get(event.type) ?? []), ...(listeners.get('*') ?? [])]) {
      this.guard(event.type, event.at, () => listener(event as never))
    }
  }

  /** Calls what a user wrote; gives undefined when it throws, and says so in an event. */
  guard<Result>(event: string, at: number, call: () => Result): Result | undefined {
    try {
      const result = call()
      if (isThenable(result))
        result.then(undefined, (error: unknown) => {
          this.#failed(event, at, error)
        })
      return result
    } catch (error) {
      this.#failed(event, at, error)
      return undefined
    }
  }

  #failed(event: string, at: number, error: unknown): void {
    if (event !== 'listener-failed') this.emit({ type: 'listener-failed', at, event, error })
  }
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as Partial<PromiseLike<unknown>> | null | undefined)?.then === 'function'
}
