import { Heap } from '../targets/heap.ts'
import { scheduleUnlessNever, type Clock } from '../time/clock.ts'
import { Place, type Waiting } from './place.ts'

/** While the oldest has waited for longer than this, in ms, newcomers go first: they can still be served in time. */
const overloadAfterMs = 300

/** Runs that cannot be served are passed over, up to this many, so that one with a filter does not stop the others. */
const lookAhead = 8

/** What a queue is given by its balancer. */
export interface QueueSettings {
  readonly clock: Clock
  /** Brings what is known of the targets up to date. */
  refresh(): void
  /** Clock time at which the first blocked target comes back, or may be tried; Infinity when only an event tells. */
  readonly nextChangeAt: () => number
}

/**
 * The runs that wait for a target: first come, first served; under overload the last first. One timer for all of them. A run is
 * woken when there is room and begins its own attempt; only then the next one is woken, so that no more are woken than there is
 * room for.
 */
export class WaitingQueue {
  readonly #settings: QueueSettings
  readonly #byStart = new Heap<Place>((place) => place.wakeAt)
  readonly #byEnd = new Heap<Place>((place) => place.waiting.giveUpAt)
  /** The ends of the list of those that may be served now. */
  #oldest: Place | undefined
  #newest: Place | undefined
  /** Grows with everything that may have made room. */
  #round = 1
  /** The one whose turn it is. */
  #woken: Place | undefined
  #isLooking = false
  #cancelTimer: (() => void) | undefined
  #timerAt = Infinity

  constructor(settings: QueueSettings) {
    this.#settings = settings
  }

  /** How many runs wait. */
  get size(): number {
    return this.#byEnd.size
  }

  /** True when a run that waits is to be served before one that comes now. */
  hasPrecedence(): boolean {
    if (this.#oldest === undefined || this.#isOverloaded()) return false
    return this.#woken !== undefined || this.#findNext() !== undefined
  }

  /** Takes a run in. Leave the place when the wait is over, however it ends. */
  join(waiting: Waiting): Place {
    const now = this.#settings.clock.now()
    const place = new Place(waiting, now, (left) => {
      this.#leave(left)
    })
    this.#byEnd.put(place)
    if (waiting.notBefore > now) this.#byStart.put(place)
    if (waiting.notBefore <= now || waiting.isReady()) this.#list(place)
    this.#setTimer()
    return place
  }

  /** A run that was woken has found no target: it is woken again at `wakeAt`, at its `notBefore`, or when something has changed. */
  returned(place: Place, wakeAt: number): void {
    if (this.#woken === place) this.#woken = undefined
    if (this.#byEnd.has(place)) {
      const { notBefore } = place.waiting
      place.refusedIn = this.#round
      place.wakeAt = notBefore > this.#settings.clock.now() ? Math.min(wakeAt, notBefore) : wakeAt
      if (place.wakeAt < Infinity) this.#byStart.put(place)
      else this.#byStart.delete(place)
    }
    this.#wakeNext()
  }

  /** Looks whether a run can be served, because something has changed. */
  wake(): void {
    if (this.#byEnd.size === 0) return
    this.#round += 1
    // What is found out while it looks is seen by that look.
    if (!this.#isLooking) this.#wakeNext()
  }

  #wakeNext(): void {
    if (this.#woken === undefined && this.#oldest !== undefined) {
      const next = this.#findNext()
      this.#woken = next
      next?.give('room')
    }
    this.#setTimer()
  }

  /** Targets have come, gone or changed: lets those give up that no target will ever take, and looks at the others. */
  review(): void {
    for (const place of [...this.#byEnd.items]) {
      if (!place.waiting.mayYetBeServed()) place.give('late')
      else if (place.waiting.isReady()) this.#list(place)
    }
    this.wake()
  }

  /** Ends every wait. */
  close(): void {
    for (const place of [...this.#byEnd.items]) place.waiting.close()
  }

  #leave(place: Place): void {
    // One that is late has left before; it may have been woken all the same.
    const wasIn = this.#takeOut(place)
    const wasWoken = this.#woken === place
    if (wasWoken) this.#woken = undefined
    if (!wasIn && !wasWoken) return
    if (this.#byEnd.size === 0) this.#stopTimer()
    else this.wake()
  }

  #isOverloaded(): boolean {
    const since = this.#oldest?.joinedAt ?? Infinity
    return this.#settings.clock.now() - since > overloadAfterMs
  }

  #findNext(): Place | undefined {
    this.#isLooking = true
    try {
      this.#settings.refresh()
    } finally {
      this.#isLooking = false
    }
    const isOverloaded = this.#isOverloaded()
    let place = isOverloaded ? this.#newest : this.#oldest
    for (let looked = 0; place !== undefined && looked < lookAhead; looked += 1) {
      if (place.refusedIn < this.#round && place.waiting.canBeServed()) return place
      place = isOverloaded ? place.previous : place.next
    }
    return undefined
  }

  #list(place: Place): void {
    if (place.isListed) return
    place.isListed = true
    place.previous = this.#newest
    place.next = undefined
    if (this.#newest === undefined) this.#oldest = place
    else this.#newest.next = place
    this.#newest = place
  }

  #unlist(place: Place): void {
    if (!place.isListed) return
    place.isListed = false
    if (place.previous === undefined) this.#oldest = place.next
    else place.previous.next = place.next
    if (place.next === undefined) this.#newest = place.previous
    else place.next.previous = place.previous
  }

  /** Sets the timer, unless it rings early enough: then it is set anew when it rings. */
  #setTimer(): void {
    const { clock, nextChangeAt } = this.#settings
    if (this.#byEnd.size === 0) return
    const endAt = this.#byEnd.first?.waiting.giveUpAt ?? Infinity
    const startAt = this.#byStart.first?.wakeAt ?? Infinity
    const at = Math.min(endAt, startAt, this.#oldest === undefined ? Infinity : nextChangeAt())
    if (this.#timerAt <= at) return
    this.#stopTimer()
    this.#timerAt = at
    this.#cancelTimer = scheduleUnlessNever(clock, Math.max(1, at - clock.now()), () => {
      this.#ring()
    })
  }

  #stopTimer(): void {
    this.#cancelTimer?.()
    this.#cancelTimer = undefined
    this.#timerAt = Infinity
  }

  #ring(): void {
    this.#cancelTimer = undefined
    this.#timerAt = Infinity
    const now = this.#settings.clock.now()
    for (
      let place = this.#byStart.first;
      place !== undefined && place.wakeAt <= now;
      place = this.#byStart.first
    ) {
      this.#byStart.delete(place)
      this.#list(place)
    }
    this.#endLate(now)
    this.wake()
  }

  #endLate(now: number): void {
    for (
      let place = this.#byEnd.first;
      place !== undefined && place.waiting.giveUpAt <= now;
      place = this.#byEnd.first
    ) {
      this.#takeOut(place)
      place.give('late')
    }
  }

  /** False when it was out already. */
  #takeOut(place: Place): boolean {
    this.#byStart.delete(place)
    this.#unlist(place)
    return this.#byEnd.delete(place)
  }
}
