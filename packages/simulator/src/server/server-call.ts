import type { Clock } from '@llm-balancer/core'
import type { AttemptLog } from '../run/run-log.ts'

/** How a call of a server ended. */
export type CallEnd = Exclude<AttemptLog['end'], 'none'>

/** Hears how a call ended, once; a call whose signal has aborted before it began ends while it is made. */
export type OnCallEnd = (call: ServerCall, end: CallEnd) => void

/** One call as the server sees it: answered, refused, or given up by its caller, whichever comes first. */
export class ServerCall {
  readonly answered: Promise<void>
  readonly #clock: Clock
  readonly #signal: AbortSignal
  readonly #onEnd: OnCallEnd
  #resolve: () => void = () => {}
  #reject: (error: unknown) => void = () => {}
  #cancelTimer: (() => void) | undefined
  #isOver = false

  constructor(clock: Clock, signal: AbortSignal, onEnd: OnCallEnd) {
    this.#clock = clock
    this.#signal = signal
    this.#onEnd = onEnd
    this.answered = new Promise((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
    })
    signal.addEventListener('abort', this.#abort)
    if (signal.aborted) this.#abort()
  }

  /** Answers in `delayMs`, unless the caller gives up before. */
  answerIn(delayMs: number): void {
    this.#endIn(delayMs, () => {
      if (this.#end('answered')) this.#resolve()
    })
  }

  /** Fails in `delayMs`, unless the caller gives up before; without a delay at once. */
  refuseIn(delayMs: number, error: Error): void {
    this.#endIn(delayMs, () => {
      if (this.#end('refused')) this.#reject(error)
    })
  }

  #endIn(delayMs: number, end: () => void): void {
    this.#cancelTimer?.()
    this.#cancelTimer = undefined
    if (this.#isOver) return
    if (delayMs <= 0) end()
    else this.#cancelTimer = this.#clock.schedule(end, delayMs)
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
