import type { Clock } from '../clock.ts'
import { RunCancelled, type RunScope } from './run-scope.ts'

/** A run that waits for a target. */
export interface Waiter<Admitted> {
  readonly scope: RunScope
  /** Not admitted before this clock time in ms: a backoff. */
  readonly notBefore: number
  /** Gives up at this clock time in ms. */
  readonly giveUpAt: number
  /** Admits the run when it can go now; `early`, before its time, only on a target it has not tried. */
  admit(early: boolean): Admitted | undefined
  /** True when no target is left that could ever serve it. */
  isHopeless(): boolean
  /** Clock time in ms at which it may be worth asking again; Infinity when only another run's end can help. */
  nextAt(): number
  /** What the run fails with when it gives up. */
  refuse(): unknown
}

interface Place<Admitted> {
  readonly waiter: Waiter<Admitted>
  readonly resolve: (admitted: Admitted) => void
  readonly reject: (error: unknown) => void
  cancelTimer: (() => void) | undefined
}

/** Waiters that could not be admitted are passed over, up to this many, so that one with a filter blocks nobody. */
const lookAhead = 8

/** Runs that wait for a target, first come, first served. Each has one timer; nothing runs while the line is empty. */
export class WaitingLine<Admitted> {
  readonly #clock: Clock
  readonly #places = new Set<Place<Admitted>>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  get length(): number {
    return this.#places.size
  }

  /** Waits until the run is admitted. @throws what `refuse` gives, or RunCancelled */
  wait(waiter: Waiter<Admitted>): Promise<Admitted> {
    return new Promise((resolve, reject) => {
      const place: Place<Admitted> = { waiter, resolve, reject, cancelTimer: undefined }
      this.#places.add(place)
      waiter.scope.watch(() => {
        this.#leave(place)
        reject(new RunCancelled())
      })
      this.#setTimer(place)
    })
  }

  /** Ends every wait. */
  close(): void {
    for (const { waiter } of [...this.#places]) waiter.scope.cancel({ cause: 'balancer-closed' })
  }

  /** An attempt has ended, so that there may be room. */
  notify(): void {
    if (this.#places.size === 0) return
    let refused = 0
    const now = this.#clock.now()
    for (const place of [...this.#places]) {
      if (place.waiter.notBefore > now || !this.#places.has(place)) continue
      if (!this.#admit(place)) refused += 1
      if (refused === lookAhead) return
    }
  }

  /** Targets came, went, or changed: everybody looks anew, also those whose time has not come. */
  notifyAll(): void {
    for (const place of [...this.#places]) {
      if (!this.#places.has(place) || this.#admit(place) || !place.waiter.isHopeless()) continue
      this.#leave(place)
      place.reject(place.waiter.refuse())
    }
  }

  #admit(place: Place<Admitted>): boolean {
    let admitted: Admitted | undefined
    try {
      admitted = place.waiter.admit(this.#clock.now() < place.waiter.notBefore)
    } catch (error) {
      this.#leave(place)
      place.reject(error)
      return true
    }
    if (admitted === undefined) {
      this.#setTimer(place)
      return false
    }
    this.#leave(place)
    place.resolve(admitted)
    return true
  }

  #leave(place: Place<Admitted>): void {
    place.cancelTimer?.()
    this.#places.delete(place)
    place.waiter.scope.watch(undefined)
  }

  /** Wakes the place when it may go, or when it gives up. */
  #setTimer(place: Place<Admitted>): void {
    const { waiter } = place
    const now = this.#clock.now()
    const at = Math.min(waiter.giveUpAt, Math.max(waiter.notBefore, waiter.nextAt()))
    place.cancelTimer?.()
    place.cancelTimer =
      at === Infinity
        ? undefined
        : this.#clock.schedule(
            () => {
              this.#wake(place)
            },
            Math.max(1, at - now),
          )
  }

  #wake(place: Place<Admitted>): void {
    const { notBefore, giveUpAt } = place.waiter
    if (this.#clock.now() < notBefore) {
      // A timer may fire a moment early.
      this.#setTimer(place)
      return
    }
    if (this.#admit(place) || this.#clock.now() < giveUpAt) return
    this.#leave(place)
    place.reject(place.waiter.refuse())
  }
}
