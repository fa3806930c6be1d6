/** A shorter beginning that a model repeats may be what it wants to say: `ha` after `ha`. */
export const leastEcho = 16

/**
 * Joins the text that a caller has and what a model says after it. Some models repeat the beginning that they were given, which is left
 * out once; and white space at its end, which not every vendor takes in a prefill, is left out where the model says it again.
 */
export class Seam {
  readonly #prefill: string
  /** What the caller has beyond the prefill. */
  readonly #tail: string
  #heard = ''
  #mayEcho = true
  #state: 'open' | 'joined' | 'apart' = 'open'

  constructor(prefill: string, tail: string) {
    this.#prefill = prefill
    this.#tail = tail
  }

  /** `open` until enough was heard; `apart` when what was said does not go on from what the caller has. */
  get state(): 'open' | 'joined' | 'apart' {
    return this.#state
  }

  /** The whole text, for a caller who has to begin again. */
  get whole(): string {
    return this.#prefill + this.#heard
  }

  /**
   * The model says more. Gives what of it is new to the caller: nothing while the seam is open.
   *
   * @param stop the model does something else, and may say more after it, or says no more
   */
  hear(text: string, stop?: 'pause' | 'end'): string {
    const isEnd = stop !== undefined
    if (this.#state === 'joined') return text
    this.#heard += text
    if (this.#mayEcho && !this.#isPastEcho(isEnd)) return ''
    const tail = this.#tail
    if (this.#heard.startsWith(tail)) {
      if (this.#heard === tail && !isEnd) return ''
      this.#state = 'joined'
      return this.#heard.slice(tail.length)
    }
    // The caller has all of it, and some white space more.
    if (stop === 'end' && (this.#heard + tail).trim() === '') this.#state = 'joined'
    else if (isEnd || !tail.startsWith(this.#heard)) this.#state = 'apart'
    return ''
  }

  #isPastEcho(isEnd: boolean): boolean {
    if (this.#heard.startsWith(this.#prefill)) this.#heard = this.#heard.slice(this.#prefill.length)
    else if (!isEnd && this.#prefill.startsWith(this.#heard)) return false
    this.#mayEcho = false
    return true
  }
}
