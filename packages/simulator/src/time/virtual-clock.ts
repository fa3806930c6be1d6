import type { Clock } from '@llm-balancer/core'
import { settled } from './settled.ts'
import { TimerHeap, type Timer } from './timer-heap.ts'

/** A virtual clock begins here, so that no code takes its first moments for "never". */
const originMs = 1_000_000

/**
 * A clock whose time jumps from timer to timer. Every promise settles before time goes on, so that what happens depends on the
 * timers alone: the same program does the same, on any machine. A second of virtual time takes as long as what happens in it.
 */
export class VirtualClock implements Clock {
  readonly #timers = new TimerHeap()
  #time = originMs
  #order = 0
  #pending = 0

  now(): number {
    return this.#time
  }

  /** Milliseconds since the clock was made. */
  get elapsedMs(): number {
    return this.#time - originMs
  }

  /** Timers that have not fired and are not cancelled. */
  get pending(): number {
    return this.#pending
  }

  schedule(callback: () => void, delayMs: number): () => void {
    this.#order += 1
    this.#pending += 1
    const timer: Timer = { at: this.#time + Math.max(0, delayMs), order: this.#order, callback }
    this.#timers.add(timer)
    return () => {
      if (timer.callback === undefined) return
      timer.callback = undefined
      this.#pending -= 1
      // Most timers are limits that are cancelled long before they are due: they would make up nearly all of the heap.
      this.#timers.forgetCancelled(this.#pending)
    }
  }

  /** Fires timers, each at its time, until none is left within `untilMs` after the clock was made, or `isDone` says so. */
  async advance(untilMs: number, isDone: () => boolean = () => false): Promise<void> {
    await settled()
    for (
      let timer = this.#timers.first;
      timer !== undefined && timer.at - originMs <= untilMs && !isDone();
      timer = this.#timers.first
    ) {
      this.#timers.takeFirst()
      const { at, callback } = timer
      if (callback === undefined) continue
      this.#time = Math.max(this.#time, at)
      this.#pending -= 1
      timer.callback = undefined
      callback()
      await settled()
    }
  }
}
