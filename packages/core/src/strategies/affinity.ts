import type { CallFacts } from '../contracts/call.ts'
import type { Candidates, Strategy } from '../contracts/strategy.ts'
import type { TargetState } from '../contracts/target.ts'
import { checkFunction, checkKnown } from '../options.ts'
import { createBinding } from './binding.ts'
import { derivedValues } from './derived-values.ts'
import { leastInFlight } from './least-in-flight.ts'
import { hashText, mixBits } from './text-hash.ts'

/** Gives the key by which a call sticks to a target; none (undefined or empty) lets the fallback choose. */
export type AffinityKey = (call: CallFacts) => string | undefined

/** Settings of `affinity`. */
export interface AffinityOptions {
  /** @default (call) => call.affinityKey */
  readonly key?: AffinityKey
  /** Chooses for calls without a key. Belongs to this strategy. @default leastInFlight() */
  readonly fallback?: Strategy
}

/**
 * Sends calls with the same key (a session, the start of a prompt) to the same target, whose caches then know it. The
 * target is the winner of a weighted rendezvous (Thaler and Ravishankar, "Using name-based mappings to increase hit
 * rates", 1998; weights after Schindelhauer and Schomaker, 2005): keys spread by weight; when a target is out only its
 * own keys move, and they come back with it; every process decides alike, by the targets' ids. O(n).
 *
 * @throws TypeError naming the option that is wrong
 */
export function affinity(options: AffinityKey | AffinityOptions = {}): Strategy {
  const given = typeof options === 'function' ? { key: options } : options
  checkKnown('affinity', given, ['key', 'fallback'])
  const { key = (call: CallFacts) => call.affinityKey, fallback = leastInFlight() } = given
  checkFunction('key', key)
  checkFunction('fallback.pick', (fallback as Partial<Strategy> | null)?.pick)
  const binding = createBinding('affinity')
  const hashOf = idHash()
  const hashesOf = derivedValues(hashOf)

  return {
    name: 'affinity',
    bind(environment) {
      binding.bind(environment)
      fallback.bind?.(environment)
    },
    pick(candidates, call, now) {
      const text = key(call)
      if (text === undefined || text === '') return fallback.pick(candidates, call, now)
      return winner(candidates, hashesOf(candidates), hashText(text))
    },
    forget: (target) => fallback.forget?.(target),
    ...(fallback.meter === undefined ? {} : { meter: fallback.meter }),
  }
}

/** The candidate with the largest −weight / ln u, u being the hash of key and target as a number within (0, 1). */
function winner(candidates: Candidates, hashes: readonly number[], keyHash: number): TargetState {
  let best = candidates.at(0)
  let bestScore = -1
  for (let index = 0; index < candidates.length; index += 1) {
    const target = candidates.at(index)
    const uniform = (mixBits((hashes[index] ?? 0) ^ keyHash) + 0.5) / 4_294_967_296
    const score = -target.weight / Math.log(uniform)
    if (score <= bestScore) continue
    best = target
    bestScore = score
  }
  return best
}

/** The hash of a target's id, worked out once. */
function idHash(): (target: TargetState) => number {
  const hashes = new WeakMap<TargetState, number>()
  return (target) => {
    const known = hashes.get(target)
    if (known !== undefined) return known
    const hash = hashText(target.id)
    hashes.set(target, hash)
    return hash
  }
}
