import type { Place, PlaceList } from './place.ts'

/** Of the runs of a lane so many are looked at, should the first of them find no target after all. */
const lookAhead = 8

/** Waiting runs of one priority that the same targets may serve, in the order in which they came. */
export class Lane implements PlaceList {
  readonly key: string
  oldest: Place | undefined
  newest: Place | undefined
  /** Those that were woken in vain and have been told when they may be served, the one that was woken first at the front. */
  readonly deferred: Set<Place> = new Set<Place>()
  /** The round in which one was deferred. */
  #deferredIn = 0

  constructor(key: string) {
    this.key = key
  }

  get isEmpty(): boolean {
    return this.oldest === undefined && this.deferred.size === 0
  }

  /** Puts a place where its age belongs: a new one at the end; one that comes back among the oldest, as far as it is looked at. */
  add(place: Place): void {
    place.lane = this
    const isNewest = this.newest === undefined || this.newest.sequence < place.sequence
    let older = isNewest ? this.newest : undefined
    let newer = isNewest ? undefined : this.oldest
    for (let looked = 0; newer !== undefined && looked < lookAhead; looked += 1) {
      if (newer.sequence > place.sequence) break
      older = newer
      newer = newer.next
    }
    this.#join(older, place)
    this.#join(place, newer)
  }

  remove(place: Place): void {
    place.lane = undefined
    if (this.deferred.delete(place)) return
    this.#join(place.previous, place.next)
  }

  /** Puts a place aside that was woken in vain in a round. */
  defer(place: Place, round: number): void {
    this.remove(place)
    place.lane = this
    this.deferred.add(place)
    this.#deferredIn = round
  }

  /** The first that may be served now, from one of the ends. */
  next(round: number, isNewestFirst: boolean): Place | undefined {
    const first = isNewestFirst ? undefined : this.#nextDeferred(round)
    return first ?? this.#nextListed(round, isNewestFirst) ?? this.#nextDeferred(round)
  }

  #nextListed(round: number, isNewestFirst: boolean): Place | undefined {
    let place = isNewestFirst ? this.newest : this.oldest
    for (let looked = 0; place !== undefined && looked < lookAhead; looked += 1) {
      if (mayServe(place, round)) return place
      place = isNewestFirst ? place.previous : place.next
    }
    return undefined
  }

  /** One of them in each round: what has changed may be to its favour. */
  #nextDeferred(round: number): Place | undefined {
    if (this.deferred.size === 0 || this.#deferredIn === round) return undefined
    const [place] = this.deferred
    return place !== undefined && mayServe(place, round) ? place : undefined
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
