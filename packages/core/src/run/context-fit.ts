import type { Target } from '../targets/target.ts'

/** What a run has learnt of its length from the targets for which it was too long. */
export class ContextFit<Client> {
  readonly #tooSmall: Target<Client>[] = []
  /** What a window must be larger than. */
  #largerThan: number | undefined
  /** True once one of an unknown window was tried in vain. */
  #hasGuessed = false

  /** The call was too long for a target. */
  overflow(target: Target<Client>, inputTokens: number): void {
    const { contextWindow } = target.settings
    if (contextWindow === undefined && this.#largerThan !== undefined) this.#hasGuessed = true
    this.#largerThan = Math.max(this.#largerThan ?? 0, contextWindow ?? inputTokens)
    this.#tooSmall.push(target)
  }

  /** True for targets that take more than those; of the ones whose window is not known, for one of another model. */
  mayFit({ settings }: Target<Client>): boolean {
    if (this.#largerThan === undefined) return true
    const { contextWindow, model } = settings
    if (contextWindow !== undefined) return contextWindow > this.#largerThan
    const isOfTheirs = model !== undefined && this.#tooSmall.some((one) => one.settings.model === model)
    return !this.#hasGuessed && !isOfTheirs
  }
}
