import { ProviderError, type FailureKind } from '@llm-balancer/core'
import { batchesOf, readUntil, Turns } from '@llm-balancer/core/streams'
import type { BalancedStream, RestartChunk, StreamDisposal } from '@llm-balancer/core'
import type { FinishPart, StreamPart } from '@llm-balancer/provider'
import type { LLMResponse } from './llm-request.ts'
import { Outcome } from './outcome.ts'
import { toLLMResponse } from './to-llm-response.ts'

/** An answer's text, piece by piece. Can be read once; leaving the loop, or the end of `await using`, ends the call upstream. */
export interface LLMTextStream<Piece extends string | RestartChunk = string>
  extends AsyncIterableIterator<Piece, void, undefined>, StreamDisposal {
  /**
   * The whole answer, once the text has been read to its end. Waiting for it does not read the text: it stays pending while
   * the text is not read. Rejects when the stream fails or is left before its end; it need not be handled.
   */
  readonly response: Promise<LLMResponse>
  return(): Promise<IteratorResult<Piece, void>>
}

type Piece = string | RestartChunk

/** Where a {@link TextStream} reads. */
export type TextSource = {
  readonly parts: BalancedStream<StreamPart | RestartChunk>
  /** The provider that serves, or was asked last, and its model; undefined before the first attempt. */
  readonly asked: () => Pick<LLMResponse, 'provider' | 'model'> | undefined
  /** True when the caller has aborted: what has come and was not read yet is lost. */
  readonly isAborted: () => boolean
}

/** The text of a balanced stream. */
export class TextStream implements LLMTextStream<Piece> {
  readonly #source: TextSource
  readonly #lists: AsyncIterator<readonly (StreamPart | RestartChunk)[]>
  /** Pieces that have come and were not read yet. */
  #pieces: readonly Piece[] = []
  #place = 0
  #text = ''
  #finish: FinishPart | undefined
  readonly #outcome = new Outcome<LLMResponse>()
  /** Readers that do not wait for one another get their pieces in turn. */
  readonly #turns = new Turns()

  constructor(source: TextSource) {
    this.#source = source
    this.#lists = batchesOf(source.parts)
  }

  get response(): Promise<LLMResponse> {
    return this.#outcome.promise
  }

  next(): Promise<IteratorResult<Piece, void>> {
    const ready = this.#turns.areFree ? this.#take() : undefined
    return ready === undefined ? this.#turns.run(this.#read) : Promise.resolve(ready)
  }

  async return(): Promise<IteratorResult<Piece, void>> {
    this.#pieces = []
    this.#place = 0
    await this.#source.parts.return()
    this.#failWith('aborted', 'the stream was left before its end')
    return { done: true, value: undefined }
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return()
  }

  /** The next piece that has come; undefined when all have been read. */
  #take(): IteratorResult<Piece, void> | undefined {
    const value = this.#pieces[this.#place]
    if (value === undefined || this.#source.isAborted()) return undefined
    this.#place += 1
    if (typeof value === 'string') this.#text += value
    else this.#text = ''
    return { done: false, value }
  }

  readonly #read = (): Promise<IteratorResult<Piece, void>> => {
    const ready = this.#take()
    if (ready === undefined) return readUntil(this.#ask, this.#receive, this.#break)
    this.#turns.end()
    return Promise.resolve(ready)
  }

  readonly #ask = (): Promise<IteratorResult<readonly (StreamPart | RestartChunk)[], unknown>> =>
    this.#lists.next()

  readonly #receive = (
    result: IteratorResult<readonly (StreamPart | RestartChunk)[], unknown>,
  ): IteratorResult<Piece, void> | undefined => {
    if (result.done === true) {
      this.#turns.end()
      return this.#end()
    }
    this.#pieces = this.#piecesOf(result.value)
    this.#place = 0
    const ready = this.#take()
    if (ready !== undefined) this.#turns.end()
    return ready
  }

  readonly #break = (error: unknown): never => {
    this.#turns.end()
    this.#fail(() => error)
    throw error
  }

  #piecesOf(parts: readonly (StreamPart | RestartChunk)[]): readonly Piece[] {
    const pieces: Piece[] = []
    for (const part of parts) {
      if (part.type === 'finish') this.#finish = part
      else if (part.type === 'restart') pieces.push(part)
      else if (part.type === 'text-delta' && part.delta !== '') pieces.push(part.delta)
    }
    return pieces
  }

  #end(): IteratorResult<Piece, void> {
    const served = this.#source.asked()
    if (this.#finish !== undefined && served !== undefined) {
      const { usage, finishReason } = this.#finish
      const text = this.#text
      this.#outcome.settle(() => toLLMResponse({ text, usage, finishReason }, served))
    } else this.#failWith('stream-interrupted', 'the stream ended without a finish')
    return { done: true, value: undefined }
  }

  #failWith(kind: FailureKind, message: string): void {
    const provider = this.#source.asked()?.provider ?? 'llm-balancer'
    this.#fail(() => new ProviderError({ kind, provider, message }))
  }

  #fail(error: () => unknown): void {
    this.#outcome.settle(() => {
      throw error()
    })
  }
}
