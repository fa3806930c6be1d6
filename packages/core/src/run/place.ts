/** What a queue has to know of a run that waits. */
export interface Waiting {
  /** Lower goes first. */
  readonly priority: number
  /** Clock time before which it waits in any case, and at which it gives up. */
  readonly notBefore: number
  readonly giveUpAt: number
  /** Runs with the same text wait for the same targets, as far as is known. */
  lane(): string
  /** False when no target could take any run of its lane now: a quick look for all of them. */
  isLaneOpen(): boolean
  /** True when a target may take it before `notBefore`, too. */
  isReady(): boolean
  /** True when a target could take it now. */
  canBeServed(): boolean
  /** False when no target will ever take it. */
  mayYetBeServed(): boolean
  /** The balancer closes: ends the run. */
  close(): void
}

/** How a wait goes on: there is room, or it has taken too long. */
export type Turn = 'room' | 'late'

/** Where a place is listed. */
export interface PlaceList {
  readonly key: string
  readonly isEmpty: boolean
  /** Those that were woken in vain. */
  readonly aside: ReadonlySet<Place>
  remove(place: Place): void
  /** A place was woken in vain in a round. */
  putAside(place: Place, round: number): void
}

/** One run's place in the queue. */
export class Place {
  readonly waiting: Waiting
  readonly joinedAt: number
  /** The places of a queue count from 1, in the order in which they were taken. */
  readonly sequence: number
  /** Clock time at which it is looked at in any case. */
  wakeAt: number
  /** The round in which it was woken in vain. */
  refusedIn = 0
  /** True when it has this turn because its priority had none for long. */
  isAged = false
  /** Where it is listed; undefined while it may not be served. */
  lane: PlaceList | undefined
  /** Its neighbours in the lane. */
  previous: Place | undefined
  next: Place | undefined
  /** Where the heaps of its queue have it. */
  startPlace: number | undefined
  endPlace: number | undefined
  #resolve: ((turn: Turn) => void) | undefined
  #reject: ((reason: unknown) => void) | undefined
  /** A turn that came while it was not waited for. */
  #given: Turn | undefined

  constructor(waiting: Waiting, joinedAt: number, sequence: number) {
    this.waiting = waiting
    this.joinedAt = joinedAt
    this.sequence = sequence
    this.wakeAt = waiting.notBefore
  }

  /** Waits for its turn. A run that then finds no target waits again, in the same place. @throws what `cancel` was given */
  turn(): Promise<Turn> {
    return new Promise((resolve, reject) => {
      this.#reject = reject
      if (this.#given === undefined) this.#resolve = resolve
      else resolve(this.#given)
      this.#given = undefined
    })
  }

  /** Says that it is its turn; one that does not wait at this moment is told when it waits again. */
  give(turn: Turn): void {
    if (this.#resolve === undefined) this.#given = turn
    else this.#resolve(turn)
    this.#resolve = undefined
  }

  /** Ends the wait. */
  cancel(reason: unknown): void {
    this.#reject?.(reason)
  }
}
