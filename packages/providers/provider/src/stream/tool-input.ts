import { parseJsonText } from '../read/json-record.ts'
import { ObjectScan } from './object-scan.ts'
import type { EmitPart } from './part-reader.ts'

/**
 * The arguments of one tool call as they come. They are held back until they have begun as an object with a field, because what
 * begins otherwise is replaced or refused when it is complete; and once that object is complete, because some servers write it twice.
 * At the end the deltas join to the arguments of the call.
 */
export class ToolInput {
  readonly #id: string
  readonly #emit: EmitPart
  /** Undefined for free text. */
  #scan: ObjectScan | undefined
  #text = ''
  #given = 0

  /**
   * @param id the call's
   * @param form of the arguments: those of some tools are free text, which is never held back
   */
  constructor(id: string, emit: EmitPart, form: 'json' | 'text' = 'json') {
    this.#id = id
    this.#emit = emit
    this.#scan = form === 'text' ? undefined : new ObjectScan()
  }

  /** What has come, as the model wrote it; without placeholders (`{}`, `null`) before it, and without its repetition. */
  get text(): string {
    return this.#scan?.onlyObjectOf(this.#text) ?? this.#text
  }

  /** True once the arguments are a whole JSON value. */
  get isComplete(): boolean {
    if (this.#scan?.isBegun === true) return this.#scan.end !== undefined
    return parseJsonText(this.#text) !== undefined
  }

  /** Adds a piece; an empty one is ignored. */
  add(piece: string): void {
    if (piece === '') return
    this.#text += piece
    this.#scan?.add(piece)
    this.#giveUpTo(this.#scan === undefined ? this.#text.length : this.#scan.sure)
  }

  /**
   * Takes all of the arguments as an event gives them that may repeat the pieces: what has not come in pieces is added, and a placeholder
   * is replaced. Texts that contradict the pieces, and shorter ones, are ignored.
   */
  complete(whole: string): void {
    if (whole.startsWith(this.#text)) this.add(whole.slice(this.#text.length))
    else if (
      this.#scan !== undefined &&
      this.#given <= 1 &&
      whole.startsWith(this.#text.slice(0, this.#given))
    ) {
      this.#scan = new ObjectScan()
      this.#text = ''
      this.add(whole)
    }
  }

  /** Ends the input. @param input the arguments as the call has them; undefined while that is not known */
  end(input: string | undefined): void {
    const given = this.#text.slice(0, this.#given)
    if (input !== undefined && input.length > given.length && input.startsWith(given)) {
      this.#give(input.slice(given.length))
    }
    this.#emit({ type: 'tool-input-end', id: this.#id })
  }

  #giveUpTo(length: number): void {
    if (length <= this.#given) return
    const delta = this.#text.slice(this.#given, length)
    this.#given = length
    this.#give(delta)
  }

  #give(delta: string): void {
    this.#emit({ type: 'tool-input-delta', id: this.#id, delta })
  }
}
