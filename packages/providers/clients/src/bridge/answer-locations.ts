/** Remembers for the latest answers which target stores each. */
export class AnswerLocations {
  readonly #targets = new Map<string, string>()
  readonly #most: number

  /** @param most how many answers are remembered */
  constructor(most: number) {
    this.#most = most
  }

  /** The id of the target that stores an answer, while it is remembered. */
  of(answerId: string | undefined): string | undefined {
    return answerId === undefined ? undefined : this.#targets.get(answerId)
  }

  /** Remembers the target of an answer. An id that is not a string is ignored. */
  remember(answerId: unknown, targetId: string | undefined): void {
    if (typeof answerId !== 'string' || targetId === undefined) return
    this.#targets.delete(answerId)
    this.#targets.set(answerId, targetId)
    const [oldest] = this.#targets.keys()
    if (this.#targets.size > this.#most && oldest !== undefined) this.#targets.delete(oldest)
  }
}
