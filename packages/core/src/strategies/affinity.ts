import type { CallFacts } from '../contracts/call.ts'
import type { Strategy } from '../contracts/strategy.ts'
import { readOptions, type OptionTable } from '../options/read-options.ts'
import { checkFunction } from '../options/checks.ts'
import { defined } from '../options/defined.ts'
import { checkStrategy } from './check-strategy.ts'
import { defineStrategy } from './define-strategy.ts'
import { leastInFlight } from './least-in-flight.ts'
import { Rendezvous } from './rendezvous.ts'

/** Gives the key by which a call sticks to a target; none (undefined or empty) lets the fallback choose. */
export type AffinityKey = (call: CallFacts) => string | undefined

/** Settings of `affinity`. */
export interface AffinityOptions {
  /** @default (call) => call.affinityKey */
  readonly key?: AffinityKey
  /** Chooses for calls without a key. Belongs to this strategy. @default leastInFlight() */
  readonly fallback?: Strategy
}

const table: OptionTable<AffinityOptions & { readonly key: AffinityKey }> = {
  key: [checkFunction, (call: CallFacts) => call.affinityKey],
  fallback: [checkStrategy],
}

/**
 * Sends calls with the same key (a session, the start of a prompt) to the same target, whose caches then know it. The
 * target is the winner of a weighted rendezvous (Thaler and Ravishankar, "Using name-based mappings to increase hit
 * rates", 1998; weights after Schindelhauer and Schomaker, 2005): keys spread by weight; when a target is blocked only its
 * own keys move, and they come back with it; every process decides alike, by the targets' ids. O(n), a few nanoseconds per
 * target.
 *
 * @throws TypeError naming the option that is wrong
 */
export function affinity(options: AffinityKey | AffinityOptions = {}): Strategy {
  const given = typeof options === 'function' ? { key: options } : options
  const { key, fallback = leastInFlight() } = readOptions('affinity', given, table)
  return defineStrategy('affinity', () => {
    const rendezvous = new Rendezvous()
    return {
      ...defined({ meter: fallback.meter }),
      bind: (environment) => fallback.bind?.(environment),
      pick(candidates, call, now) {
        const text = key(call)
        if (text === undefined || text === '') return fallback.pick(candidates, call, now)
        return rendezvous.winner(candidates, text)
      },
      forget: (target) => fallback.forget?.(target),
    }
  })
}
