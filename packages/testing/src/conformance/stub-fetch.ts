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
  /** Does not keep what it is sent: for loops that ask thousands of times. @default false */
  readonly forgetful?: boolean | undefined
}

/** A stub that gives this response to every call; what `fetch` throws when it is `{ error }`. */
export function stubFetch(
  response: StubResponse | { readonly error: unknown },
  behaviour: StubBehaviour = {},
): StubFetch {
  const sent: SentRequest[] = []
  const state = { bytesRead: 0, open: 0, cancelled: false }
  const respond: typeof fetch = async (input, init) => {
    const { signal } = init ?? {}
    if (behaviour.forgetful !== true) sent.push(await sentRequest(input, init))
    signal?.throwIfAborted()
    if ('error' in response) throw response.error
    if (behaviour.before !== undefined) {
      return new Promise((_, reject) => {
        if (behaviour.before === 'hang')
          signal?.addEventListener('abort', () => reject(signal.reason as Error))
      })
    }
    const body = bodyOf(response, state, behaviour.deaf === true ? undefined : (signal ?? undefined))
    return new Response(body, { status: response.status, headers: response.headers })
  }
  return {
    fetch: respond,
    sent,
    get bytesRead() {
      return state.bytesRead
    },
    get released() {
      return state.open === 0
    },
    get cancelled() {
      return state.cancelled
    },
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
