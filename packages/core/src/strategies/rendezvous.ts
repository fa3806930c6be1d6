import type { Candidates } from '../contracts/strategy.ts'
import type { TargetState } from '../contracts/target.ts'
import { RevisionCache } from './revision-cache.ts'
import { hashText, mixBits } from './text-hash.ts'

/** Candidates of one weight with the hashes of their ids. */
interface HashGroup {
  readonly weight: number
  readonly members: { readonly target: TargetState; readonly hash: number }[]
}

/** Candidates are grouped by weight at the third pick from the same list. */
const firstGroupedPick = 3

/**
 * Which target wins a key: the one with the smallest −ln u / weight, u being the hash of key and target as a number within (0, 1).
 * Of equal weights that is the largest hash, so that a logarithm is needed once per weight only.
 */
export class Rendezvous {
  readonly #hashes = new WeakMap<TargetState, number>()
  readonly #champion = new Champion()
  readonly #grouped = new RevisionCache((candidates) => this.#groupsOf(candidates), firstGroupedPick)

  winner(candidates: Candidates, key: string): TargetState {
    const keyHash = hashText(key)
    const groups = this.#grouped.of(candidates)
    const champion = this.#champion
    champion.reset(candidates.at(0))
    if (groups === undefined) {
      for (let place = 0; place < candidates.length; place += 1) {
        const target = candidates.at(place)
        champion.challenge(target, target.weight, mixBits(this.#hashOf(target) ^ keyHash))
      }
    } else for (const group of groups) challengeAll(champion, group, keyHash)
    return champion.target ?? candidates.at(0)
  }

  #groupsOf(candidates: Candidates): HashGroup[] {
    const groups = new Map<number, HashGroup>()
    for (const target of candidates) {
      const { weight } = target
      const group = groups.get(weight) ?? { weight, members: [] }
      groups.set(weight, group)
      group.members.push({ target, hash: this.#hashOf(target) })
    }
    return [...groups.values()]
  }

  #hashOf(target: TargetState): number {
    const known = this.#hashes.get(target)
    if (known !== undefined) return known
    const hash = hashText(target.id)
    this.#hashes.set(target, hash)
    return hash
  }
}

function challengeAll(champion: Champion, { weight, members }: HashGroup, keyHash: number): void {
  let best = -1
  for (const { target, hash } of members) {
    const mixed = mixBits(hash ^ keyHash)
    if (mixed < best) continue
    best = mixed
    champion.challenge(target, weight, mixed)
  }
}

/** The best target so far. Of targets whose ids have one hash the first id wins, so that every process decides alike. */
class Champion {
  target: TargetState | undefined
  #weight = 0
  #hash = -1
  /** Undefined until a target of another weight asks for it. */
  #distance: number | undefined = Infinity

  /** Begins anew, with a target that every other one beats. */
  reset(first: TargetState): void {
    this.target = first
    this.#weight = 0
    this.#hash = -1
    this.#distance = Infinity
  }

  challenge(target: TargetState, weight: number, hash: number): void {
    if (weight === this.#weight ? this.#isBehind(hash, target) : this.#isFurther(hash, weight)) return
    this.target = target
    this.#weight = weight
    this.#hash = hash
    this.#distance = undefined
  }

  #isBehind(hash: number, { id }: TargetState): boolean {
    return hash < this.#hash || (hash === this.#hash && id >= (this.target?.id ?? ''))
  }

  #isFurther(hash: number, weight: number): boolean {
    this.#distance ??= distanceOf(this.#hash, this.#weight)
    return distanceOf(hash, weight) >= this.#distance
  }
}

/** −ln u / weight. */
function distanceOf(hash: number, weight: number): number {
  return -Math.log((hash + 0.5) / 4_294_967_296) / weight
}
