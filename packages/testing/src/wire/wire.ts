import type { RequestEnd } from '../record.ts'

/** The fake's side of the connection to one client: a socket, or a `Response` in the same process. */
export interface Wire {
  readonly departure: Departure
  /** Sends status and headers, with the first piece of the body. */
  head(status: number, headers: Readonly<Record<string, string>>): void
  /** Sends a piece of the body, of which the first may be empty; resolves when there is room for the next one, or the client has left. */
  write(text: string): Promise<void> | undefined
  /** Ends the body as it should end. */
  end(text: string): void
  /** Breaks the connection off: `reset` at once, `close` after what has been written. */
  cut(how: 'reset' | 'close'): void
}

/** Knows whether the exchange was given up, and ends the waits within it. */
export class Departure {
  /** Which side gave up; undefined while neither has. */
  reason: Extract<RequestEnd, 'client-closed' | 'server-closed'> | undefined
  #wake: (() => void) | undefined

  /** One side gives up. The first call counts. */
  leave(reason: 'client-closed' | 'server-closed'): void {
    this.reason ??= reason
    this.#wake?.()
  }

  /** Resolves when `start` calls what it is given, or at once when either side leaves. `start` returns what cancels it. */
  wait(start: (done: () => void) => () => void): Promise<void> {
    if (this.reason !== undefined) return Promise.resolve()
    return new Promise((resolve) => {
      const undo = start(() => {
        this.#wake = undefined
        resolve()
      })
      const wake = (): void => {
        this.#wake = undefined
        undo()
        resolve()
      }
      this.#wake = wake
    })
  }
}
