import type { Place, PlaceList } from './place.ts'

/** While the oldest has waited for longer than this, in ms, newcomers go first: they can still be served in time. */
const overloadAfterMs = 300

/** So many of those that were woken in vain are asked anew for each change, in turn. */
const mostAskedAnew = 3

/** One that comes back is put where its age belongs among so many of the oldest. */
const nearOldest = 8

/**
 * Waiting runs of one priority that wait for the same targets, first come, first served; under overload, the last first. Overload is a
 * lane's own: runs that wait for a target that hangs do not turn the order of others round.
 */
export class Lane implements PlaceList {
  readonly key: string
  oldest: Place | undefined
  newest: Place | undefined
  /** Those that were woken in vain, the one that was woken first at the front. */
  readonly aside: Set<Place> = new Set<Place>()
  /** How many were put aside in the round in which one was last. */
  #countAside = 0
  #roundOfAside = 0

  constructor(key: string) {
    this.key = key
  }

  get isEmpty(): boolean {
    return this.oldest === undefined && this.aside.size === 0
  }

  /** True while its newest runs go first. */
  isOverloaded(now: number): boolean {
    return this.oldest !== undefined && now - this.oldest.joinedAt > overloadAfterMs
  }

  /** Puts a place where its age belongs: a new one at the end; one that comes back among the oldest. */
  add(place: Place): void {
    place.lane = this
    const isNewest = this.newest === undefined || this.newest.sequence < place.sequence
    let older = isNewest ? this.newest : undefined
    let newer = isNewest ? undefined : this.oldest
    for (let looked = 0; newer !== undefined && looked < nearOldest; looked += 1) {
      if (newer.sequence > place.sequence) break
      older = newer
      newer = newer.next
    }
    this.#join(older, place)
    this.#join(place, newer)
  }

  remove(place: Place): void {
    place.lane = undefined
    if (this.aside.delete(place)) return
    this.#join(place.previous, place.next)
  }

  putAside(place: Place, round: number): void {
    this.remove(place)
    place.lane = this
    this.aside.add(place)
    if (this.#roundOfAside !== round) this.#countAside = 0
    this.#roundOfAside = round
    this.#countAside += 1
  }

  /** The first that may be served now. Looks at all of them, unless none can be. */
  next(round: number, now: number): Place | undefined {
    const [firstAside] = this.aside
    const any = this.oldest ?? firstAside
    if (any?.waiting.isLaneOpen() !== true) return undefined
    const isNewestFirst = this.isOverloaded(now)
    const first = isNewestFirst ? undefined : this.#nextAside(round)
    return first ?? this.#nextListed(round, isNewestFirst) ?? this.#nextAside(round)
  }

  #nextListed(round: number, isNewestFirst: boolean): Place | undefined {
    let place = isNewestFirst ? this.newest : this.oldest
    while (place !== undefined) {
      if (mayServe(place, round)) return place
      place = isNewestFirst ? place.previous : place.next
    }
    return undefined
  }

  /** A few of them in each round, in turn: what has changed may be to their favour. */
  #nextAside(round: number): Place | undefined {
    if (this.#roundOfAside === round && this.#countAside >= mostAskedAnew) return undefined
    for (const place of this.aside) if (mayServe(place, round)) return place
    return undefined
  }

  /** Makes two places neighbours; undefined stands for what is beyond the ends. */
  #join(older: Place | undefined, newer: Place | undefined): void {
    if (older === undefined) this.oldest = newer
    else older.next = newer
    if (newer === undefined) this.newest = older
    else newer.previous = older
  }
}

function mayServe(place: Place, round: number): boolean {
  return place.refusedIn < round && place.waiting.canBeServed()
}
