import type { RestartChunk } from '../contracts/balanced-stream.ts'
import type { ResumableAnswer } from '../contracts/call.ts'
import type { FailureKind } from '../errors/failure.ts'
import type { StreamInterruptedError } from '../errors/run-errors.ts'
import type { ActiveAttempt } from '../run/attempt.ts'

/** With what an answer breaks that was cut from outside, where its reader is told so. */
export const kindOfCut: Readonly<Partial<Record<string, FailureKind>>> = {
  deadline: 'timeout',
  unread: 'aborted',
}

/** The answer that a caller has in part and that nothing has replaced yet: without a better one, its error is the result. */
export class BrokenAnswer<Client, Chunk> {
  #attempt: ActiveAttempt<Client> | undefined
  #error: StreamInterruptedError<Chunk> | undefined
  #answer: ResumableAnswer | undefined

  /** What it broke with; undefined when there is none. */
  get error(): StreamInterruptedError<Chunk> | undefined {
    return this.#error
  }

  /**
   * The answer of an attempt broke after the caller had read some of it.
   *
   * @param answer what the attempt had reported of it as resumable
   */
  note(attempt: ActiveAttempt<Client>, error: StreamInterruptedError<Chunk>, answer?: ResumableAnswer): void {
    this.#attempt = attempt
    this.#error = error
    this.#answer = answer
  }

  /**
   * The sign for the caller that another answer replaces this one; undefined when there is none, or the attempt gives this one, or its
   * rest.
   */
  replaceBy(attempt: ActiveAttempt<Client>): RestartChunk | undefined {
    if (this.#attempt === attempt || this.#attempt === undefined || this.#error === undefined)
      return undefined
    const { targetId, kind } = this.#error
    const isRest = this.#answer !== undefined && attempt.handle.resumes === this.#answer
    if (!isRest) this.#attempt.emit('stream-restarted', { kind })
    this.#attempt = undefined
    this.#error = undefined
    this.#answer = undefined
    if (isRest) return undefined
    return { type: 'restart', targetId, kind }
  }
}
