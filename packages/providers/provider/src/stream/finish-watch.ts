/** What one chunk of a streamed answer shows. */
export type ChunkSigns = {
  /** What it adds to the answer: text or a call, which are content; or a thought alone. @default nothing */
  readonly said?: 'content' | 'thought' | undefined
  /** It has a finish reason. */
  readonly isFinish: boolean
  /** It has what comes last: an account of tokens, a terminator. */
  readonly isLast?: boolean
}

/**
 * Decides whether the finish reason of a stream is its end although the server neither closes it nor terminates it. Some servers write
 * a finish reason into every chunk. So it has to be the server's habit to tell: content came without a finish before, or the finish
 * came after the content in a chunk of its own, or what comes last came after it. What is said after a finish withdraws it.
 */
export class FinishWatch {
  #hasContent = false
  #isFinished = false
  #tells = false
  #isUnreliable = false
  #isSettled = false

  /** True while nothing has been said since the last finish reason. */
  get isFinished(): boolean {
    return this.#isFinished
  }

  /** True when what comes last has come after the finish reason, and nothing was said since. */
  get isSettled(): boolean {
    return this.#isFinished && this.#isSettled
  }

  /** True when silence, or a broken connection, ends the answer as it is. */
  get isTrusted(): boolean {
    const isHabit = this.#tells && !this.#isUnreliable
    return this.#isFinished && this.#hasContent && (isHabit || this.#isSettled)
  }

  /** Takes notice of one more chunk. */
  see({ said, isFinish, isLast = false }: ChunkSigns): void {
    if (said !== undefined) this.#say(said, isFinish)
    if (isFinish) {
      this.#isFinished = true
      this.#tells ||= said === undefined && this.#hasContent
    }
    this.#isSettled ||= isLast && this.#isFinished && said === undefined
  }

  #say(said: 'content' | 'thought', isFinish: boolean): void {
    const isContent = said === 'content'
    this.#isUnreliable ||= this.#isFinished && this.#hasContent && isContent
    this.#isFinished = false
    this.#isSettled = false
    this.#tells ||= isContent && !isFinish
    this.#hasContent ||= isContent
  }
}
