import type { RequestEnd } from '../record.ts'

/** The fake's end of the line to one client: a socket, or a `Response` in the same process. */
export interface Wire {
  readonly departure: Departure
  /** Sends status and headers, with the first piece of the body or `flush`. */
  head(status: number, headers: Readonly<Record<string, string>>): void
  /** Sends what has been written so far, the headers included. */
  flush(): void
  /** Sends a piece of the body; resolves when there is room for the next one, or nobody to read it. */
  write(text: string): Promise<void> | undefined
  /** Ends the body as it should end. */
  end(text: string): void
  /** Breaks the connection off: `reset` at once, `close` after what has been written. */
  cut(how: 'reset' | 'close'): void
}

/** Knows whether the exchange was given up, and wakes whoever waits for something else. */
export class Departure {
  /** Who gave up; undefined while nobody has. */
  reason: Extract<RequestEnd, 'client-closed' | 'server-closed'> | undefined
  #wake: (() => void) | undefined

  /** Somebody has given up. The first one counts. */
  leave(reason: 'client-closed' | 'server-closed'): void {
    this.reason ??= reason
    this.#wake?.()
  }

  /** Resolves when `start` calls what it is given, or at once when somebody leaves. `start` returns its undoing. */
  wait(start: (done: () => void) => () => void): Promise<void> {
    if (this.reason !== undefined) return Promise.resolve()
    return new Promise((resolve) => {
      const undo = start(() => {
        this.#wake = undefined
        resolve()
      })
      this.#wake = () => {
        this.#wake = undefined
        undo()
        resolve()
      }
    })
  }
}
