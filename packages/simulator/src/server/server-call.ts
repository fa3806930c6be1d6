import type { Clock } from '@llm-balancer/core'
import type { AttemptLog } from '../run/run-log.ts'

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
  readonly onFirstContent?: () => void
}

/** One call as the server sees it: answered, refused, or given up by its caller, whichever comes first. */
export class ServerCall {
  /** Resolves with the first content. */
  readonly begun: Promise<void>
  /** Resolves when the whole answer is there. */
  readonly answered: Promise<void>
  readonly #clock: Clock
  readonly #signal: AbortSignal
  readonly #onEnd: OnCallEnd
  #begin: () => void = () => {}
  #resolve: () => void = () => {}
  #reject: (error: unknown) => void = () => {}
  #cancelTimer: (() => void) | undefined
  #isOver = false

  constructor(clock: Clock, signal: AbortSignal, onEnd: OnCallEnd) {
    this.#clock = clock
    this.#signal = signal
    this.#onEnd = onEnd
    const rejects: ((error: unknown) => void)[] = []
    this.begun = new Promise((resolve, reject) => {
      this.#begin = resolve
      rejects.push(reject)
    })
    this.answered = new Promise((resolve, reject) => {
      this.#resolve = resolve
      rejects.push(reject)
    })
    this.#reject = (error) => {
      for (const reject of rejects) reject(error)
    }
    // A caller may wait for only one of the two.
    this.begun.catch(() => {})
    this.answered.catch(() => {})
    signal.addEventListener('abort', this.#abort)
    if (signal.aborted) this.#abort()
  }

  /** Answers after these times, unless the caller gives up before. */
  answerIn({ firstContentMs, writingMs, onFirstContent }: AnswerTimes): void {
    this.#after(firstContentMs, () => {
      onFirstContent?.()
      this.#begin()
      this.#after(writingMs, () => {
        if (this.#end('answered')) this.#resolve()
      })
    })
  }

  /** Fails in `delayMs`, unless the caller gives up before; without a delay at once. */
  refuseIn(delayMs: number, error: Error): void {
    this.#after(delayMs, () => {
      if (this.#end('refused')) this.#reject(error)
    })
  }

  #after(delayMs: number, next: () => void): void {
    this.#cancelTimer?.()
    this.#cancelTimer = undefined
    if (this.#isOver) return
    if (delayMs <= 0) next()
    else this.#cancelTimer = this.#clock.schedule(next, delayMs)
  }

  readonly #abort = (): void => {
    if (this.#end('aborted')) this.#reject(this.#signal.reason)
  }

  #end(end: CallEnd): boolean {
    if (this.#isOver) return false
    this.#isOver = true
    this.#cancelTimer?.()
    this.#signal.removeEventListener('abort', this.#abort)
    this.#onEnd(this, end)
    return true
  }
}
