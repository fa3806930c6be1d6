import type { Strategy } from '../contracts/strategy.ts'
import type { TargetState } from '../contracts/target.ts'
import { defineStrategy } from './define-strategy.ts'
import { derivedValues } from './derived-values.ts'

interface Turn {
  readonly target: TargetState
  weight: number
  /** What the target is owed, in units of weight. Over all targets the claims add up to 0. */
  claim: number
}

/**
 * Takes turns in proportion to weight and never in bursts: 5:1:1 gives a a b a c a a. Before each pick every candidate's
 * claim grows by its weight; the largest claim is served and pays for all. (nginx's smooth weighted round robin,
 * `ngx_http_upstream_round_robin.c`.) A target that is out gathers no claim, so that it does not burst when it returns;
 * a new weight, or a target that leaves, starts all claims anew. O(n).
 */
export function weightedRoundRobin(): Strategy {
  const turns = new Map<TargetState, Turn>()
  const startAnew = (): void => {
    for (const turn of turns.values()) turn.claim = 0
  }
  const turnsOf = derivedValues((target) => {
    const turn = turns.get(target) ?? { target, weight: target.weight, claim: 0 }
    turns.set(target, turn)
    if (turn.weight !== target.weight) startAnew()
    turn.weight = target.weight
    return turn
  })

  return defineStrategy('weighted-round-robin', () => ({
    pick(candidates) {
      let best: Turn | undefined
      let total = 0
      for (const turn of turnsOf(candidates)) {
        turn.claim += turn.weight
        total += turn.weight
        if (best === undefined || turn.claim > best.claim) best = turn
      }
      if (best === undefined) return candidates.at(0)
      best.claim -= total
      return best.target
    },
    forget(target) {
      if (turns.delete(target)) startAnew()
    },
  }))
}
