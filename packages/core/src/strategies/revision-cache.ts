import type { Candidates } from '../contracts/strategy.ts'

interface Kept<Value> {
  revision: number
  value: Value | undefined
  picks: number
  usedAt: number
}

/** Revisions that are kept: several views, such as one per tag, may alternate from pick to pick. */
const mostKept = 4

/** What a strategy derives from its candidates, kept by their revision. Nothing is kept for revision 0. */
export class RevisionCache<Value> {
  readonly #derive: (candidates: Candidates) => Value
  readonly #firstPick: number
  readonly #kept: Kept<Value>[] = []
  #uses = 0

  /**
   * @param firstPick the pick of one revision from which on its value is worth deriving: a list that changes from pick to pick is
   * better read as it is
   */
  constructor(derive: (candidates: Candidates) => Value, firstPick = 1) {
    this.#derive = derive
    this.#firstPick = firstPick
  }

  /** The value of these candidates; undefined where it is not kept: derive it for this pick only, or do without. */
  of(candidates: Candidates): Value | undefined {
    const { revision } = candidates
    if (revision === 0) return undefined
    const kept = this.#find(revision)
    kept.usedAt = this.#uses += 1
    if (kept.value !== undefined) return kept.value
    kept.picks += 1
    return kept.picks < this.#firstPick ? undefined : (kept.value = this.#derive(candidates))
  }

  /** Visits every value that is kept. */
  forEach(visit: (value: Value) => void): void {
    for (const { value } of this.#kept) if (value !== undefined) visit(value)
  }

  /** Holds on to nothing. */
  clear(): void {
    this.#kept.length = 0
  }

  #find(revision: number): Kept<Value> {
    let oldest: Kept<Value> | undefined
    for (const one of this.#kept) {
      if (one.revision === revision) return one
      if (oldest === undefined || one.usedAt < oldest.usedAt) oldest = one
    }
    const fresh = { revision, value: undefined, picks: 0, usedAt: 0 }
    if (oldest !== undefined && this.#kept.length === mostKept) return Object.assign(oldest, fresh)
    this.#kept.push(fresh)
    return fresh
  }
}
