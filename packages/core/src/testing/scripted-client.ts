import type { Attempt } from '../contracts/call.ts'

/** What a scripted client does when it is called: gives a value, throws an error, or hangs until it is aborted. */
export type Step =
  | { readonly give: string }
  | { readonly fail: unknown }
  | { readonly hang: true }
  /** Gives chunks one by one; an Error among them is thrown, `'hang'` waits until the call is aborted. */
  | { readonly chunks: readonly (string | Error)[] }

/** A client that follows a script and writes down every call, so that a test knows which target served. */
export interface ScriptedClient {
  readonly id: string
  /** The steps that are left; when none is, the client gives `from <id>`. */
  readonly steps: Step[]
  /** Attempts that reached this client, in order. */
  readonly calls: Attempt[]
  /** How many of its streams were closed by their reader or their end. */
  readonly closedStreams: number
  /** Makes a plain call. */
  call(attempt: Attempt): Promise<string>
  /** Makes a streaming call. */
  stream(attempt: Attempt): AsyncGenerator<string, void, undefined>
}

/** A {@link ScriptedClient}. */
export function scriptedClient(id: string, ...steps: Step[]): ScriptedClient {
  const calls: Attempt[] = []
  let closedStreams = 0
  const next = (attempt: Attempt): Step => {
    calls.push(attempt)
    return steps.shift() ?? { give: `from ${id}` }
  }
  return {
    id,
    steps,
    calls,
    // eslint-disable-next-line no-restricted-syntax -- tests make few
    get closedStreams() {
      return closedStreams
    },
    async call(attempt) {
      const step = next(attempt)
      if ('fail' in step) throw step.fail
      if ('hang' in step) return untilAborted(attempt.signal)
      return 'give' in step ? step.give : step.chunks.join('')
    },
    async *stream(attempt) {
      const step = next(attempt)
      try {
        if ('fail' in step) throw step.fail
        if ('hang' in step) await untilAborted(attempt.signal)
        const chunks = 'chunks' in step ? step.chunks : 'give' in step ? [step.give] : []
        for (const chunk of chunks) {
          if (chunk instanceof Error) throw chunk
          if (chunk === 'hang') await untilAborted(attempt.signal)
          yield chunk
        }
      } finally {
        closedStreams += 1
      }
    },
  }
}

/** An error as the official SDKs throw it: with a status, headers and a code. */
export function statusError(
  status: number,
  shape: { readonly code?: string; readonly headers?: Readonly<Record<string, string>> } = {},
): Error {
  return Object.assign(new Error(`status ${String(status)}`), { status, ...shape })
}

function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const abort = (): void => {
      reject(signal.reason as Error)
    }
    if (signal.aborted) abort()
    else signal.addEventListener('abort', abort, { once: true })
  })
}
