import type { SseEvent } from '../http/event-reader.ts'
import type { PartReader, StreamEnd } from './part-reader.ts'
import { TextPattern, type TextEvent } from './text-pattern.ts'

/** As many patterns are made for one stream: a server whose events share none costs no more. */
const maxPatterns = 8

/**
 * A reader of events of which most differ from the one before only in their text, as while a model writes: it gives those to the other
 * reader as text, without parsing them.
 */
export class RepeatReader implements PartReader {
  readonly #reader: PartReader
  #pattern: TextPattern | undefined
  #patterns = 0
  #name: string | undefined
  /** The event read last, if another one like it may follow. */
  #last: TextEvent | undefined

  constructor(reader: PartReader) {
    this.#reader = reader
  }

  get isWhole(): boolean {
    return this.#reader.isWhole === true
  }

  get isFinished(): boolean {
    return this.#reader.isFinished === true
  }

  get graceMs(): number | undefined {
    return this.#reader.graceMs
  }

  read(event: SseEvent): void {
    const last = this.#last
    const text = last === undefined ? undefined : this.#textOf(event)
    if (last !== undefined && text !== undefined) {
      last.write(text)
      return
    }
    this.#last = undefined
    this.#reader.read(event)
    this.#learn(event)
  }

  end(how?: StreamEnd): void {
    this.#reader.end(how)
  }

  #textOf({ event: name, data, cut }: SseEvent): string | undefined {
    return cut === true || name !== this.#name ? undefined : this.#pattern?.textIn(data)
  }

  #learn({ event: name, data }: SseEvent): void {
    const { textEvent } = this.#reader
    if (textEvent === undefined || this.#patterns === maxPatterns) return
    if (this.#pattern?.textIn(data) !== textEvent.text) {
      this.#pattern = TextPattern.of(data, textEvent)
      this.#patterns += 1
    }
    this.#name = name
    this.#last = textEvent
  }
}
