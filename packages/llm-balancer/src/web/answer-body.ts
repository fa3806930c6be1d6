import { endQuietly } from './begun-answer.ts'
import type { ClientPresence } from './client-presence.ts'
import type { WebWriter } from './formats/web-format.ts'
import type { PartLists } from './part-lists.ts'
import { streamBroke, webFailureOf } from './web-failure.ts'
import type { WebPart } from './web-source.ts'

/** A stream that has begun, and how it is written. */
export type BodySource = {
  /** The parts that were read up to the first content. */
  readonly parts: readonly WebPart[]
  /** The parts after them. */
  readonly rest: PartLists
  readonly writer: WebWriter
  readonly client: ClientPresence
}

/** The body of a streamed answer. Nothing is read ahead of the client; when it leaves, the call upstream is ended. */
export function answerBody(source: BodySource): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>(new AnswerBody(source), { highWaterMark: 0 })
}

class AnswerBody implements UnderlyingDefaultSource<Uint8Array> {
  readonly #rest: PartLists
  readonly #writer: WebWriter
  readonly #client: ClientPresence
  readonly #encoder = new TextEncoder()
  /** The parts up to the first content, until they are written. */
  #begun: readonly WebPart[] | undefined
  #isOver = false

  constructor({ parts, rest, writer, client }: BodySource) {
    this.#begun = parts
    this.#rest = rest
    this.#writer = writer
    this.#client = client
  }

  start(controller: ReadableStreamDefaultController<Uint8Array>): void {
    const { signal } = this.#client
    const onGone = (): void => {
      this.#end()
      controller.error(signal.reason)
    }
    if (signal.aborted) {
      onGone()
      return
    }
    signal.addEventListener('abort', onGone)
    this.#client.waitForReading()
  }

  /** Called when the client reads, and has nothing to read. */
  async pull(controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> {
    this.#client.isReading()
    const text = await this.#nextText()
    if (text !== '') controller.enqueue(this.#encoder.encode(text))
    if (this.#isOver) controller.close()
    else this.#client.waitForReading()
  }

  cancel(): void {
    this.#client.leave()
  }

  /** What is written next: not empty before the end. @throws what the stream throws, where the format has no words for it */
  async #nextText(): Promise<string> {
    try {
      let text = ''
      // Parts may add nothing to the answer.
      while (text === '' && !this.#isOver) text = this.#write(await this.#nextParts())
      return text
    } catch (error) {
      this.#end()
      if (this.#writer.fail === undefined || this.#client.signal.aborted) throw error
      const { message, kind, code } = webFailureOf(error) ?? streamBroke
      return this.#writer.fail({ message, kind: kind ?? code })
    }
  }

  async #nextParts(): Promise<readonly WebPart[]> {
    const begun = this.#begun
    if (begun !== undefined) {
      this.#begun = undefined
      return begun
    }
    const { done, value } = await this.#rest.next()
    if (done !== true) return value
    this.#isOver = true
    this.#client.stopWatching()
    return []
  }

  #write(parts: readonly WebPart[]): string {
    return parts.map((part) => this.#writePart(part)).join('')
  }

  #writePart(part: WebPart): string {
    if (part.type !== 'restart') return this.#writer.write(part)
    if (this.#writer.restart !== undefined) return this.#writer.restart()
    throw new Error('toResponse: the answer begins anew, and its format has no words for that')
  }

  /** Ends the call upstream. */
  #end(): void {
    this.#isOver = true
    this.#client.stopWatching()
    endQuietly(this.#rest)
  }
}
