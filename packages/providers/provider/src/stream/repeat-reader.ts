import type { SseEvent } from '../http/event-reader.ts'
import type { PartReader, ReaderSource, RemotePlace, StreamEnd } from './part-reader.ts'
import { TextPattern, type TextEvent } from './text-pattern.ts'

/** As many patterns are made for one stream: a server whose events share none costs no more. */
const maxPatterns = 8

/** An event that was one piece of text. */
type ReadText = {
  readonly event: SseEvent
  readonly textEvent: TextEvent
  /** True once the pattern is its. */
  hasPattern: boolean
}

/**
 * A reader of events of which most differ from the one before only in their text, as while a model writes: it gives those to the other
 * reader as text, without parsing them.
 */
export class RepeatReader implements PartReader {
  readonly #reader: PartReader
  #pattern: TextPattern | undefined
  #patterns = 0
  /** The event read last, if another one like it may follow. */
  #last: ReadText | undefined

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

  get remote(): RemotePlace | undefined {
    return this.#reader.remote
  }

  resume(source: ReaderSource): void {
    this.#last = undefined
    this.#reader.resume?.(source)
  }

  read(event: SseEvent): void {
    const last = this.#last
    const text = last === undefined ? undefined : this.#textOf(event, last)
    if (last !== undefined && text !== undefined) {
      last.textEvent.write(text)
      return
    }
    this.#last = undefined
    this.#reader.read(event)
    const { textEvent } = this.#reader
    if (textEvent !== undefined) this.#last = { event, textEvent, hasPattern: false }
  }

  end(how?: StreamEnd): void {
    this.#reader.end(how)
  }

  #textOf({ event: name, data, cut }: SseEvent, last: ReadText): string | undefined {
    if (cut === true || name !== last.event.event) return undefined
    // Only now, because the reader of a stream may leave with its first text.
    if (!last.hasPattern) this.#learn(last)
    return last.hasPattern ? this.#pattern?.textIn(data) : undefined
  }

  #learn(last: ReadText): void {
    const { event, textEvent } = last
    if (this.#pattern?.textIn(event.data) !== textEvent.text) {
      if (this.#patterns === maxPatterns) return
      this.#pattern = TextPattern.of(event.data, textEvent)
      this.#patterns += 1
    }
    last.hasPattern = true
  }
}
