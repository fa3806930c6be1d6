const rows = 4

/**
 * What many tenants have spent, in memory that does not depend on how many there are: a count-min sketch with conservative
 * updates (Estan and Varghese 2002; Cormode and Muthukrishnan 2005). It never says less than a tenant has spent; it may say more,
 * because tenants share cells.
 */
export class SpendingSketch {
  readonly #width: number
  readonly #cells: Float64Array

  /** @param tenants so many are told apart well */
  constructor(tenants: number) {
    this.#width = 2 ** Math.ceil(Math.log2(Math.max(2, tenants)))
    this.#cells = new Float64Array(rows * this.#width)
  }

  /** No less than the tenant has spent. */
  atMost(tenant: string): number {
    let least = Infinity
    for (const place of this.#placesOf(tenant)) least = Math.min(least, this.#cells[place] ?? 0)
    return least
  }

  /** The tenant has spent so much, or less. */
  raise(tenant: string, spent: number): void {
    for (const place of this.#placesOf(tenant)) {
      this.#cells[place] = Math.max(this.#cells[place] ?? 0, spent)
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

  /** A place in each row. Two hashes give them all (Kirsch and Mitzenmacher 2006). */
  *#placesOf(tenant: string): Generator<number> {
    const [first, second] = twoHashes(tenant)
    for (let row = 0; row < rows; row += 1) {
      yield row * this.#width + (((first + row * second) >>> 0) & (this.#width - 1))
    }
  }
}

/** Two 32-bit hashes of a text, the same in every process: FNV-1a with two primes, mixed as MurmurHash3 does. Not for secrets. */
function twoHashes(text: string): [first: number, second: number] {
  let first = 0x811c9dc5
  let second = 0x9e3779b1
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index)
    first = Math.imul(first ^ unit, 0x01000193)
    second = Math.imul(second ^ unit, 0x5bd1e995)
  }
  return [mixed(first), mixed(second) | 1]
}

function mixed(bits: number): number {
  const half = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b)
  const whole = Math.imul(half ^ (half >>> 13), 0xc2b2ae35)
  return whole ^ (whole >>> 16)
}
