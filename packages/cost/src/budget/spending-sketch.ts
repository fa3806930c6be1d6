const rows = 4
/** In each row, for each tenant that is kept one by one elsewhere: the more, the less do tenants share. */
const cellsPerTenant = 4

/**
 * What many tenants have spent, in memory that does not depend on how many there are: a count-min sketch with conservative
 * updates (Estan and Varghese 2002; Cormode and Muthukrishnan 2005). It never says less than a tenant has spent; it may say more,
 * because tenants share cells. A tenant has a cell in each row, which two hashes give (Kirsch and Mitzenmacher 2006).
 */
export class SpendingSketch {
  readonly #width: number
  readonly #cells: Float32Array

  constructor(tenants: number) {
    this.#width = 2 ** Math.ceil(Math.log2(tenants * cellsPerTenant))
    this.#cells = new Float32Array(rows * this.#width)
  }

  /** No less than the tenant has spent. */
  atMost(tenant: string): number {
    let place = hash(tenant, 0x01000193)
    const step = hash(tenant, 0x5bd1e995) | 1
    let least = Infinity
    for (let row = 0; row < rows; row += 1) {
      least = Math.min(least, this.#cells[this.#cellOf(row, place)] ?? 0)
      place += step
    }
    return least
  }

  /** The tenant has spent so much, or less. */
  raise(tenant: string, spent: number): void {
    let place = hash(tenant, 0x01000193)
    const step = hash(tenant, 0x5bd1e995) | 1
    const amount = roundedUp(spent)
    for (let row = 0; row < rows; row += 1) {
      const cell = this.#cellOf(row, place)
      if ((this.#cells[cell] ?? 0) < amount) this.#cells[cell] = amount
      place += step
    }
  }

  /** All cells. */
  get cells(): readonly number[] {
    return [...this.#cells]
  }

  /** Takes the cells of another sketch of the same size; false when they are of another. */
  load(cells: readonly number[]): boolean {
    if (cells.length !== this.#cells.length) return false
    this.#cells.set(cells)
    return true
  }

  #cellOf(row: number, place: number): number {
    return row * this.#width + (place & (this.#width - 1))
  }
}

/** As a number of single precision. */
function roundedUp(amount: number): number {
  const single = Math.fround(amount)
  return single < amount ? Math.fround(amount * (1 + 2 ** -23)) : single
}

/** A 32-bit hash of a text, the same in every process: FNV-1a with a prime of its own, mixed as MurmurHash3 does. Not for secrets. */
function hash(text: string, prime: number): number {
  let bits = 0x811c9dc5
  for (let index = 0; index < text.length; index += 1) bits = Math.imul(bits ^ text.charCodeAt(index), prime)
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b)
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35)
  return bits ^ (bits >>> 16)
}
