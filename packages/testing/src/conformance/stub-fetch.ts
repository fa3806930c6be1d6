/** What the stub sends. */
export type StubResponse = {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Uint8Array
  /** Bytes per chunk. @default all at once */
  readonly chunkBytes?: number | undefined
  /** What comes after the body: its clean end, silence, or an error. @default 'end' */
  readonly then?: 'end' | 'hang' | { readonly error: unknown } | undefined
  /** How often the body is sent, without a break. @default 1 */
  readonly times?: number | undefined
}

/** What the adapter sent. */
export type SentRequest = {
  readonly url: string
  readonly method: string
  readonly headers: Headers
  readonly body: string
}

/** A `fetch` that answers one thing and remembers what became of it. */
export type StubFetch = {
  readonly fetch: typeof fetch
  readonly sent: readonly SentRequest[]
  /** Bytes of bodies that were asked for. */
  readonly bytesRead: number
  /** True when no body is left unread: each was read to its end, cancelled, or aborted. */
  readonly released: boolean
  /** True when a body was cancelled or aborted before its end. */
  readonly cancelled: boolean
}

/** How the stub answers a call. */
export type StubBehaviour = {
  /** Never answers: `'hang'` until its signal aborts, `'deaf'` whatever its signal says. @default answers */
  readonly before?: 'hang' | 'deaf' | undefined
  /** Does not listen to its signal once it has answered. @default false */
  readonly deaf?: boolean | undefined
  /** Does not keep what it is sent, and gives all its responses the same headers: for loops that ask thousands of times. @default false */
  readonly forgetful?: boolean | undefined
}

/** A stub that gives this response to every call; what `fetch` throws when it is `{ error }`. */
export function stubFetch(
  response: StubResponse | { readonly error: unknown },
  behaviour: StubBehaviour = {},
): StubFetch {
  return new Stub(response, behaviour)
}

/** A class: an object with getters of its own would hold memory longer, and thousands of stubs are made. */
class Stub implements StubFetch {
  readonly sent: SentRequest[] = []
  readonly #response: StubResponse | { readonly error: unknown }
  readonly #behaviour: StubBehaviour
  readonly #state: State = { bytesRead: 0, open: 0, cancelled: false }
  #headers: Headers | undefined

  constructor(response: StubResponse | { readonly error: unknown }, behaviour: StubBehaviour) {
    this.#response = response
    this.#behaviour = behaviour
  }

  get bytesRead(): number {
    return this.#state.bytesRead
  }

  get released(): boolean {
    return this.#state.open === 0
  }

  get cancelled(): boolean {
    return this.#state.cancelled
  }

  readonly fetch: typeof fetch = async (input, init) => {
    const { signal } = init ?? {}
    const { before, deaf = false, forgetful = false } = this.#behaviour
    const response = this.#response
    if (!forgetful) this.sent.push(await sentRequest(input, init))
    signal?.throwIfAborted()
    if ('error' in response) throw response.error
    if (before !== undefined) {
      return new Promise((_, reject) => {
        if (before === 'hang') signal?.addEventListener('abort', () => reject(signal.reason as Error))
      })
    }
    const { status, headers } = response
    const body = bodyOf(response, this.#state, deaf ? undefined : (signal ?? undefined))
    if (!forgetful) return new Response(body, { status, headers })
    return new HeadedResponse(body, status, (this.#headers ??= new Headers(headers)))
  }
}

/** A response with headers that others have, too. To make them anew would take most of the time that a response takes. */
class HeadedResponse extends Response {
  readonly #headers: Headers

  constructor(body: BodyInit | null, status: number, headers: Headers) {
    super(body, { status })
    this.#headers = headers
  }

  override get headers(): Headers {
    return this.#headers
  }

  override clone(): HeadedResponse {
    return new HeadedResponse(super.clone().body, this.status, this.#headers)
  }
}

async function sentRequest(...[input, init]: Parameters<typeof fetch>): Promise<SentRequest> {
  const request = new Request(input, { ...init, signal: null })
  const { url, method, headers } = request
  return { url, method, headers, body: await request.text() }
}

type State = { bytesRead: number; open: number; cancelled: boolean }

function bodyOf(
  response: StubResponse,
  state: State,
  signal: AbortSignal | undefined,
): ReadableStream<Uint8Array> {
  const { body, times = 1, then = 'end' } = response
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body
  const step = response.chunkBytes ?? Math.max(1, bytes.length)
  let at = 0
  let left = times
  let open = true
  state.open += 1
  const close = (early: boolean): void => {
    if (!open) return
    open = false
    state.open -= 1
    if (early) state.cancelled = true
  }
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        signal?.addEventListener('abort', () => {
          if (open) controller.error(signal.reason)
          close(true)
        })
      },
      pull(controller) {
        if (at >= bytes.length && left > 1) {
          at = 0
          left -= 1
        }
        if (at < bytes.length) {
          const chunk = bytes.subarray(at, at + step)
          at += step
          state.bytesRead += chunk.length
          controller.enqueue(chunk)
        } else if (then === 'end') {
          close(false)
          controller.close()
        } else if (then !== 'hang') {
          close(false)
          controller.error(then.error)
        } else return new Promise(() => {})
        return undefined
      },
      cancel: () => close(true),
    },
    { highWaterMark: 0 },
  )
}
