import { Lane } from './lane.ts'
import type { Place } from './place.ts'

/** While the oldest has waited for longer than this, in ms, newcomers go first: they can still be served in time. */
const overloadAfterMs = 300

/** A level has so many lanes; runs of further ones share the last. */
const mostLanes = 16
const sharedLane = 'shared'

/** The runs of one priority that wait and may be served: first come, first served; under overload the last first. */
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
    this.#laneOf(place.waiting.lane()).add(place)
  }

  remove(place: Place): void {
    const { lane } = place
    lane?.remove(place)
    if (lane?.isEmpty === true) this.#lanes.delete(lane.key)
  }

  /** True while its newest runs go first. */
  isOverloaded(now: number): boolean {
    let since = Infinity
    for (const { oldest } of this.#lanes.values())
      if (oldest !== undefined && oldest.joinedAt < since) since = oldest.joinedAt
    return now - since > overloadAfterMs
  }

  /** The first that may be served now. */
  next(now: number, round: number): Place | undefined {
    const isNewestFirst = this.isOverloaded(now)
    let first: Place | undefined
    for (const lane of this.#lanes.values()) {
      const place = lane.next(round, isNewestFirst)
      if (place === undefined) continue
      if (first === undefined || place.sequence > first.sequence === isNewestFirst) first = place
    }
    return first
  }

  /** The one that came last. */
  get newest(): Place | undefined {
    let last: Place | undefined
    for (const { newest, deferred } of this.#lanes.values())
      for (const place of newest === undefined ? deferred : [newest])
        if (last === undefined || place.sequence > last.sequence) last = place
    return last
  }

  #laneOf(key: string): Lane {
    const known = this.#lanes.get(key)
    if (known !== undefined) return known
    const own = this.#lanes.size < mostLanes - 1 ? key : sharedLane
    const lane = this.#lanes.get(own) ?? new Lane(own)
    this.#lanes.set(own, lane)
    return lane
  }
}
