import type { LLMTextStream as RootTextStream } from '../../index.ts'
import type { LLMResponse, LLMTextStream } from './llm-request.ts'
import { toLLMResponse } from './to-llm-response.ts'

/** A stream of the root with the documented errors and the documented answer. */
export class DocumentedTextStream implements LLMTextStream {
  readonly response: Promise<LLMResponse>
  readonly #source: RootTextStream
  readonly #toError: (error: unknown) => unknown

  constructor(source: RootTextStream, toError: (error: unknown) => unknown) {
    this.#source = source
    this.#toError = toError
    this.response = this.#translated(source.response.then(toLLMResponse))
    this.response.catch(() => {})
  }

  next(): Promise<IteratorResult<string, void>> {
    return this.#translated(this.#source.next())
  }

  return(): Promise<IteratorResult<string, void>> {
    return this.#translated(this.#source.return())
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  async #translated<Value>(work: Promise<Value>): Promise<Value> {
    try {
      return await work
    } catch (error) {
      throw this.#toError(error)
    }
  }
}
