import { Heap } from '../targets/heap.ts'
import { Level } from './level.ts'
import type { Place } from './place.ts'

/** At the latest every so many turns one goes to a priority that has had none for long, so that no run starves. */
const turnsPerAged = 8

/** So many priorities are put in order without sorting them all. */
const fewLevels = 8

/**
 * In which order the waiting runs that may be served have their turns: by priority, lower first, and within one as {@link Level} says.
 * A priority ages with the turns that others have: one turn in eight goes to the one that has had none for longest.
 */
export class WaitingOrder {
  readonly #byPriority = new Map<number, Level>()
  readonly #levels = new Heap<Level>(({ priority }) => priority)
  readonly #leastUrgent = new Heap<Level>(({ priority }) => -priority)
  /** The level that has had no turn for longest at the front. */
  readonly #byTurn = new Set<Level>()
  /** Turns since one went to an aged level. */
  #turns = 0

  get isEmpty(): boolean {
    return this.#levels.size === 0
  }

  /** Takes a place in, unless it is in already; one that was put aside counts like the others again. */
  add(place: Place): void {
    if (place.lane?.aside.has(place) === false) return
    this.remove(place)
    const { priority } = place.waiting
    let level = this.#byPriority.get(priority)
    if (level === undefined) {
      level = new Level(priority)
      this.#byPriority.set(priority, level)
      this.#levels.put(level)
      this.#leastUrgent.put(level)
      this.#byTurn.add(level)
    }
    level.add(place)
  }

  remove(place: Place): void {
    const level = place.lane === undefined ? undefined : this.#byPriority.get(place.waiting.priority)
    if (level === undefined) return
    level.remove(place)
    if (!level.isEmpty) return
    this.#byPriority.delete(level.priority)
    this.#levels.delete(level)
    this.#leastUrgent.delete(level)
    this.#byTurn.delete(level)
  }

  /** Whose turn it is: the first that may be served now. @param round those that were woken in vain in it have to wait */
  next(now: number, round: number): Place | undefined {
    const isDue = this.#turns >= turnsPerAged - 1
    const { first } = this.#levels
    const isAlone = this.#levels.size < 2
    const firstOf = (levels: Iterable<Level>): Place | undefined => {
      for (const level of levels) {
        const found = level.next(now, round)
        if (found !== undefined) return found
      }
      return undefined
    }
    const aged = isDue && !isAlone ? firstOf([...this.#byTurn].filter((level) => level !== first)) : undefined
    const place = aged ?? (isAlone ? first?.next(now, round) : firstOf(this.#inOrder()))
    if (place !== undefined) place.isAged = aged !== undefined || (isDue && isAlone)
    return place
  }

  /** A run of this priority has had a turn, in the queue or before all that wait. */
  turnTaken(priority: number, isAged = false): void {
    const { first: last } = this.#leastUrgent
    const passesOthers = last !== undefined && last.priority > priority
    this.#turns = passesOthers && !isAged ? this.#turns + 1 : 0
    const level = this.#byPriority.get(priority)
    if (level === undefined) return
    this.#byTurn.delete(level)
    this.#byTurn.add(level)
  }

  /** True while the newest runs of a priority's lane go first. */
  isOverloaded(priority: number, lane: string, now: number): boolean {
    return this.#byPriority.get(priority)?.isOverloaded(lane, now) === true
  }

  /** The run that can be done without first, of those that are less urgent than this; never the one that has its turn. */
  lessUrgentThan(priority: number, woken: Place | undefined): Place | undefined {
    for (const level of this.#leastUrgent.smallest(2)) {
      const place = level.priority > priority ? level.newestBut(woken) : undefined
      if (place !== undefined) return place
    }
    return undefined
  }

  /** The levels, the most urgent first; most often one of the first is enough. */
  *#inOrder(): Generator<Level, void, undefined> {
    const few = this.#levels.smallest(fewLevels)
    yield* few
    if (few.length === this.#levels.size) return
    const all = [...this.#levels.items].sort((one, other) => one.priority - other.priority)
    yield* all.slice(few.length)
  }
}
