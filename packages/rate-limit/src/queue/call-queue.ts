import type { Clock } from '@llm-balancer/core/time'
import { scheduleUnlessNever } from '@llm-balancer/core/time'
import type { CallCost } from '../contracts/call-cost.ts'
import type { Reservation } from '../contracts/rate-limiter.ts'
import type { WaitingCall } from './waiting-call.ts'

/** What a queue needs of its limiter. */
export interface QueueSettings {
  readonly clock: Clock
  readonly availableAt: (cost: CallCost, now: number) => number
  readonly reserve: (cost: CallCost, now: number) => Reservation | null
  /** True when no call may ever begin. */
  readonly isEndless: (now: number) => boolean
}

/** So many calls are looked at for one that may begin, when those before it need more than is left. */
const lookAhead = 16

/**
 * The scheduled calls that wait, in the order of their priority, then in which they came. A call that needs more than is left lets
 * smaller ones pass, for a while: see `WaitingCall.firstFrom`. One timer while any call waits.
 */
export class CallQueue {
  readonly #settings: QueueSettings
  #waiting: WaitingCall[] = []
  /** No call gives up before this clock time: so not all of them are looked at each time. One that did may have left. */
  #nextEndAt = Infinity
  #cancelTimer: (() => void) | undefined
  #isLooking = false
  #isStale = false

  constructor(settings: QueueSettings) {
    this.#settings = settings
  }

  get size(): number {
    return this.#waiting.length
  }

  /** Takes a call in, behind those of the same priority, and begins what may begin. */
  join(call: WaitingCall): void {
    const place = this.#waiting.findLastIndex(({ priority }) => priority <= call.priority)
    this.#waiting.splice(place + 1, 0, call)
    this.#nextEndAt = Math.min(this.#nextEndAt, call.giveUpAt)
    this.look()
  }

  /** Takes a call out, and begins what may begin then. Nothing happens when it does not wait. */
  leave(call: WaitingCall): void {
    const place = this.#waiting.indexOf(call)
    if (place < 0) return
    this.#waiting.splice(place, 1)
    this.look()
  }

  /** Clock time at which the next of the waiting calls may begin; Infinity when none waits. */
  nextAt(now: number): number {
    let at = Infinity
    for (const { cost, firstFrom } of this.#waiting.slice(0, lookAhead)) {
      at = Math.min(at, this.#settings.availableAt(cost, now))
      if (firstFrom <= now) break
    }
    return at
  }

  /** Begins the calls that may begin, because something has changed. What that changes in turn is looked at once more. */
  look(): void {
    this.#isStale = true
    if (this.#isLooking) return
    this.#isLooking = true
    try {
      while (this.#isStale) {
        this.#isStale = false
        this.#giveUp()
        this.#begin()
      }
    } finally {
      this.#isLooking = false
    }
    this.#setTimer()
  }

  #giveUp(): void {
    const { clock, isEndless } = this.#settings
    const now = clock.now()
    const endsBy = this.#waiting.length > 0 && isEndless(now) ? Infinity : now
    if (this.#nextEndAt > endsBy) return
    const late: WaitingCall[] = []
    const others: WaitingCall[] = []
    this.#nextEndAt = Infinity
    for (const call of this.#waiting) {
      if (call.giveUpAt <= endsBy) {
        late.push(call)
        continue
      }
      others.push(call)
      this.#nextEndAt = Math.min(this.#nextEndAt, call.giveUpAt)
    }
    this.#waiting = others
    for (const call of late) call.refuse()
  }

  #begin(): void {
    const now = this.#settings.clock.now()
    for (let place = 0; place < Math.min(lookAhead, this.#waiting.length);) {
      const call = this.#waiting[place]
      if (call === undefined) return
      const reservation = this.#settings.reserve(call.cost, now)
      if (reservation !== null) {
        // Mostly the first: to shift a list moves none of the others.
        if (place === 0) this.#waiting.shift()
        else this.#waiting.splice(place, 1)
        call.begin(reservation)
      } else if (call.firstFrom <= now) return
      else place += 1
    }
  }

  #setTimer(): void {
    const { clock } = this.#settings
    this.#cancelTimer?.()
    this.#cancelTimer = undefined
    if (this.#waiting.length === 0) return
    const now = clock.now()
    const at = Math.min(this.nextAt(now), this.#nextEndAt)
    this.#cancelTimer = scheduleUnlessNever(clock, Math.max(0, at - now), () => {
      this.look()
    })
  }
}
