import { adopt } from './adopt.ts'
import { scheduleUnlessNever, systemClock, type Clock } from './clock.ts'
import { leaveSignal } from './leave-signal.ts'

/** What bounds a wait, and what becomes of work that outlives it. */
export interface WaitOptions<Value> {
  /** Where `limitMs` is counted. @default systemClock */
  readonly clock?: Clock | undefined
  /** Longest wait in ms, ≥ 0. @default Infinity */
  readonly limitMs?: number | undefined
  /** Ends the wait as soon as it aborts; the wait then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined
  /** Called when the limit is reached; the wait rejects with what it gives or throws. @default a `TimeoutError` */
  readonly onLimit?: (() => unknown) | undefined
  /** Gets the value when it comes after the wait was ended: closes what will not be used. What it throws is ignored. */
  readonly discard?: ((late: Awaited<Value>) => unknown) | undefined
}

/** A wait that its owner can end. */
export interface Wait<Value> {
  /** Settles as the work does, or rejects as soon as the wait is ended. */
  readonly settled: Promise<Awaited<Value>>
  /** Ends the wait: `settled` rejects with `reason` at once. Does nothing after the wait has settled. */
  cancel(reason: unknown): void
}

/**
 * Waits for `work` until it settles, the limit is reached, or the owner cancels, whichever comes first. The work need not
 * listen to anything. Nothing is left behind: no timer, and no rejection without a handler.
 */
export function startWait<Value>(
  work: Value | PromiseLike<Value>,
  options: WaitOptions<Value> = {},
): Wait<Value> {
  return new RunningWait(work, options)
}

const ignore = (): void => {}

/** A class, because one is made for each call: methods cost nothing where functions would be made anew. */
class RunningWait<Value> implements Wait<Value> {
  readonly settled: Promise<Awaited<Value>>
  readonly #options: WaitOptions<Value>
  #resolve: (value: Awaited<Value>) => void = ignore
  #reject: (reason: unknown) => void = ignore
  #abort: (() => void) | undefined
  #cancelTimer: (() => void) | undefined
  #isOver = false

  constructor(work: Value | PromiseLike<Value>, options: WaitOptions<Value>) {
    this.#options = options
    this.settled = new Promise((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
    })
    adopt(work).then(
      (value) => {
        this.#fulfil(value as Awaited<Value>)
      },
      (error: unknown) => {
        this.cancel(error)
      },
    )
    if (options.signal !== undefined) this.#follow(options.signal)
    if (!this.#isOver) this.#setTimer()
  }

  cancel(reason: unknown): void {
    if (this.#end()) this.#reject(reason)
  }

  #fulfil(value: Awaited<Value>): void {
    if (this.#end()) this.#resolve(value)
    else discardQuietly(this.#options.discard, value)
  }

  #end(): boolean {
    if (this.#isOver) return false
    this.#isOver = true
    this.#cancelTimer?.()
    if (this.#abort !== undefined) leaveSignal(this.#options.signal, this.#abort)
    return true
  }

  /** One that has aborted already ends the wait before it sets a timer; half a signal throws, which ends it as well. */
  #follow(signal: AbortSignal): void {
    const abort = (): void => {
      this.cancel(signal.reason)
    }
    try {
      if (signal.aborted) abort()
      else {
        signal.addEventListener('abort', abort)
        this.#abort = abort
      }
    } catch (error) {
      this.cancel(error)
    }
  }

  #setTimer(): void {
    const { clock = systemClock, limitMs = Infinity, onLimit } = this.#options
    if (limitMs === Infinity) return
    this.#cancelTimer = scheduleUnlessNever(clock, Math.max(0, limitMs), () => {
      if (this.#end()) this.#reject(reasonOf(onLimit, limitMs))
    })
  }
}

/** What a wait rejects with at its limit; a function that throws has given its reason, too. */
function reasonOf(onLimit: (() => unknown) | undefined, limitMs: number): unknown {
  if (onLimit === undefined) return timeoutError(limitMs)
  try {
    return onLimit()
  } catch (error) {
    return error
  }
}

function discardQuietly<Value>(discard: ((late: Value) => unknown) | undefined, late: Value): void {
  if (discard === undefined) return
  new Promise((resolve) => {
    resolve(discard(late))
  }).catch(() => {})
}

function timeoutError(limitMs: number): DOMException {
  return new DOMException(`no answer within ${String(Math.round(limitMs))} ms`, 'TimeoutError')
}
