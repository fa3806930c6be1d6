import { readProperty } from '@llm-balancer/core/options'
import { estimateTokens } from '@llm-balancer/rate-limit'

/**
 * How many tokens the answers took that a text comes from. Some vendors tell that with each piece, as Gemini does; of what others have
 * given before they broke it can only be estimated.
 */
export class TextTokens {
  /** Of the answers before the present one; undefined when one of them has not told it. */
  #before: number | undefined = 0
  /** What the present one has told last. */
  #present: number | undefined
  /** How long the text was when the present one began. */
  #length = 0

  /** Another answer begins, after a text of this length. */
  begin(length: number): void {
    // An answer that gave nothing took nothing of the text.
    if (length > this.#length) this.#before = this.#told
    this.#present = undefined
    this.#length = length
  }

  /** The text begins anew, with the present answer. */
  restart(): void {
    this.#before = 0
    this.#length = 0
  }

  /** The present answer has told its usage so far. */
  hear(usage: unknown): void {
    const tokens = readProperty(usage, 'outputTokens')
    if (typeof tokens === 'number' && tokens >= 0) this.#present = tokens
  }

  /** How many tokens a text took. */
  of(text: string): number {
    const estimate = estimateTokens(text)
    const told = this.#told
    // A vendor that tells its usage as it begins has told nothing of what has come since.
    return told === undefined || told < estimate / 2 ? estimate : told
  }

  get #told(): number | undefined {
    if (this.#before === undefined || this.#present === undefined) return undefined
    return this.#before + this.#present
  }
}
