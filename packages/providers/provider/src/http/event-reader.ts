import { begin } from '@llm-balancer/core/time'
import { createParser } from 'eventsource-parser'
import { AbortWatch } from './abort-watch.ts'
import { BodyReader } from './body-reader.ts'
import { ErrorField } from './error-field.ts'
import { InvalidAnswerError } from './invalid-answer-error.ts'

/** One server-sent event. */
export type SseEvent = {
  /** The `event:` field, where there is one. */
  readonly event?: string
  /** The `data:` lines, joined. */
  readonly data: string
  /** True when the stream ended before the event did: `data` may be half of what it should be. */
  readonly cut?: boolean
  /** True for a body that is no stream but one JSON document, whatever its label says: `data` is all of it. */
  readonly isDocument?: boolean
}

/** Options of an {@link EventReader}. */
export type SseOptions = {
  readonly signal?: AbortSignal | undefined
  /** Most characters an unfinished event may have. @default 8 388 608 */
  readonly maxEventChars?: number | undefined
  /** Most characters of a body that is a document instead. @default as many as an event */
  readonly maxDocumentChars?: number | undefined
  /** Gets such a document before it is given; may throw what is wrong with it. */
  readonly checkDocument?: ((text: string) => void) | undefined
  /** True for an event after which nothing is read. @default the end of the body ends the events */
  readonly isLast?: ((event: SseEvent) => boolean) | undefined
  /** The error to throw in the place of one of the body. @default that error */
  readonly mapError?: ((error: unknown) => unknown) | undefined
}

const same = <Value>(value: Value): Value => value

/** An event of a stream was longer than allowed. */
export class SseOverflowError extends InvalidAnswerError {
  override readonly name = 'SseOverflowError'
}

/**
 * Reads server-sent events (WHATWG HTML, section 9.2) from a body: any line ends, comments, and characters split over
 * chunks at any byte; a field `error:` is an event of that name. Pull-driven: a chunk of the body is read when its events are asked for. A body that begins as JSON does is one
 * event.
 */
export class EventReader {
  readonly #body: BodyReader
  readonly #decoder = new TextDecoder()
  readonly #errorField = new ErrorField()
  readonly #parser: ReturnType<typeof createParser>
  readonly #maxEventChars: number
  readonly #options: SseOptions
  #hasBegun = false
  /** What has come of a body that is a document. */
  #document: string | undefined
  #events: SseEvent[] = []
  #isTooLong = false
  #isOver = false

  constructor(body: ReadableStream<Uint8Array>, options: SseOptions = {}) {
    const { signal, maxEventChars = 8 * 1024 * 1024 } = options
    this.#options = options
    this.#body = new BodyReader(body, new AbortWatch(signal))
    this.#maxEventChars = maxEventChars
    this.#parser = createParser({
      maxBufferSize: maxEventChars,
      onEvent: ({ event, data }) => this.#events.push(event === undefined ? { data } : { event, data }),
      onError: ({ type }) => {
        this.#isTooLong ||= type === 'max-buffer-size-exceeded'
      },
    })
  }

  /**
   * The events of the next piece of the body that has any, or undefined at the end.
   *
   * @throws SseOverflowError for an event beyond `maxEventChars`, the signal's reason, or what the body throws.
   */
  next(): Promise<readonly SseEvent[] | undefined> {
    return this.read(same)
  }

  /**
   * What `use` makes of the {@link next} events: a promise less than to wait for them first. Without `async`, which would take twice
   * the time per piece.
   *
   * @throws the same, and what `use` throws
   */
  read<Value>(use: (events: readonly SseEvent[] | undefined) => Value): Promise<Value> {
    if (this.#isOver && !this.#isTooLong) return begin(() => use(undefined))
    return begin(this.#ask).then((chunk): Value | Promise<Value> => {
      const events = this.#eventsIn(chunk)
      return events.length > 0 ? use(events) : this.read(use)
    }, this.#fail)
  }

  readonly #ask = (): Promise<unknown> => {
    if (this.#isTooLong) throw this.#overflow()
    return this.#body.read()
  }

  #eventsIn(chunk: unknown): readonly SseEvent[] {
    try {
      const bytes = this.#body.bytesIn(chunk)
      if (bytes === undefined) this.#end()
      else this.#feed(this.#decoder.decode(bytes, { stream: true }))
    } catch (error) {
      return this.#fail(error)
    }
    return this.#take()
  }

  readonly #fail = (error: unknown): never => {
    const failure = this.#body.failed(error)
    this.#isOver = true
    throw this.#options.mapError === undefined ? failure : this.#options.mapError(failure)
  }

  /** Cancels what is left of the body. Any number of times. */
  close(): void {
    this.#isOver = true
    this.#body.close()
  }

  #feed(text: string): void {
    if (!this.#hasBegun) this.#begin(text)
    if (this.#document === undefined) {
      this.#parser.feed(this.#errorField.rewrite(text))
      return
    }
    this.#document += text
    const { maxDocumentChars = this.#maxEventChars } = this.#options
    if (this.#document.length > maxDocumentChars)
      throw new SseOverflowError(`the answer is longer than ${maxDocumentChars} characters`)
  }

  /** The first character that is not white space says what the body is; no line of a stream begins like JSON or markup. */
  #begin(text: string): void {
    const [first] = text.trimStart()
    this.#hasBegun = first !== undefined
    if (first === '<') throw new InvalidAnswerError('the answer is no event stream')
    if (first === '{' || first === '[') this.#document = ''
  }

  /** The body is over: what has come of an unfinished event is one as well. */
  #end(): void {
    this.#isOver = true
    if (this.#document !== undefined) {
      const data = this.#document + this.#decoder.decode()
      this.#options.checkDocument?.(data)
      this.#events = [{ data, isDocument: true }]
      return
    }
    const rest = this.#errorField.rewrite(this.#decoder.decode()) + this.#errorField.rest()
    this.#parser.feed(`${rest}\n\n`)
    this.#events = this.#events.map((event) => ({ ...event, cut: true }))
  }

  #take(): readonly SseEvent[] {
    const events = this.#events
    this.#events = []
    const { isLast } = this.#options
    const last = isLast === undefined ? -1 : events.findIndex(isLast)
    if (last === -1) return events
    this.close()
    return events.slice(0, last + 1)
  }

  #overflow(): SseOverflowError {
    this.close()
    return new SseOverflowError(`an event is longer than ${this.#maxEventChars} characters`)
  }
}
