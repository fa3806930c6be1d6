import { adopt } from './adopt.ts'
import { scheduleUnlessNever, type Clock } from './clock.ts'

/** The limit of one of the waits of a {@link RepeatedWait}. */
export interface WaitLimit {
  /** Longest wait in ms, ≥ 0. */
  readonly limitMs: number
  /** Gives what the wait rejects with at its limit; must not throw. */
  readonly onLimit: () => unknown
}

/**
 * Waits for one work after another, as for the chunks of a stream, with one timer that is set anew when it rings. It is over with
 * the first wait that reaches its limit or is cancelled; what its work gives later is dropped.
 */
export class RepeatedWait<Value> {
  readonly #clock: Clock
  #limit: WaitLimit | undefined
  #dueAt = Infinity
  #cancelTimer: (() => void) | undefined
  #ringsAt = Infinity
  #isWaiting = false
  #isOver = false
  #resolve: ((value: Value) => void) | undefined
  #reject: ((reason: unknown) => void) | undefined

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Settles as the work does, or rejects at the limit or when it is cancelled. One wait at a time. */
  for(work: PromiseLike<Value>, limit: WaitLimit): Promise<Value> {
    const settled = new Promise<Value>((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
    })
    this.#isWaiting = true
    adopt(work).then(this.#fulfil, this.#fail)
    this.#watch(limit)
    return settled
  }

  /** Ends the present wait, if there is one: it rejects with `reason` at once. */
  cancel(reason: unknown): void {
    if (!this.#isWaiting) return
    this.stop()
    this.#settle(this.#reject, reason)
  }

  /** No more waits will follow: leaves no timer. */
  stop(): void {
    this.#isOver = true
    this.#cancelTimer?.()
    this.#cancelTimer = undefined
  }

  readonly #fulfil = (value: Value): void => {
    if (this.#isWaiting) this.#settle(this.#resolve, value)
  }

  readonly #fail = (reason: unknown): void => {
    if (this.#isWaiting) this.#settle(this.#reject, reason)
  }

  #settle<Result>(settle: ((result: Result) => void) | undefined, result: Result): void {
    this.#isWaiting = false
    this.#limit = undefined
    this.#resolve = undefined
    this.#reject = undefined
    settle?.(result)
  }

  /** A timer that rings too early is set anew then, so that most waits touch none. */
  #watch(limit: WaitLimit): void {
    const { limitMs } = limit
    this.#limit = limit
    this.#dueAt = limitMs === Infinity ? Infinity : this.#clock.now() + Math.max(0, limitMs)
    if (this.#cancelTimer !== undefined && this.#ringsAt <= this.#dueAt) return
    this.#cancelTimer?.()
    this.#set(Math.max(0, limitMs))
  }

  #set(delayMs: number): void {
    this.#ringsAt = this.#clock.now() + delayMs
    this.#cancelTimer = scheduleUnlessNever(this.#clock, delayMs, () => {
      this.#ring()
    })
  }

  #ring(): void {
    this.#cancelTimer = undefined
    const limit = this.#limit
    if (this.#isOver || limit === undefined || this.#dueAt === Infinity) return
    const restMs = this.#dueAt - this.#clock.now()
    if (restMs > 0) this.#set(restMs)
    else this.cancel(limit.onLimit())
  }
}
