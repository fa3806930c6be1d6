import { SpendingTable, type SpendingState } from './spending-table.ts'

/** What a ledger is made from. */
export interface LedgerSettings {
  /** What each key may spend in a window. */
  readonly limitMicroUsd: number
  readonly windowMs: number
  /** So many keys are kept one by one. */
  readonly maxKeys: number
}

/** A call that has ended, in micro-dollars. */
export interface SettledCall {
  readonly reserved: number
  readonly cost: number
}

/**
 * What keys (tenants, providers) have spent in the present minute or day, and what is set aside for their calls that run. Minutes and
 * days begin when the clock says so, for all keys at once; what is set aside stays so, and is spent in the window in which its call
 * ends.
 */
export class Ledger {
  readonly limitMicroUsd: number
  readonly windowMs: number
  readonly #spent: SpendingTable
  /** Keys without calls that run have none. */
  readonly #reserved = new Map<string, number>()
  #reservedTotal = 0
  #from = -Infinity

  constructor({ limitMicroUsd, windowMs, maxKeys }: LedgerSettings) {
    this.limitMicroUsd = limitMicroUsd
    this.windowMs = windowMs
    this.#spent = new SpendingTable(maxKeys)
  }

  /** Clock time at which the window of this time ends. */
  endsAt(now: number): number {
    return Math.max(this.#from, this.#startOf(now)) + this.windowMs
  }

  /** Asking changes nothing, also not for a time to come. */
  spent(key: string, now: number): number {
    return this.#isPast(now) ? 0 : this.#spent.get(key)
  }

  spentTotal(now: number): number {
    return this.#isPast(now) ? 0 : this.#spent.total
  }

  reserved(key: string): number {
    return this.#reserved.get(key) ?? 0
  }

  get reservedTotal(): number {
    return this.#reservedTotal
  }

  /** What a key may spend yet, beside what is set aside. */
  left(key: string, now: number): number {
    return this.limitMicroUsd - this.spent(key, now) - this.reserved(key)
  }

  reserve(key: string, amount: number): void {
    this.#setAside(key, amount)
  }

  /** A call has ended: what it cost takes the place of what was set aside for it. */
  settle(key: string, { reserved, cost }: SettledCall, now: number): void {
    this.#setAside(key, -reserved)
    if (this.#isPast(now)) {
      this.#spent.clear()
      this.#from = this.#startOf(now)
    }
    this.#spent.add(key, cost)
  }

  /** What has been spent since when, as plain data. */
  export(now: number): SpendingState & { readonly from: number } {
    const from = Math.max(this.#from, this.#startOf(now))
    return this.#isPast(now) ? { from, spentMicroUsd: 0, spent: [] } : { from, ...this.#spent.export() }
  }

  /** Takes what another ledger had, perhaps by another clock; false when that one was of another size. */
  import({ from, ...spent }: SpendingState & { readonly from: number }, now: number): boolean {
    this.#from = this.#startOf(Math.min(from, now))
    return this.#spent.import(spent)
  }

  #setAside(key: string, amount: number): void {
    const reserved = this.reserved(key) + amount
    this.#reservedTotal += amount
    if (reserved > 0) this.#reserved.set(key, reserved)
    else this.#reserved.delete(key)
  }

  #startOf(now: number): number {
    return Math.floor(now / this.windowMs) * this.windowMs
  }

  /** True when the window in which something was spent is over. */
  #isPast(now: number): boolean {
    return this.#startOf(now) > this.#from
  }
}
