import type { Level } from './level.ts'

/** How much may be taken within a window of time. */
export interface SlidingShape {
  /** A whole number ≥ 1. */
  readonly limit: number
  readonly windowMs: number
}

/** What was taken at one time. */
interface Taken {
  readonly at: number
  /** In thousandths. */
  amount: number
}

/** Amounts are counted in thousandths, as whole numbers, so that any pace gives back exactly what it took. */
const parts = 1000
/** So many times are remembered; with more of them, two neighbours become one, at the later time. */
const mostTimes = 1000

/**
 * A limit that no window of its length exceeds, wherever it begins; all of it may be taken at once. It remembers when what was
 * taken: up to 1000 times of a window exactly, of more of them each a little too long.
 */
export class SlidingWindow implements Level {
  readonly kind = 'sliding-window'
  readonly #windowMs: number
  #limit: number
  /** Oldest first. */
  #taken: Taken[] = []
  /** All of {@link #taken} together. */
  #sum = 0
  /** The latest time that has been forgotten. */
  #forgottenAt = -Infinity

  constructor({ limit, windowMs }: SlidingShape) {
    this.#limit = limit
    this.#windowMs = windowMs
  }

  get capacity(): number {
    return this.#limit
  }

  availableAt(amount: number, now: number, pace: number): number {
    let missing = this.#sum + Math.min(cost(amount, pace), this.#limit * parts) - this.#limit * parts
    for (const { at, amount: comingBack } of this.#taken) {
      if (missing <= 0) return now
      missing -= comingBack
      if (missing <= 0) return Math.max(now, at + this.#windowMs)
    }
    return now
  }

  take(amount: number, now: number, pace: number): void {
    this.#add(cost(amount, pace), now)
  }

  /** What was taken before the window has come back already. */
  giveBack(amount: number, takenAt: number, pace: number): void {
    if (takenAt <= this.#forgottenAt) return
    const taken = this.#taken.find(({ at }) => at >= takenAt)
    if (taken === undefined) return
    const given = amount < 0 ? -cost(-amount, pace) : Math.min(taken.amount, cost(amount, pace))
    taken.amount -= given
    this.#sum -= given
  }

  left(now: number): number {
    let sum = this.#sum
    for (const taken of this.#taken) {
      if (!this.#isOver(taken, now)) break
      sum -= taken.amount
    }
    return this.#limit - sum / parts
  }

  /** What is missing counts as taken at that time. More than there was by our own count changes nothing. */
  set(left: number, at: number): void {
    const missing = Math.ceil((this.left(at) - left) * parts)
    if (missing > 0) this.#add(missing, at)
  }

  /** There is another amount in each window; what was taken counts as before. */
  resize(limit: number): void {
    this.#limit = limit
  }

  /** When how much was taken, the oldest first. */
  get taken(): readonly (readonly [at: number, amount: number])[] {
    return this.#taken.map(({ at, amount }) => [at, amount / parts])
  }

  #isOver({ at }: Taken, now: number): boolean {
    return now - at >= this.#windowMs
  }

  /** What is told late counts as taken at the latest time. */
  #add(amount: number, now: number): void {
    this.#sum += amount
    const last = this.#taken.at(-1)
    if (last !== undefined && last.at >= now) {
      last.amount += amount
      return
    }
    this.#forget(now)
    if (this.#taken.length >= mostTimes) this.#taken = inPairs(this.#taken)
    this.#taken.push({ at: now, amount })
  }

  /** Drops what has come back. */
  #forget(now: number): void {
    const first = this.#taken.findIndex((taken) => !this.#isOver(taken, now))
    for (const taken of this.#taken.splice(0, first === -1 ? this.#taken.length : first)) {
      this.#sum -= taken.amount
      this.#forgottenAt = taken.at
    }
  }
}

/** Half as many times, of an even number of them: nothing comes back earlier than it would have. */
function inPairs(all: readonly Taken[]): Taken[] {
  return all.flatMap(({ at, amount }, place) => {
    const first = place % 2 === 1 ? all[place - 1] : undefined
    return first === undefined ? [] : [{ at, amount: first.amount + amount }]
  })
}

function cost(amount: number, pace: number): number {
  return Math.ceil((amount * parts) / pace)
}
