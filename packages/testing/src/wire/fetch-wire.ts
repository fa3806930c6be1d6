import { Departure, type Wire } from './wire.ts'

const encoder = new TextEncoder()
/** Statuses whose responses may not have a body. */
const bodiless: readonly number[] = [204, 205, 304]

/**
 * A wire to a `fetch` in the same process. Its body is pull-driven: a piece is sent when the reader has asked for more
 * than it has. Aborting gives the reader its own signal's reason, a cut what Node's `fetch` throws.
 */
export class FetchWire implements Wire {
  readonly departure: Departure = new Departure()
  readonly response: Promise<Response>
  readonly #signal: AbortSignal | undefined
  readonly #body: ReadableStream<Uint8Array>
  #resolve: (response: Response) => void = () => {}
  #reject: (error: unknown) => void = () => {}
  #controller: ReadableStreamDefaultController<Uint8Array> | undefined
  #head: { status: number; headers: Record<string, string> } = { status: 200, headers: {} }
  #answered = false
  #askedForMore: (() => void) | undefined

  /** `signal` is the caller's own; it is not aborted yet. */
  constructor(signal: AbortSignal | undefined) {
    this.#signal = signal
    this.response = new Promise((...settle) => ([this.#resolve, this.#reject] = settle))
    this.#body = new ReadableStream(
      {
        start: (controller) => void (this.#controller = controller),
        pull: () => this.#askedForMore?.(),
        cancel: () => this.#leave(),
      },
      { highWaterMark: 0 },
    )
    signal?.addEventListener('abort', this.#abort)
  }

  head(status: number, headers: Readonly<Record<string, string>>): void {
    this.#head = { status, headers: { ...headers } }
  }

  write(text: string): Promise<void> | undefined {
    this.#answer()
    if (text === '') return undefined
    this.#controller?.enqueue(encoder.encode(text))
    return this.departure.wait((done) => {
      this.#askedForMore = done
      return () => (this.#askedForMore = undefined)
    })
  }

  end(text: string): void {
    this.#answer()
    this.#forgetSignal()
    if (text !== '') this.#controller?.enqueue(encoder.encode(text))
    this.#controller?.close()
  }

  cut(): void {
    const [message, code] = this.#answered ? ['terminated', 'UND_ERR_SOCKET'] : ['fetch failed', 'ECONNRESET']
    const cause = Object.assign(new Error('the other side broke the connection off'), { code })
    this.#fail(new TypeError(message, { cause }))
  }

  #answer(): void {
    if (this.#answered) return
    this.#answered = true
    this.#resolve(new Response(bodiless.includes(this.#head.status) ? null : this.#body, this.#head))
  }

  readonly #abort = (): void => {
    this.#fail(this.#signal?.reason)
    this.departure.leave('client-closed')
  }

  #leave(): void {
    this.#forgetSignal()
    this.departure.leave('client-closed')
  }

  #fail(error: unknown): void {
    this.#forgetSignal()
    if (this.#answered) this.#controller?.error(error)
    else this.#reject(error)
  }

  #forgetSignal(): void {
    this.#signal?.removeEventListener('abort', this.#abort)
  }
}
