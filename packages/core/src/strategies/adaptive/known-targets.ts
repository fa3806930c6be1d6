import type { TargetState } from '../../contracts/target.ts'
import type { TargetKnowledge } from './target-knowledge.ts'

/** As many slots as there are at first: a power of two, as it stays. */
const fewestSlots = 16

/**
 * What is known of each target. It is found in the slot that the target's order names: a look into the map, among thousands, reads more
 * memory that is not in the processor's cache than to score a target does. Another target may have taken the slot; then the map has it.
 */
export class KnownTargets {
  readonly #all = new WeakMap<TargetState, TargetKnowledge>()
  /** At least as many as there are targets. */
  #slots = slots(fewestSlots)
  #count = 0

  get(target: TargetState): TargetKnowledge | undefined {
    const known = this.#slots[this.#slotOf(target)]
    return known?.target === target ? known : this.#find(target)
  }

  /** Of a target of which nothing is known yet. */
  add(known: TargetKnowledge): void {
    const { target } = known
    this.#all.set(target, known)
    this.#count += 1
    if (this.#count > this.#slots.length) this.#slots = slots(2 * this.#slots.length)
    this.#slots[this.#slotOf(target)] = known
  }

  /** Holds on to the target no longer. */
  delete(target: TargetState): void {
    if (!this.#all.delete(target)) return
    this.#count -= 1
    const slot = this.#slotOf(target)
    if (this.#slots[slot]?.target === target) this.#slots[slot] = undefined
  }

  #find(target: TargetState): TargetKnowledge | undefined {
    const known = this.#all.get(target)
    if (known !== undefined) this.#slots[this.#slotOf(target)] = known
    return known
  }

  #slotOf({ order }: TargetState): number {
    return order & (this.#slots.length - 1)
  }
}

function slots(count: number): (TargetKnowledge | undefined)[] {
  return new Array<TargetKnowledge | undefined>(count).fill(undefined)
}
