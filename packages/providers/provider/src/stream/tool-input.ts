import type { EmitPart } from './part-reader.ts'

/**
 * The arguments of one tool call as they come. They are held back until they begin as an object, because what begins otherwise is
 * replaced or refused when it is complete.
 */
export class ToolInput {
  readonly #id: string
  readonly #emit: EmitPart
  #text = ''
  #isGiven: boolean

  /**
   * @param id the call's
   * @param form of the arguments: those of some tools are free text, which is never held back
   */
  constructor(id: string, emit: EmitPart, form: 'json' | 'text' = 'json') {
    this.#id = id
    this.#emit = emit
    this.#isGiven = form === 'text'
  }

  /** What has come, as the model wrote it. */
  get text(): string {
    return this.#text
  }

  /** Adds a piece; an empty one is ignored. */
  add(piece: string): void {
    if (piece === '') return
    this.#text += piece
    if (this.#isGiven) this.#give(piece)
    else if (/^\s*\{/.test(this.#text)) {
      this.#isGiven = true
      this.#give(this.#text)
    }
  }

  /** Ends the input. @param input the arguments as the call has them; undefined while that is not known */
  end(input: string | undefined): void {
    if (!this.#isGiven && this.#text !== '' && input !== undefined) this.#give(input)
    this.#emit({ type: 'tool-input-end', id: this.#id })
  }

  #give(delta: string): void {
    this.#emit({ type: 'tool-input-delta', id: this.#id, delta })
  }
}
