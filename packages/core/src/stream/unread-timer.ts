import { scheduleUnlessNever, type Clock } from '../time/clock.ts'

/** What an {@link UnreadTimer} watches. */
export interface UnreadTimerOptions {
  readonly clock: Clock
  readonly limitMs: number
  /** A number that changes with every chunk that is read. */
  readonly countRead: () => number
  /** True while the reader waits for a chunk. */
  readonly isAwaited: () => boolean
  readonly onUnread: () => void
}

/** Notices that a stream is no longer read. One timer, set anew when it rings, so that reading a chunk costs nothing. */
export class UnreadTimer {
  readonly #options: UnreadTimerOptions
  #touchedAt = 0
  #read = 0
  #cancel: (() => void) | undefined
  #isOver = false

  constructor(options: UnreadTimerOptions) {
    this.#options = options
  }

  /** The stream was read now. */
  touch(): void {
    const { clock, limitMs, countRead } = this.#options
    if (limitMs === Infinity || this.#isOver) return
    this.#touchedAt = clock.now()
    this.#read = countRead()
    if (this.#cancel === undefined) this.#set(limitMs)
  }

  /** The chunks that were read up to now were read when it was touched last. */
  note(): void {
    this.#read = this.#options.countRead()
  }

  stop(): void {
    this.#isOver = true
    this.#cancel?.()
    this.#cancel = undefined
  }

  #set(delayMs: number): void {
    this.#cancel = scheduleUnlessNever(this.#options.clock, delayMs, () => {
      this.#ring()
    })
  }

  #ring(): void {
    const { clock, limitMs, countRead, isAwaited, onUnread } = this.#options
    this.#cancel = undefined
    // Some chunks of the last list were read since, it is not known when.
    if (isAwaited() || this.#read !== countRead()) {
      this.touch()
      return
    }
    const restMs = this.#touchedAt + limitMs - clock.now()
    if (restMs > 0) this.#set(restMs)
    else onUnread()
  }
}
