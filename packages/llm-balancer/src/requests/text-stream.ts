import { ProviderError } from '@llm-balancer/core'
import type { BalancedStream } from '@llm-balancer/core'
import type { FinishPart, StreamPart } from '@llm-balancer/provider'
import type { LLMResponse } from './llm-request.ts'
import { toLLMResponse } from './to-llm-response.ts'

/** An answer's text, piece by piece. Can be read once; leaving the loop ends the call upstream. */
export interface LLMTextStream extends AsyncIterableIterator<string, void, undefined> {
  /**
   * The whole answer, once the text has been read to its end. Waiting for it does not read the text. Rejects when the
   * stream fails or is left before its end; it need not be handled.
   */
  readonly response: Promise<LLMResponse>
  return(): Promise<IteratorResult<string, void>>
}

/** Where a {@link TextStream} reads. */
export type TextSource = {
  readonly parts: BalancedStream<StreamPart>
  /** The provider that was asked last, and its model; undefined before the first attempt. */
  readonly asked: () => Pick<LLMResponse, 'provider' | 'model'> | undefined
}

/** The text of a balanced stream. */
export class TextStream implements LLMTextStream {
  readonly response: Promise<LLMResponse>
  readonly #source: TextSource
  #text = ''
  #finish: FinishPart | undefined
  #answer: (response: LLMResponse) => void = () => {}
  #fail: (error: unknown) => void = () => {}
  /** Readers that do not wait for one another get their pieces in turn. */
  #turn: Promise<unknown> = Promise.resolve()

  constructor(source: TextSource) {
    this.#source = source
    this.response = new Promise((resolve, reject) => {
      this.#answer = resolve
      this.#fail = reject
    })
    this.response.catch(() => {})
  }

  next(): Promise<IteratorResult<string, void>> {
    const piece = this.#turn.then(() => this.#read())
    this.#turn = piece.catch(() => {})
    return piece
  }

  async return(): Promise<IteratorResult<string, void>> {
    await this.#source.parts.return()
    const provider = this.#source.asked()?.provider ?? 'llm-balancer'
    const message = 'the stream was left before its end'
    this.#fail(new ProviderError({ kind: 'aborted', provider, message }))
    return { done: true, value: undefined }
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  async #read(): Promise<IteratorResult<string, void>> {
    const { parts } = this.#source
    try {
      for (;;) {
        const { done, value } = await parts.next()
        if (done === true) return this.#end()
        if (value.type === 'finish') this.#finish = value
        if (value.type !== 'text-delta' || value.delta === '') continue
        this.#text += value.delta
        return { done: false, value: value.delta }
      }
    } catch (error) {
      this.#fail(error)
      throw error
    }
  }

  #end(): IteratorResult<string, void> {
    const served = this.#source.asked()
    if (this.#finish !== undefined && served !== undefined) {
      const { usage, finishReason } = this.#finish
      this.#answer(toLLMResponse({ text: this.#text, usage, finishReason }, served))
    }
    return { done: true, value: undefined }
  }
}
