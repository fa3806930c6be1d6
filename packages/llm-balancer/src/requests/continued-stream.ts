import { StreamInterruptedError } from '@llm-balancer/core'
import type { AttemptRecord, BalancedStream, RestartChunk, TargetView } from '@llm-balancer/core'
import { Turns } from '@llm-balancer/core/streams'
import { isContentPart } from '@llm-balancer/provider'
import type { StreamPart } from '@llm-balancer/provider'
import type { LLMStreamOptions } from './call-options.ts'
import { asides, type Continuation } from './continuation.ts'

type Part = StreamPart | RestartChunk

/** So many characters of a text are kept for the error of a stream that breaks: 64 KiB, as of other streams. */
const mostKept = 32_768

/** A stream in which an answer that goes on from a broken one follows it without a seam; one that does not begins again. */
export class ContinuedStream implements BalancedStream<Part> {
  readonly #parts: BalancedStream<Part>
  readonly #continuation: Continuation
  readonly #turns = new Turns()
  #ready: Part[] = []
  /** The sign to begin again and what has come after it, until it is known whether the answer continues. */
  #held: Part[] = []
  /** The id that the text block has in the answer that continues. */
  #block: string | undefined
  #continues = false
  /** The text that the answer which is read now goes on from. */
  #before = ''
  readonly #keepsAll: boolean

  constructor(
    parts: BalancedStream<Part>,
    continuation: Continuation,
    { partial }: Pick<LLMStreamOptions, 'partial'>,
  ) {
    this.#parts = parts
    this.#continuation = continuation
    this.#keepsAll = partial === 'all'
  }

  get target(): TargetView | undefined {
    return this.#parts.target
  }

  get attempts(): readonly AttemptRecord[] {
    return this.#parts.attempts
  }

  opened(): Promise<TargetView | undefined> {
    return this.#parts.opened()
  }

  next(): Promise<IteratorResult<Part, void>> {
    return this.#turns.run(this.#read)
  }

  async return(): Promise<IteratorResult<Part, void>> {
    this.#ready = []
    return await this.#parts.return()
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return()
  }

  readonly #read = async (): Promise<IteratorResult<Part, void>> => {
    try {
      for (;;) {
        const value = this.#ready.shift()
        if (value !== undefined) return { done: false, value }
        const result = await this.#parts.next()
        if (result.done === true) return result
        this.#take(result.value)
      }
    } catch (error) {
      throw this.#continues && StreamInterruptedError.isInstance(error) ? this.#withAll(error) : error
    } finally {
      this.#turns.end()
    }
  }

  #take(part: Part): void {
    if (part.type === 'restart') this.#held = [part]
    else if (this.#held.length === 0) this.#goOn(part)
    else if (part === this.#continuation.sign) this.#join()
    else {
      this.#held.push(part)
      if (isContentPart(part) || part.type === 'finish') this.#restart()
    }
  }

  /** A part of the first answer, or of one that continues: anything but text at its beginning ends the block that is open. */
  #goOn(part: StreamPart): void {
    const { openBlock } = this.#continuation
    if (this.#continues && this.#block === undefined && openBlock !== undefined && !isAside(part))
      this.#give({ type: 'text-end', id: openBlock })
    this.#give(this.#continues ? this.#renamed(part) : part)
  }

  /** What comes now goes on from what has come. */
  #join(): void {
    const held = this.#held
    this.#held = []
    this.#block = held.find(isTextStart)?.id
    this.#before = this.#continuation.text
    this.#continues = true
    for (const part of newsOf(held)) this.#goOn(part)
  }

  #restart(): void {
    this.#continues = false
    this.#continuation.restart()
    const held = this.#held
    this.#held = []
    for (const part of held) this.#give(part)
  }

  /** The first text of the answer that continues is in the block that is open. */
  #renamed(part: StreamPart): StreamPart {
    const { block } = this.#continuation
    const isSame = 'id' in part && part.id === this.#block && part.type.startsWith('text-')
    if (isSame && block !== undefined) return { ...part, id: block }
    return part
  }

  /** The same error with what the caller has of all answers, which the last one alone is only a part of. */
  #withAll({ message, partial, targetId, kind, cause }: StreamInterruptedError): StreamInterruptedError {
    const { sign, block } = this.#continuation
    const given = partial as readonly StreamPart[]
    const place = given.indexOf(sign)
    const shown = [...newsOf(given.slice(0, Math.max(0, place))), ...given.slice(place + 1)]
    const parts = shown.map((part) => this.#renamed(part))
    if (place >= 0 && block !== undefined) {
      const end = this.#block === undefined ? parts.findIndex((part) => !isAside(part)) : -1
      if (end >= 0) parts.splice(end, 0, { type: 'text-end', id: block })
      const room = this.#keepsAll ? Infinity : Math.max(0, mostKept - lengthOf(parts))
      const { length } = this.#before
      const delta = this.#before.slice(Math.max(0, length - room))
      parts.unshift({ type: 'text-start', id: block }, { type: 'text-delta', id: block, delta })
    }
    return new StreamInterruptedError(message, { partial: parts, targetId, kind, cause })
  }

  #give(part: Part): void {
    if (part.type !== 'restart') this.#continuation.note(part)
    this.#ready.push(part)
  }
}

function lengthOf(parts: readonly StreamPart[]): number {
  return parts.reduce((sum, part) => sum + ('delta' in part ? part.delta.length : 0), 0)
}

const isTextStart = (part: Part): part is Extract<StreamPart, { readonly type: 'text-start' }> =>
  part.type === 'text-start'

/** Says nothing of whether the text goes on. */
function isAside({ type }: StreamPart): boolean {
  return type !== 'finish' && asides.includes(type)
}

/** What the caller is given of what came before the sign of an answer that continues: its text begins no block. */
function newsOf(parts: readonly Part[]): StreamPart[] {
  const start = parts.find(isTextStart)
  return parts.filter(
    (part): part is StreamPart =>
      part.type !== 'restart' && part !== start && (part.type === 'response-metadata' || !isAside(part)),
  )
}
