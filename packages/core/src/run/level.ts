import { Lane } from './lane.ts'
import type { Place } from './place.ts'

/** The runs of one priority that wait and may be served: of those that go first in their {@link Lane}, the one that has waited longest. */
export class Level {
  readonly priority: number
  readonly #lanes = new Map<string, Lane>()

  constructor(priority: number) {
    this.priority = priority
  }

  get isEmpty(): boolean {
    return this.#lanes.size === 0
  }

  add(place: Place): void {
    const key = place.waiting.lane()
    const lane = this.#lanes.get(key) ?? new Lane(key)
    this.#lanes.set(key, lane)
    lane.add(place)
  }

  remove(place: Place): void {
    const { lane } = place
    lane?.remove(place)
    if (lane?.isEmpty === true) this.#lanes.delete(lane.key)
  }

  /** True while the newest runs of a lane go first. */
  isOverloaded(lane: string, now: number): boolean {
    return this.#lanes.get(lane)?.isOverloaded(now) === true
  }

  /** The first that may be served now. */
  next(now: number, round: number): Place | undefined {
    let first: Place | undefined
    for (const lane of this.#lanes.values()) {
      const place = lane.next(round, now)
      if (place !== undefined && (first === undefined || place.sequence < first.sequence)) first = place
    }
    return first
  }

  /** The one that came last, but for one. */
  newestBut(leftOut: Place | undefined): Place | undefined {
    let last: Place | undefined
    for (const { newest, aside } of this.#lanes.values()) {
      const listed = newest === leftOut ? newest?.previous : newest
      for (const place of listed === undefined ? aside : [listed])
        if (place !== leftOut && (last === undefined || place.sequence > last.sequence)) last = place
    }
    return last
  }
}
