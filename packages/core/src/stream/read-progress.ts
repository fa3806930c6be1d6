import type { Clock } from '../time/clock.ts'
import { UnreadTimer } from './unread-timer.ts'

const none: readonly never[] = []

/** How far the caller has read: the list of chunks that it was given last, how many of them it has taken, and whether it still reads. */
export class ReadProgress<Chunk> {
  readonly #clock: Clock
  readonly #onUnread: () => void
  #list: readonly Chunk[] = none
  #taken = 0
  /** True until the first of the chunks that came last is taken: as a rule that is at once. */
  #isFresh = false
  #timer: UnreadTimer | undefined
  /** True while the caller waits for chunks. */
  isAwaited = false

  /** @param onUnread called when the caller does not read on */
  constructor(clock: Clock, onUnread: () => void) {
    this.#clock = clock
    this.#onUnread = onUnread
  }

  /** Chunks come. */
  give(list: readonly Chunk[]): void {
    this.#list = list
  }

  /** The caller has taken so many more chunks of the list that came last. */
  took(count: number): void {
    this.#taken += count
    if (!this.#isFresh) return
    this.#isFresh = false
    this.#timer?.note()
  }

  /** What the caller has taken of the last list; it is asked for once. */
  taken(): readonly Chunk[] {
    const list = this.#list
    const taken = this.#taken
    this.#list = none
    this.#taken = 0
    return taken < list.length ? list.slice(0, taken) : list
  }

  /** The caller has something to read, and is expected to do it within `limitMs`; the limit that is given first counts. */
  watch(limitMs: number): void {
    this.#timer ??= new UnreadTimer({
      clock: this.#clock,
      limitMs,
      onUnread: this.#onUnread,
      countRead: () => this.#taken,
      isAwaited: () => this.isAwaited,
    })
    this.#timer.touch()
    this.#isFresh = true
  }

  /** Nothing is left to read. */
  stop(): void {
    this.#timer?.stop()
  }
}
