import { Heap, type HeapPlaces } from '../targets/heap.ts'
import { scheduleUnlessNever, type Clock } from '../time/clock.ts'
import { Place, type Waiting } from './place.ts'
import { WaitingOrder } from './waiting-order.ts'

/** What a queue is given by its balancer. Times are clock times in ms. */
export interface QueueSettings {
  readonly clock: Clock
  /** Brings what is known of the targets up to date. */
  refresh(now: number): void
  /** When the first blocked target comes back, or may be tried; Infinity when only an event tells. */
  readonly nextChangeAt: (now: number) => number
}

const startPlaces: HeapPlaces<Place> = {
  get: (place) => place.startPlace,
  set: (place, at) => (place.startPlace = at),
  delete: (place) => (place.startPlace = undefined),
}
const endPlaces: HeapPlaces<Place> = {
  get: (place) => place.endPlace,
  set: (place, at) => (place.endPlace = at),
  delete: (place) => (place.endPlace = undefined),
}

/**
 * The runs that wait for a target. {@link WaitingOrder} says whose turn it is. One timer for all of them. A run is woken when there is
 * room and begins its own attempt; only then the next one is woken, so that no more are woken than there is room for.
 *
 * While no run is on its way to its target, no waiting run could be served: each change begins a round, in which the runs are looked at
 * until none is left that a target may take. Only runs that were woken in vain, because a guard refused their call, are asked a few at
 * a time. So a look costs as much as there are runs that wait for different targets, and no target is idle while one waits for it.
 */
export class WaitingQueue {
  readonly #settings: QueueSettings
  readonly #byStart = new Heap<Place>(({ wakeAt }) => wakeAt, startPlaces)
  readonly #byEnd = new Heap<Place>(({ waiting }) => waiting.giveUpAt, endPlaces)
  /** Those that may be served now. */
  readonly #order = new WaitingOrder()
  #joined = 0
  /** Grows with everything that may have made room. */
  #round = 1
  /** The round in which none could be served, and until when that stays so unless something changes. */
  #vainRound = 0
  #vainUntil = -Infinity
  /** The one whose turn it is. */
  #woken: Place | undefined
  #isLooking = false
  /** True while changes are being made of which it is told when all are. */
  #isChanging = false
  #cancelTimer: (() => void) | undefined
  #timerAt = Infinity

  constructor(settings: QueueSettings) {
    this.#settings = settings
  }

  /** How many runs wait. */
  get size(): number {
    return this.#byEnd.size
  }

  /** True when one of the runs that wait could be served now. */
  get isServable(): boolean {
    if (this.#order.isEmpty) return false
    return this.#woken !== undefined || this.#look(this.#settings.clock.now()) !== undefined
  }

  /** True when a run of this priority and lane that comes now goes before those that wait. It has had a turn then. */
  letsPass(priority: number, lane: () => string): boolean {
    if (this.#order.isEmpty) return true
    const now = this.#settings.clock.now()
    const next = this.#woken ?? this.#look(now)
    if (next === undefined) return true
    const isPassed =
      next.waiting.priority === priority
        ? next.lane?.key === lane() && this.#order.isOverloaded(priority, next.lane.key, now)
        : next.waiting.priority > priority && next !== this.#woken
    if (!isPassed || next.isAged) return false
    this.#order.turnTaken(priority)
    return true
  }

  /** Takes a run in. Leave the place when the wait is over, however it ends. */
  join(waiting: Waiting): Place {
    const now = this.#settings.clock.now()
    this.#joined += 1
    const place = new Place(waiting, now, this.#joined)
    this.#byEnd.put(place)
    if (waiting.notBefore > now) this.#byStart.put(place)
    if (waiting.notBefore <= now || waiting.isReady()) this.#order.add(place)
    this.#setTimer(now)
    return place
  }

  /** Lets a run give up that is less urgent than this, so that another may join. False when there is none. */
  makeRoom(priority: number): boolean {
    const place = this.#order.lessUrgentThan(priority, this.#woken)
    if (place === undefined) return false
    this.#takeOut(place)
    place.give('late')
    return true
  }

  /** A run that was woken has found no target: it is woken again at `wakeAt`, at its `notBefore`, or when something has changed. */
  returned(place: Place, wakeAt: number): void {
    if (this.#woken === place) this.#woken = undefined
    if (this.#byEnd.has(place)) {
      const { notBefore } = place.waiting
      const isEarly = notBefore > this.#settings.clock.now()
      place.refusedIn = this.#round
      place.wakeAt = isEarly ? Math.min(wakeAt, notBefore) : wakeAt
      if (place.wakeAt < Infinity) this.#byStart.put(place)
      else this.#byStart.delete(place)
      place.lane?.putAside(place, this.#round)
    }
    this.#wakeNext()
  }

  /** Looks whether a run can be served, because something has changed. */
  wake(): void {
    if (this.#byEnd.size === 0 || this.#isChanging) return
    this.#round += 1
    // What is found out while it looks is seen by that look.
    if (!this.#isLooking) this.#wakeNext()
  }

  /** Makes several changes of targets: the runs are looked at once, when all are made. */
  reviewAfter<Result>(change: () => Result): Result {
    const isOuter = !this.#isChanging
    this.#isChanging = true
    try {
      return change()
    } finally {
      if (isOuter) {
        this.#isChanging = false
        this.review()
      }
    }
  }

  /** Targets have come, gone or changed: lets those give up that no target will ever take, and looks at the others. */
  review(): void {
    if (this.#isChanging) return
    for (const place of [...this.#byEnd.items]) {
      if (!place.waiting.mayYetBeServed()) place.give('late')
      else if (place.waiting.isReady()) this.#order.add(place)
    }
    this.wake()
  }

  /** Ends every wait. */
  close(): void {
    for (const place of [...this.#byEnd.items]) place.waiting.close()
  }

  /** The wait of a run is over. @param isServed whether it has found a target */
  leave(place: Place, isServed: boolean): void {
    const wasWoken = this.#woken === place
    if (wasWoken) this.#woken = undefined
    if (isServed) this.#order.turnTaken(place.waiting.priority, place.isAged)
    // One that is late has left before; it may have been woken all the same.
    const wasIn = this.#takeOut(place)
    if (!wasIn && !wasWoken) return
    if (this.#byEnd.size === 0) this.#stopTimer()
    else this.wake()
  }

  /** The run that was woken last wakes the next one, when it has begun its attempt or found no target. */
  #wakeNext(): void {
    if (this.#woken !== undefined) return
    const now = this.#settings.clock.now()
    if (!this.#order.isEmpty) {
      this.#woken = this.#look(now)
      this.#woken?.give('room')
    }
    this.#setTimer(now)
  }

  #look(now: number): Place | undefined {
    this.#isLooking = true
    try {
      this.#settings.refresh(now)
    } finally {
      this.#isLooking = false
    }
    if (this.#vainRound === this.#round && now < this.#vainUntil) return undefined
    const next = this.#order.next(now, this.#round)
    if (next === undefined) {
      this.#vainRound = this.#round
      this.#vainUntil = this.#settings.nextChangeAt(now)
    }
    return next
  }

  /** Sets the timer, unless it rings early enough: then it is set anew when it rings. */
  #setTimer(now: number): void {
    if (this.#byEnd.size === 0) return
    const endAt = this.#byEnd.first?.waiting.giveUpAt ?? Infinity
    const startAt = this.#byStart.first?.wakeAt ?? Infinity
    const at = Math.min(endAt, startAt, this.#order.isEmpty ? Infinity : this.#settings.nextChangeAt(now))
    if (this.#timerAt <= at) return
    this.#stopTimer()
    this.#timerAt = at
    this.#cancelTimer = scheduleUnlessNever(this.#settings.clock, Math.max(1, at - now), () => {
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
      this.#order.add(place)
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
    this.#order.remove(place)
    return this.#byEnd.delete(place)
  }
}
