/** A callback that is due at a time. */
export interface Timer {
  readonly at: number
  /** Counts the timers: of two for the same time the one that was set first is due first. */
  readonly order: number
  /** Undefined once the timer is cancelled. */
  callback: (() => void) | undefined
}

/** With no more timers than this it does not matter how many are cancelled. */
const fewTimers = 64

/** Timers by the time they are due: a binary heap, so that setting one among thousands takes some ten comparisons. */
export class TimerHeap {
  readonly #timers: Timer[] = []

  /** How many there are, the cancelled ones included. */
  get size(): number {
    return this.#timers.length
  }

  /** The timer that is due first. */
  get first(): Timer | undefined {
    return this.#timers[0]
  }

  add(timer: Timer): void {
    const timers = this.#timers
    let place = timers.length
    for (;;) {
      const above = (place - 1) >> 1
      const parent = timers[above]
      if (parent === undefined || isBefore(parent, timer)) break
      timers[place] = parent
      place = above
    }
    timers[place] = timer
  }

  /** Drops the cancelled timers when they are most of many; `left` are not cancelled. */
  forgetCancelled(left: number): void {
    if (this.size <= fewTimers || this.size <= 2 * left) return
    const kept = this.#timers.filter(({ callback }) => callback !== undefined).sort(byTime)
    // What is in order is a heap.
    this.#timers.splice(0, this.#timers.length, ...kept)
  }

  /** Takes out the timer that is due first. */
  takeFirst(): Timer | undefined {
    const [first] = this.#timers
    const last = this.#timers.pop()
    if (last !== undefined && last !== first) this.#sink(last)
    return first
  }

  /** Puts a timer in the first place, then lets it sink to where it belongs. */
  #sink(timer: Timer): void {
    const timers = this.#timers
    let place = 0
    for (;;) {
      const left = 2 * place + 1
      const child = this.#earlier(left, left + 1)
      const below = timers[child]
      if (below === undefined || isBefore(timer, below)) break
      timers[place] = below
      place = child
    }
    timers[place] = timer
  }

  #earlier(left: number, right: number): number {
    const [a, b] = [this.#timers[left], this.#timers[right]]
    return a !== undefined && b !== undefined && isBefore(b, a) ? right : left
  }
}

function byTime(a: Timer, b: Timer): number {
  return a.at - b.at || a.order - b.order
}

function isBefore(a: Timer, b: Timer): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order)
}
