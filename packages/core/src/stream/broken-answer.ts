import type { RestartChunk } from '../contracts/balanced-stream.ts'
import type { FailureKind } from '../errors/failure.ts'
import type { StreamInterruptedError } from '../errors/run-errors.ts'
import type { ActiveAttempt } from '../run/attempt.ts'
import type { StreamReader } from './stream-reader.ts'

/** With what an answer breaks that was cut from outside, where its reader is told so. */
export const kindOfCut: Readonly<Partial<Record<string, FailureKind>>> = {
  deadline: 'timeout',
  unread: 'aborted',
}

/** The answer that a caller has in part and that nothing has replaced yet: without a better one, its error is the result. */
export class BrokenAnswer<Client, Chunk> {
  #attempt: ActiveAttempt<Client> | undefined
  #error: StreamInterruptedError<Chunk> | undefined

  /** What it broke with; undefined when there is none. */
  get error(): StreamInterruptedError<Chunk> | undefined {
    return this.#error
  }

  /** The answer of an attempt broke after the caller had read some of it. */
  note(attempt: ActiveAttempt<Client>, error: StreamInterruptedError<Chunk>): void {
    this.#attempt = attempt
    this.#error = error
  }

  /**
   * The sign for the caller that another answer replaces this one; undefined when there is none, or the reader gives this one, or its
   * rest.
   */
  replaceBy({
    attempt,
    isGoingOn,
  }: Pick<StreamReader<Client, Chunk>, 'attempt' | 'isGoingOn'>): RestartChunk | undefined {
    if (this.#attempt === attempt || this.#attempt === undefined || this.#error === undefined)
      return undefined
    const { targetId, kind } = this.#error
    if (!isGoingOn) this.#attempt.emit('stream-restarted', { kind })
    this.#attempt = undefined
    this.#error = undefined
    return isGoingOn ? undefined : { type: 'restart', targetId, kind }
  }
}
