import type { Attempt } from '../../contracts/call.ts'
import type { FakeClock } from '../../testing/fake-clock.ts'

/** Waits until the call is aborted. */
export const hang: unique symbol = Symbol('hang')
/** Waits for ever: it ignores the abort. */
export const deaf: unique symbol = Symbol('deaf')

/** One piece of a scripted stream. An Error is thrown; with `afterMs` it comes after a time. */
export type Piece =
  | string
  | Error
  | typeof hang
  | typeof deaf
  | { readonly afterMs: number; readonly give: string | Error }

/** One call: `answer` gives a value (or fails), `stream` gives pieces, at once or as a promise, or after a time. */
export type VendorStep =
  | { readonly answer: Piece }
  | {
      readonly stream: readonly Piece[]
      readonly opens?: 'at-once' | 'as-promise' | { readonly afterMs: number }
    }

/** A client that follows a script and writes down what was asked of it. */
export class TestVendor {
  readonly id: string
  readonly attempts: Attempt[] = []
  /** How often a chunk was asked for, of all its streams together. */
  pulls = 0
  /** Streams that were neither read to the end, nor failed, nor closed. */
  open = 0
  /** Streams that were closed by `return()`. */
  closed = 0
  readonly #clock: FakeClock
  readonly #served: string[]
  readonly #steps: VendorStep[]

  /** When its steps are used up, it gives `<id>` and a final `.`; each call is written into `served`. */
  constructor(id: string, steps: readonly VendorStep[], place: { clock: FakeClock; served: string[] }) {
    this.id = id
    this.#steps = [...steps]
    this.#clock = place.clock
    this.#served = place.served
  }

  async call(attempt: Attempt): Promise<string> {
    const step = this.#begin(attempt)
    return this.#give(step !== undefined && 'answer' in step ? step.answer : this.id, attempt.signal)
  }

  stream(attempt: Attempt): AsyncIterable<string> | Promise<AsyncIterable<string>> {
    const step = this.#begin(attempt)
    if (step !== undefined && 'answer' in step) return this.#refuse(step.answer, attempt.signal)
    const { stream, opens = 'at-once' } = step ?? { stream: [this.id, '.'] }
    const opened = { [Symbol.asyncIterator]: () => this.#read([...stream], attempt.signal) }
    if (opens === 'at-once') return opened
    if (opens === 'as-promise') return Promise.resolve(opened)
    return wait(this.#clock, opens.afterMs, attempt.signal).then(() => opened)
  }

  async #refuse(piece: Piece, signal: AbortSignal): Promise<never> {
    throw new Error(`got ${await this.#give(piece, signal)} instead of a stream`)
  }

  #begin(attempt: Attempt): VendorStep | undefined {
    this.attempts.push(attempt)
    this.#served.push(this.id)
    return this.#steps.shift()
  }

  #read(pieces: Piece[], signal: AbortSignal): AsyncIterator<string, undefined> {
    let running = true
    this.open += 1
    const finish = (): { done: true; value: undefined } => {
      if (running) this.open -= 1
      running = false
      return { done: true, value: undefined }
    }
    return {
      next: async () => {
        this.pulls += 1
        const piece = pieces.shift()
        if (!running || piece === undefined) return finish()
        try {
          return { done: false, value: await this.#give(piece, signal) }
        } catch (error) {
          finish()
          throw error
        }
      },
      return: () => {
        this.closed += 1
        return Promise.resolve(finish())
      },
    }
  }

  async #give(piece: Piece, signal: AbortSignal): Promise<string> {
    if (piece instanceof Error) throw piece
    if (typeof piece === 'string') return piece
    if (typeof piece === 'object') {
      await wait(this.#clock, piece.afterMs, signal)
      return this.#give(piece.give, signal)
    }
    await wait(this.#clock, Infinity, piece === deaf ? undefined : signal)
    return this.id
  }
}

/** Waits, and leaves no timer when it is aborted. */
function wait(clock: FakeClock, delayMs: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const cancel = delayMs === Infinity ? undefined : clock.schedule(resolve, delayMs)
    const abort = (): void => {
      cancel?.()
      reject(signal?.reason as Error)
    }
    if (signal?.aborted === true) abort()
    else signal?.addEventListener('abort', abort, { once: true })
  })
}
