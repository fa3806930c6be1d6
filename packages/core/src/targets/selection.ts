import type { TargetState } from '../contracts/target.ts'
import { placeFrom } from '../strategies/candidate-view.ts'
import { Heap } from './heap.ts'
import type { Target } from './target.ts'

/**
 * The targets that pass one filter: the available ones as a list in the order in which they were added, the blocked ones by the
 * time at which they come back. Kept up to date target by target, so that a pick copies nothing and asks none of them.
 */
export class Selection<Client> {
  readonly #accepts: (target: Target<Client>) => boolean
  readonly #nextRevision: () => number
  readonly #available: TargetState[] = []
  readonly #blocked = new Heap<Target<Client>>((target) => target.comesBackAt)
  readonly #weights = new Map<number, number>()
  readonly #weightOf = new Map<TargetState, number>()
  #maxWeight = 0
  /** That of the first target that was in the list. */
  #priority: number | undefined
  #hasOnePriority = true
  #revision: number

  /**
   * @param accepts the filter; asked anew whenever a target is placed
   * @param nextRevision gives a number that no list of the balancer had before
   */
  constructor(accepts: (target: Target<Client>) => boolean, nextRevision: () => number) {
    this.#accepts = accepts
    this.#nextRevision = nextRevision
    this.#revision = nextRevision()
  }

  /** What strategies choose from. */
  get available(): readonly TargetState[] {
    return this.#available
  }

  /** The blocked ones, the one that comes back first at the front. */
  get blocked(): Heap<Target<Client>> {
    return this.#blocked
  }

  /** Changes with every change of the list or of a setting of a target in it. */
  get revision(): number {
    return this.#revision
  }

  /** The largest weight in the list. */
  get maxWeight(): number {
    return this.#maxWeight
  }

  /** True: all targets in the list have the same priority. False once they have differed. */
  get hasOnePriority(): boolean {
    return this.#hasOnePriority
  }

  get size(): number {
    return this.#available.length + this.#blocked.size
  }

  /** Puts a target where it belongs now: it is `available`, `blocked`, or `gone`. */
  place(target: Target<Client>, where: 'available' | 'blocked' | 'gone'): void {
    const place = where === 'gone' || this.#accepts(target) ? where : 'gone'
    if (place === 'blocked') this.#blocked.put(target)
    else this.#blocked.delete(target)
    if (place === 'available') this.#add(target.state)
    else this.#remove(target.state)
  }

  /** A setting of a target has changed. */
  touch(target: Target<Client>): void {
    if (!this.#forgetWeight(target.state)) return
    this.#note(target.state)
    this.#revision = this.#nextRevision()
  }

  #add(state: TargetState): void {
    if (this.#weightOf.has(state)) return
    const last = this.#available.at(-1)
    if (last === undefined || last.order < state.order) this.#available.push(state)
    else this.#available.splice(placeFrom(this.#available, state.order), 0, state)
    this.#note(state)
    this.#revision = this.#nextRevision()
  }

  #remove(state: TargetState): void {
    if (!this.#forgetWeight(state)) return
    this.#available.splice(placeFrom(this.#available, state.order), 1)
    this.#revision = this.#nextRevision()
  }

  #note(state: TargetState): void {
    const { weight, priority } = state
    this.#weightOf.set(state, weight)
    this.#weights.set(weight, (this.#weights.get(weight) ?? 0) + 1)
    this.#maxWeight = Math.max(this.#maxWeight, weight)
    this.#priority ??= priority
    if (priority !== this.#priority) this.#hasOnePriority = false
  }

  /** False when the target is not in the selection. */
  #forgetWeight(state: TargetState): boolean {
    const weight = this.#weightOf.get(state)
    if (weight === undefined) return false
    this.#weightOf.delete(state)
    const count = (this.#weights.get(weight) ?? 0) - 1
    if (count > 0) this.#weights.set(weight, count)
    else {
      this.#weights.delete(weight)
      if (weight === this.#maxWeight) this.#maxWeight = Math.max(0, ...this.#weights.keys())
    }
    return true
  }
}
