import { within } from '@llm-balancer/core/time'
import type { ToldFailure } from '@llm-balancer/provider/answers'
import { endQuietly } from './begun-answer.ts'
import type { ClientPresence } from './client-presence.ts'
import type { WebWriter } from './formats/web-format.ts'
import type { PartLists } from './part-lists.ts'
import { streamBroke, webFailureOf } from './web-failure.ts'
import type { WebPart } from './web-source.ts'

/** A stream of parts that has begun, and how it is written. */
export type BodySource = {
  readonly parts: readonly WebPart[]
  readonly rest: PartLists
  readonly writer: WebWriter
  readonly client: ClientPresence
}

/** The body of a streamed answer. Nothing is read ahead of the client; when it leaves, the call upstream is ended. */
export function answerBody(source: BodySource): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>(new AnswerBody(source), { highWaterMark: 0 })
}

class AnswerBody implements UnderlyingDefaultSource<Uint8Array> {
  readonly #source: BodySource
  readonly #encoder = new TextEncoder()
  /** What was read before the answer began to be sent. */
  #waiting: readonly WebPart[] | undefined
  #isOver = false

  constructor(source: BodySource) {
    this.#source = source
    this.#waiting = source.parts
  }

  start(controller: ReadableStreamDefaultController<Uint8Array>): void {
    const { signal } = this.#source.client
    const leave = (): void => {
      this.#end()
      controller.error(signal.reason)
    }
    if (signal.aborted) leave()
    else signal.addEventListener('abort', leave)
  }

  async pull(controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> {
    const text = await this.#nextText()
    if (text !== '') controller.enqueue(this.#encoder.encode(text))
    if (this.#isOver) controller.close()
  }

  cancel(): void {
    this.#source.client.leave()
  }

  /** The next text there is; empty at the end. @throws what the stream throws, where the format has no words for it */
  async #nextText(): Promise<string> {
    const { writer, client } = this.#source
    try {
      // A part may add nothing to the answer; each pull gives something or ends it.
      for (;;) {
        const text = await this.#next()
        if (text !== '' || this.#isOver) return text
      }
    } catch (error) {
      this.#end()
      if (writer.fail === undefined || client.signal.aborted) throw error
      return writer.fail(toldOf(error))
    }
  }

  /** What the next list of parts adds to the answer. */
  async #next(): Promise<string> {
    const { rest, client } = this.#source
    const waiting = this.#waiting
    this.#waiting = undefined
    if (waiting !== undefined) return this.#write(waiting)
    const { done, value } = await within(rest.next(), { signal: client.signal })
    if (done !== true) return this.#write(value)
    this.#isOver = true
    client.settle()
    return ''
  }

  #write(parts: readonly WebPart[]): string {
    const { writer } = this.#source
    return parts
      .map((part) => {
        if (part.type !== 'restart') return writer.write(part)
        if (writer.restart !== undefined) return writer.restart()
        throw new Error('toResponse: the answer begins anew, and its format has no words for that')
      })
      .join('')
  }

  #end(): void {
    this.#isOver = true
    this.#source.client.settle()
    endQuietly(this.#source.rest)
  }
}

function toldOf(error: unknown): ToldFailure {
  const { message, kind, code } = webFailureOf(error) ?? streamBroke
  return { message, kind: kind ?? code }
}
