import type { Clock } from '@llm-balancer/core'
import type { Conditions } from './conditions-at.ts'

/**
 * Calls waiting for a server, first come, first served. Without a capacity every call has its turn at once. With a rate one call after another has its turn, each turn taking
 * 1 / rate; with places a call has its turn as soon as one is free, and keeps the place until it is over.
 */
export class CallQueue<Call> {
  readonly #clock: Clock
  readonly #begin: (call: Call) => void
  readonly #waiting = new Set<Call>()
  readonly #inPlaces = new Set<Call>()
  #conditions: Conditions
  /** The turn that runs: how much of it was left, of 1, when it began or its speed changed. */
  #turn: { readonly left: number; readonly since: number; readonly cancel: () => void } | undefined

  constructor(clock: Clock, conditions: Conditions, begin: (call: Call) => void) {
    this.#clock = clock
    this.#conditions = conditions
    this.#begin = begin
  }

  /** How long a call that comes now would wait, in ms, by the server's mean speed. */
  get expectedWaitMs(): number {
    return this.#waiting.size * this.#turnMs
  }

  add(call: Call): void {
    this.#waiting.add(call)
    this.#serve()
  }

  /** The call is over: it leaves the queue, or gives its place back. */
  remove(call: Call): void {
    this.#waiting.delete(call)
    if (this.#inPlaces.delete(call)) this.#serve()
    if (this.#waiting.size === 0) this.#stopTurn()
  }

  /** Other conditions hold from now on. A turn that runs goes on at the new speed. */
  change(conditions: Conditions): void {
    const left = this.#stopTurn()
    this.#conditions = conditions
    this.#serve(left)
  }

  /** Takes out all that wait. */
  clear(): Call[] {
    const waiting = [...this.#waiting]
    this.#waiting.clear()
    this.#stopTurn()
    return waiting
  }

  get #turnMs(): number {
    const { capacity, answerMs } = this.#conditions
    if (capacity === undefined) return 0
    return capacity.places === undefined ? 1000 / capacity.perSecond : answerMs / capacity.places
  }

  #serve(left = 1): void {
    if (this.#conditions.down !== undefined) return
    const { capacity } = this.#conditions
    if (capacity?.perSecond !== undefined) this.#startTurn(left)
    else {
      const places = capacity?.places ?? Infinity
      while (this.#inPlaces.size < places && this.#beginFirst((call) => this.#inPlaces.add(call)));
    }
  }

  #startTurn(left = 1): void {
    if (this.#turn !== undefined || this.#waiting.size === 0) return
    const cancel = this.#clock.schedule(() => {
      this.#turn = undefined
      this.#beginFirst()
      this.#startTurn()
    }, left * this.#turnMs)
    this.#turn = { left, since: this.#clock.now(), cancel }
  }

  /** Ends the turn that runs; gives how much of it was left, of 1. */
  #stopTurn(): number {
    if (this.#turn === undefined) return 1
    const { left, since, cancel } = this.#turn
    this.#turn = undefined
    cancel()
    return Math.max(0, left - (this.#clock.now() - since) / this.#turnMs)
  }

  #beginFirst(note: (call: Call) => void = () => {}): boolean {
    const [first] = this.#waiting
    if (first === undefined) return false
    this.#waiting.delete(first)
    note(first)
    this.#begin(first)
    return true
  }
}
