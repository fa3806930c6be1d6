import type { Clock } from '../clock.ts'

/** Why a run was ended from outside. `left`: its stream's reader went away. */
export type Cancellation =
  | { readonly cause: 'aborted'; readonly reason: unknown }
  | { readonly cause: 'deadline' }
  | { readonly cause: 'left' }
  | { readonly cause: 'balancer-closed' }

/** Rejects what a cancelled run was waiting for. Never leaves the balancer. */
export class RunCancelled extends Error {
  override readonly name = 'RunCancelled'
}

/** The bounds of one run: the caller's signal and the deadline. A run waits for one thing at a time; this cuts it short. */
export class RunScope {
  readonly #clock: Clock
  readonly #signal: AbortSignal | undefined
  readonly #cancelTimer: (() => void) | undefined
  readonly deadlineMs: number
  readonly deadlineAt: number
  cancelled: Cancellation | undefined
  #onCancelled: (() => void) | undefined

  constructor(clock: Clock, signal: AbortSignal | undefined, deadlineMs: number) {
    this.#clock = clock
    this.#signal = signal
    this.deadlineMs = deadlineMs
    this.deadlineAt = clock.now() + deadlineMs
    if (signal?.aborted === true) {
      this.#abort()
      return
    }
    signal?.addEventListener('abort', this.#abort)
    if (deadlineMs === Infinity) return
    this.#cancelTimer = clock.schedule(() => {
      this.cancel({ cause: 'deadline' })
    }, deadlineMs)
  }

  /** Milliseconds left; Infinity without a deadline. */
  get remainingMs(): number {
    return this.deadlineMs === Infinity ? Infinity : Math.max(0, this.deadlineAt - this.#clock.now())
  }

  /** @throws RunCancelled when the run was ended from outside */
  check(): void {
    if (this.remainingMs === 0) this.cancel({ cause: 'deadline' })
    if (this.cancelled !== undefined) throw new RunCancelled()
  }

  /** Calls `callback` when the run is cancelled, in place of the one before. */
  watch(callback: (() => void) | undefined): void {
    this.#onCancelled = callback
  }

  cancel(cancellation: Cancellation): void {
    if (this.cancelled !== undefined) return
    this.cancelled = cancellation
    const callback = this.#onCancelled
    this.#onCancelled = undefined
    callback?.()
  }

  /** Waits for `work`, but not longer than `limitMs` and not beyond the run's end. */
  race<Value>(work: PromiseLike<Value>, limitMs: number, onLimit: () => unknown): Promise<Value> {
    return new Promise((resolve, reject) => {
      let settled = false
      let cancelTimer: (() => void) | undefined
      const settle = (conclude: () => void): void => {
        if (settled) return
        settled = true
        cancelTimer?.()
        this.watch(undefined)
        conclude()
      }
      // A promise of somebody else's make might call back at once, or not be one at all.
      Promise.resolve(work).then(
        (value) => {
          settle(() => {
            resolve(value)
          })
        },
        (error: unknown) => {
          settle(() => {
            reject(asError(error))
          })
        },
      )
      if (this.cancelled !== undefined) {
        settle(() => {
          reject(new RunCancelled())
        })
        return
      }
      this.watch(() => {
        settle(() => {
          reject(new RunCancelled())
        })
      })
      if (limitMs !== Infinity) {
        cancelTimer = this.#clock.schedule(() => {
          settle(() => {
            reject(asError(onLimit()))
          })
        }, limitMs)
      }
    })
  }

  dispose(): void {
    this.#cancelTimer?.()
    this.#signal?.removeEventListener('abort', this.#abort)
    this.#onCancelled = undefined
  }

  readonly #abort = (): void => {
    this.cancel({ cause: 'aborted', reason: this.#signal?.reason })
  }
}

/** Operations may reject with anything; what they reject with is passed on as it is. */
function asError(error: unknown): Error {
  return error as Error
}
