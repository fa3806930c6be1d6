import type { Candidates } from '../contracts/strategy.ts'
import type { TargetState } from '../contracts/target.ts'
import { randomIndex, type Random } from '../time/random.ts'
import { Reservoir } from './reservoir.ts'

/** Targets of one weight by the number of their running attempts. */
class WeightClass {
  readonly weight: number
  readonly #byCount = new Map<number, Member[]>()
  /** The fewest running attempts of any of them; Infinity when there are none. */
  fewest = Infinity

  constructor(weight: number) {
    this.weight = weight
  }

  /** Those with the fewest running attempts. */
  get leastBusy(): readonly Member[] {
    return this.#byCount.get(this.fewest) ?? []
  }

  add(member: Member): void {
    const { count } = member
    const same = this.#byCount.get(count)
    if (same === undefined) this.#byCount.set(count, [member])
    else same.push(member)
    member.place = (same?.length ?? 1) - 1
    if (count < this.fewest) this.fewest = count
  }

  remove({ count, place }: Member): void {
    const same = this.#byCount.get(count) ?? []
    const last = same.pop()
    if (last !== undefined && place < same.length) {
      same[place] = last
      last.place = place
    }
    if (same.length > 0) return
    this.#byCount.delete(count)
    if (count === this.fewest) this.fewest = Math.min(...this.#byCount.keys())
  }
}

interface Member {
  readonly target: TargetState
  readonly group: WeightClass
  /** The running attempts that it was last seen with, and its place among those with as many. */
  count: number
  place: number
}

/**
 * The targets of one list by their running attempts per weight, so that the least busy ones are at hand. Targets are grouped by
 * weight: within a group all that are tied are equal, so that drawing first a group, by the weight of its tied targets, and then
 * one of them breaks ties exactly in proportion to weight.
 */
export class InFlightIndex {
  readonly #members = new Map<TargetState, Member>()
  readonly #inTurn: Member[] = []
  readonly #groups: WeightClass[]
  readonly #random: Random
  readonly #reservoir: Reservoir
  #turn = 0

  constructor(candidates: Candidates, random: Random) {
    this.#random = random
    this.#reservoir = new Reservoir(random)
    const groups = new Map<number, WeightClass>()
    for (const target of candidates) {
      const { weight, inFlight: count } = target
      const group = groups.get(weight) ?? new WeightClass(weight)
      groups.set(weight, group)
      const member = { target, group, count, place: 0 }
      group.add(member)
      this.#members.set(target, member)
      this.#inTurn.push(member)
    }
    this.#groups = [...groups.values()]
  }

  /** Looks at a target anew; does nothing when it is not in the list. */
  update(target: TargetState): void {
    const member = this.#members.get(target)
    if (member !== undefined) this.#recount(member)
  }

  forget(target: TargetState): void {
    const member = this.#members.get(target)
    if (member === undefined) return
    member.group.remove(member)
    this.#members.delete(target)
    this.#inTurn.splice(this.#inTurn.indexOf(member), 1)
  }

  /** One of the least busy targets; undefined when none is left. */
  pick(): TargetState | undefined {
    this.#checkNext()
    for (;;) {
      const member = this.#draw()
      if (member === undefined || !this.#recount(member)) return member?.target
    }
  }

  /**
   * Looks at one target in turn: a change that was not reported, because its attempt began while the target belonged to another
   * tier, does not last.
   */
  #checkNext(): void {
    this.#turn = (this.#turn + 1) % Math.max(1, this.#inTurn.length)
    const member = this.#inTurn[this.#turn]
    if (member !== undefined) this.#recount(member)
  }

  #draw(): Member | undefined {
    let best: WeightClass | undefined
    this.#reservoir.empty()
    for (const group of this.#groups) {
      const share = group.weight * group.leastBusy.length
      if (this.#reservoir.takes(group.fewest / group.weight, share)) best = group
    }
    const equals = best?.leastBusy ?? []
    return equals[randomIndex(equals.length, this.#random)]
  }

  /** Moves a member to where its running attempts are now; true when they have changed. */
  #recount(member: Member): boolean {
    const { inFlight } = member.target
    if (inFlight === member.count) return false
    member.group.remove(member)
    member.count = inFlight
    member.group.add(member)
    return true
  }
}
