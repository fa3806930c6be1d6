import type { Clock } from '@llm-balancer/core'
import type { AttemptLog } from '../run/run-log.ts'
import type { ServerRequest } from './server-request.ts'
import { connectionError, refusalError, type AnyRefusal } from './refusal-error.ts'

/** How a call of a server ended. */
export type CallEnd = Exclude<AttemptLog['end'], 'none'>

/** Hears how a call ended, once; a call whose signal has aborted before it began ends while it is made. */
export type OnCallEnd = (call: ServerCall, end: CallEnd) => void

/** What an answer takes, from the call's turn on. */
export interface AnswerTimes {
  readonly firstContentMs: number
  /** From the first content to the last. */
  readonly writingMs: number
  /** Hears when the first content is there. */
  readonly onFirstContent: () => void
}

/** What a call is made of. */
export interface ServerCallParts {
  readonly clock: Clock
  readonly signal: AbortSignal
  readonly request: ServerRequest
  /** The record of this call. */
  readonly attempt: AttemptLog
  readonly onEnd: OnCallEnd
}

const usualRefusalMs = 5

/** One call as the server sees it: answered, refused, or given up by its caller, whichever comes first. */
export class ServerCall {
  /** Resolves with the first content. */
  readonly begun: Promise<void>
  /** Resolves when the whole answer is there. */
  readonly answered: Promise<void>
  readonly request: ServerRequest
  readonly attempt: AttemptLog
  readonly #parts: ServerCallParts
  readonly #begin: Settling
  readonly #answer: Settling
  #cancelTimer: (() => void) | undefined
  #isOver = false

  constructor(parts: ServerCallParts) {
    this.#parts = parts
    this.request = parts.request
    this.attempt = parts.attempt
    this.#begin = quietPromise()
    this.#answer = quietPromise()
    this.begun = this.#begin.promise
    this.answered = this.#answer.promise
    const { signal } = parts
    signal.addEventListener('abort', this.#abort)
    if (signal.aborted) this.#abort()
  }

  get isOver(): boolean {
    return this.#isOver
  }

  /** Answers after these times, unless the caller gives up before. */
  answerIn({ firstContentMs, writingMs, onFirstContent }: AnswerTimes): void {
    this.#after(firstContentMs, () => {
      onFirstContent()
      this.#begin.resolve()
      this.#after(writingMs, () => {
        this.#end('answered')
        this.#answer.resolve()
      })
    })
  }

  /** Fails with an HTTP status after some time, unless the caller gives up before; without a delay at once. */
  refuse(refusal: AnyRefusal): void {
    this.attempt.status = refusal.status
    this.#failIn(refusal.afterMs ?? usualRefusalMs, refusalError(this.attempt.target, refusal))
  }

  /** Fails at once: no connection is made. */
  refuseConnection(): void {
    this.#failIn(0, connectionError(this.attempt.target))
  }

  #failIn(delayMs: number, error: Error): void {
    this.#after(delayMs, () => {
      this.#end('refused')
      this.#reject(error)
    })
  }

  #after(delayMs: number, next: () => void): void {
    this.#cancelTimer?.()
    this.#cancelTimer = undefined
    if (this.#isOver) return
    if (delayMs <= 0) next()
    else this.#cancelTimer = this.#parts.clock.schedule(next, delayMs)
  }

  readonly #abort = (): void => {
    this.#end('aborted')
    this.#reject(this.#parts.signal.reason)
  }

  #reject(error: unknown): void {
    this.#begin.reject(error)
    this.#answer.reject(error)
  }

  #end(end: CallEnd): void {
    this.#isOver = true
    this.#cancelTimer?.()
    this.#parts.signal.removeEventListener('abort', this.#abort)
    this.#parts.onEnd(this, end)
  }
}

/** A promise and what settles it. */
interface Settling {
  readonly promise: Promise<void>
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

/** A promise that a caller need not look at: it may wait for only one of the two. */
function quietPromise(): Settling {
  let resolve: () => void = () => {}
  let reject: (error: unknown) => void = () => {}
  const promise = new Promise<void>((...settle) => {
    ;[resolve, reject] = settle
  })
  promise.catch(() => {})
  return { promise, resolve, reject }
}
