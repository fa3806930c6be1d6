import { adopt } from './adopt.ts'
import { scheduleUnlessNever, type Clock } from './clock.ts'

/** The limit of one of the waits of a {@link RepeatedWait}. */
export interface WaitLimit {
  /** Longest wait in ms. */
  readonly limitMs: number
  /** Clock time in ms at which it began. @default the beginning of the wait */
  readonly since?: number | undefined
  /** Gives what the wait rejects with at its limit; must not throw. */
  readonly onLimit: () => unknown
}

/** What becomes of the end of each wait, before the one who waits hears of it: with it a wait takes one promise and not two. */
export interface WaitEnds<Value, Result> {
  /** The work has given a value. What this gives or throws is how the wait settles. */
  readonly fulfilled: (value: Value) => Result | PromiseLike<Result>
  /** The work has failed, the limit is reached, or the wait was cancelled. */
  readonly rejected: (reason: unknown) => Result | PromiseLike<Result>
}

/**
 * Waits for one work after another, as for the chunks of a stream, with one timer that is set anew when it rings. It is over with
 * the first wait that reaches its limit or is cancelled; what its work gives later is dropped.
 */
export class RepeatedWait<Value, Result> {
  readonly #clock: Clock
  readonly #ends: WaitEnds<Value, Result>
  #limit: WaitLimit | undefined
  #dueAt = Infinity
  #cancelTimer: (() => void) | undefined
  #ringsAt = Infinity
  #isWaiting = false
  #isOver = false
  #resolve: ((result: Result | PromiseLike<Result>) => void) | undefined
  #reject: ((reason: unknown) => void) | undefined
  /** One function for all waits. */
  readonly #keep = (
    resolve: (result: Result | PromiseLike<Result>) => void,
    reject: (reason: unknown) => void,
  ): void => {
    this.#resolve = resolve
    this.#reject = reject
  }

  constructor(clock: Clock, ends: WaitEnds<Value, Result>) {
    this.#clock = clock
    this.#ends = ends
  }

  /** Ends when the work does, at the limit, or when it is cancelled; settles as {@link WaitEnds} say. One wait at a time. */
  for(work: PromiseLike<Value>, limit: WaitLimit): Promise<Result> {
    const settled = new Promise<Result>(this.#keep)
    this.#isWaiting = true
    adopt(work).then(this.#fulfil, this.#fail)
    this.#watch(limit)
    return settled
  }

  /** Ends the present wait, if there is one, with this reason. */
  cancel(reason: unknown): void {
    if (!this.#isWaiting) return
    this.stop()
    this.#settle(this.#ends.rejected, reason)
  }

  /** No more waits will follow: leaves no timer. */
  stop(): void {
    this.#isOver = true
    this.#cancelTimer?.()
    this.#cancelTimer = undefined
  }

  readonly #fulfil = (value: Value): void => {
    if (this.#isWaiting) this.#settle(this.#ends.fulfilled, value)
  }

  readonly #fail = (reason: unknown): void => {
    if (this.#isWaiting) this.#settle(this.#ends.rejected, reason)
  }

  #settle<End>(use: (end: End) => Result | PromiseLike<Result>, end: End): void {
    const resolve = this.#resolve
    const reject = this.#reject
    this.#isWaiting = false
    this.#limit = undefined
    this.#resolve = undefined
    this.#reject = undefined
    try {
      // It may begin the next wait.
      resolve?.(use(end))
    } catch (error) {
      reject?.(error)
    }
  }

  /** A timer that rings too early is set anew then, so that most waits touch none. */
  #watch(limit: WaitLimit): void {
    const { limitMs, since } = limit
    this.#limit = limit
    const now = limitMs === Infinity ? 0 : this.#clock.now()
    this.#dueAt = (since ?? now) + limitMs
    if (this.#cancelTimer !== undefined && this.#ringsAt <= this.#dueAt) return
    this.#cancelTimer?.()
    this.#set(Math.max(0, this.#dueAt - now))
  }

  #set(delayMs: number): void {
    this.#ringsAt = this.#dueAt
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
