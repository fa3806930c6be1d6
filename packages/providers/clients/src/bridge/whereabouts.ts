/** Remembers at which target an answer is kept, for the latest ones. */
export class Whereabouts {
  readonly #targets = new Map<string, string>()
  readonly #most: number

  /** @param most how many answers are remembered */
  constructor(most: number) {
    this.#most = most
  }

  /** The id of the target that gave an answer, while that is remembered. */
  of(answerId: string | undefined): string | undefined {
    return answerId === undefined ? undefined : this.#targets.get(answerId)
  }

  /** Remembers who gave an answer; an id that is no text is none. */
  remember(answerId: unknown, targetId: string | undefined): void {
    if (typeof answerId !== 'string' || targetId === undefined) return
    this.#targets.delete(answerId)
    this.#targets.set(answerId, targetId)
    const [oldest] = this.#targets.keys()
    if (this.#targets.size > this.#most && oldest !== undefined) this.#targets.delete(oldest)
  }
}
