import { FinishWatch } from '@llm-balancer/provider'
import type { ChunkSigns } from '@llm-balancer/provider'

/** The finish reasons of an answer with several choices, which all have to come. */
export class FinishWatches {
  readonly #wanted: number
  readonly #watches = new Map<unknown, FinishWatch>()
  readonly #reasons = new Map<unknown, string>()

  /** @param wanted how many choices were asked for */
  constructor(wanted: number) {
    this.#wanted = wanted
  }

  /** The reasons so far, the latest of each choice. */
  get reasons(): readonly string[] {
    return [...this.#reasons.values()]
  }

  /** True once every choice has given a reason, and nothing more after it. */
  get areFinished(): boolean {
    return this.#every((watch) => watch.isFinished)
  }

  /** True when silence ends the answer. */
  get areTrusted(): boolean {
    return this.#every((watch) => watch.isTrusted)
  }

  /** Takes notice of what a chunk has of a choice. */
  see(index: unknown, reason: string, signs: Omit<ChunkSigns, 'isFinish'>): void {
    const watch = this.#watches.get(index) ?? new FinishWatch()
    this.#watches.set(index, watch)
    if (reason !== '') this.#reasons.set(index, reason)
    watch.see({ ...signs, isFinish: reason !== '' })
  }

  /** Takes notice of what comes last, of all choices. */
  seeLast(): void {
    for (const watch of this.#watches.values()) watch.see({ isFinish: false, isLast: true })
  }

  #every(check: (watch: FinishWatch) => boolean): boolean {
    const watches = [...this.#watches.values()]
    return watches.length >= this.#wanted && watches.every(check)
  }
}
