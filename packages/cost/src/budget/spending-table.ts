import { SpendingSketch } from './spending-sketch.ts'

/** What a table knows, as plain data. */
export interface SpendingState {
  /** All tenants together. */
  readonly spentMicroUsd: number
  readonly spent: readonly (readonly [tenant: string, microUsd: number])[]
  readonly rest?: readonly number[] | undefined
}

/** Of so many tenants the one that has spent least is no longer kept by itself. */
const comparedTenants = 8

/**
 * What tenants have spent. So many are kept one by one; of more, those that have spent little are kept together in a sketch, so that no
 * tenant ever counts as having spent less than it has.
 */
export class SpendingTable {
  readonly #most: number
  #exact = new Map<string, number>()
  #rest: SpendingSketch | undefined
  /** Goes round all that are kept one by one. */
  #hand: MapIterator<[string, number]> | undefined
  #total = 0

  /** @param most so many tenants are kept one by one, ≥ 1 */
  constructor(most: number) {
    this.#most = most
  }

  /** What all have spent together. */
  get total(): number {
    return this.#total
  }

  /** Exactly, or at least, what a tenant has spent. */
  get(tenant: string): number {
    return this.#exact.get(tenant) ?? this.#rest?.atMost(tenant) ?? 0
  }

  add(tenant: string, amount: number): void {
    if (amount === 0) return
    this.#total += amount
    this.#exact.set(tenant, this.get(tenant) + amount)
    while (this.#exact.size > this.#most) this.#putTogether()
  }

  clear(): void {
    this.#exact = new Map()
    this.#rest = undefined
    this.#hand = undefined
    this.#total = 0
  }

  /** All that it knows, as plain data. */
  export(): SpendingState {
    const spent = [...this.#exact]
    const state = { spentMicroUsd: this.#total, spent }
    return this.#rest === undefined ? state : { ...state, rest: this.#rest.cells }
  }

  /** Takes what another table knew; false, and nothing, when that one was of another size. */
  import({ spentMicroUsd, spent, rest }: SpendingState): boolean {
    if (rest !== undefined) {
      this.#rest = new SpendingSketch(this.#most)
      if (!this.#rest.load(rest)) return false
    }
    for (const [tenant, amount] of spent) this.add(tenant, Math.max(0, amount - this.get(tenant)))
    this.#total = spentMicroUsd
    return true
  }

  /** Moves one of the next few tenants into the sketch, the one that has spent least. */
  #putTogether(): void {
    let least: readonly [string, number] | undefined
    for (let compared = 0; compared < Math.min(comparedTenants, this.#exact.size); compared += 1) {
      const next = this.#next()
      if (least === undefined || next[1] < least[1]) least = next
    }
    if (least === undefined) return
    this.#rest ??= new SpendingSketch(this.#most)
    this.#rest.raise(least[0], least[1])
    this.#exact.delete(least[0])
  }

  #next(): [string, number] {
    for (;;) {
      this.#hand ??= this.#exact.entries()
      const { done, value } = this.#hand.next()
      if (done !== true) return value
      this.#hand = undefined
    }
  }
}
