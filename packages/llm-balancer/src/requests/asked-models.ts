import type { Attempt } from '@llm-balancer/core'

/** A model that was asked, and the target behind which it is. */
interface Asked {
  readonly targetId: string
  readonly model: string
  readonly signal: AbortSignal
}

/** The models that were asked for one answer. */
export class AskedModels {
  readonly #asked: Asked[] = []

  /** An attempt asks a model. */
  add({ target, signal }: Attempt, model: string): void {
    this.#asked.push({ targetId: target.id, model, signal })
  }

  /**
   * The one that serves, or was asked last; undefined before the first. Those that failed, and the slower one of two that were asked
   * at a time, have been aborted.
   */
  get serving(): Pick<Asked, 'targetId' | 'model'> | undefined {
    return this.#asked.findLast(({ signal }) => !signal.aborted) ?? this.#asked.at(-1)
  }
}
