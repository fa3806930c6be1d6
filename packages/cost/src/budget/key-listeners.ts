import { callQuietly } from '@llm-balancer/core/options'

/** What wants to hear of changes, by key. */
export class KeyListeners {
  readonly #byKey = new Map<string, Set<() => void>>()

  /** Gives back a function that ends it. */
  on(key: string, listener: () => void): () => void {
    const listeners = this.#byKey.get(key) ?? new Set()
    this.#byKey.set(key, listeners)
    // One function may be handed in more than once.
    const own = (): void => {
      listener()
    }
    listeners.add(own)
    return () => {
      listeners.delete(own)
      if (listeners.size === 0 && this.#byKey.get(key) === listeners) this.#byKey.delete(key)
    }
  }

  tell(key: string): void {
    for (const listener of this.#byKey.get(key) ?? []) callQuietly('onChange', listener)
  }
}
