import type { AttemptRecord, BalancedStream, RestartChunk, TargetView } from '@llm-balancer/core'
import { Turns } from '@llm-balancer/core/streams'
import { isContentPart } from '@llm-balancer/provider'
import type { StreamPart } from '@llm-balancer/provider'
import type { Continuation } from './continuation.ts'

type Part = StreamPart | RestartChunk

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

  constructor(parts: BalancedStream<Part>, continuation: Continuation) {
    this.#parts = parts
    this.#continuation = continuation
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
    } finally {
      this.#turns.end()
    }
  }

  #take(part: Part): void {
    if (part.type === 'restart') this.#held = [part]
    else if (this.#held.length === 0) this.#give(this.#continues ? this.#renamed(part) : part)
    else if (part === this.#continuation.sign) this.#join()
    else {
      this.#held.push(part)
      if (isContentPart(part) || part.type === 'finish') this.#restart()
    }
  }

  /** What comes now goes on from what has come. */
  #join(): void {
    const start = this.#held.find((part) => part.type === 'text-start')
    this.#block = start?.id
    this.#continues = true
    for (const part of this.#held) if (part.type === 'response-metadata') this.#give(part)
    this.#held = []
  }

  #restart(): void {
    this.#continues = false
    this.#continuation.restart()
    const held = this.#held
    this.#held = []
    for (const part of held) this.#give(part)
  }

  /** The first text of the answer that continues is in the block that is open. Any other content closes that. */
  #renamed(part: StreamPart): StreamPart {
    const { block } = this.#continuation
    const isSame = 'id' in part && part.id === this.#block && part.type.startsWith('text-')
    if (isSame && block !== undefined) return { ...part, id: block }
    return part
  }

  #give(part: Part): void {
    if (part.type !== 'restart') this.#continuation.note(part)
    this.#ready.push(part)
  }
}
