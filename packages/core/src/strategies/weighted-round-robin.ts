import type { Candidates, Strategy } from '../contracts/strategy.ts'
import type { TargetState } from '../contracts/target.ts'
import { defineStrategy } from './define-strategy.ts'
import { RevisionCache } from './revision-cache.ts'

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
 * a new weight, or a target that leaves, starts all claims anew. O(n): for thousands of targets take `weightedRandom`.
 */
export function weightedRoundRobin(): Strategy {
  return defineStrategy('weighted-round-robin', () => {
    const turns = new Turns()
    const kept = new RevisionCache((candidates) => turns.of(candidates))
    return {
      pick: (candidates) => serve(kept.of(candidates) ?? turns.of(candidates)) ?? candidates.at(0),
      forget(target) {
        turns.forget(target)
      },
    }
  })
}

/** The target with the largest claim, which pays for all. */
function serve(turns: readonly Turn[]): TargetState | undefined {
  let best: Turn | undefined
  let total = 0
  for (const turn of turns) {
    turn.claim += turn.weight
    total += turn.weight
    if (best === undefined || turn.claim > best.claim) best = turn
  }
  if (best !== undefined) best.claim -= total
  return best?.target
}

class Turns {
  readonly #byTarget = new Map<TargetState, Turn>()

  /** The turns of the candidates, with their present weights. */
  of(candidates: Candidates): readonly Turn[] {
    return Array.from(candidates, (target) => this.#turnOf(target))
  }

  forget(target: TargetState): void {
    if (this.#byTarget.delete(target)) this.#startAnew()
  }

  #turnOf(target: TargetState): Turn {
    const { weight } = target
    const turn = this.#byTarget.get(target) ?? { target, weight, claim: 0 }
    this.#byTarget.set(target, turn)
    if (turn.weight !== weight) this.#startAnew()
    turn.weight = weight
    return turn
  }

  #startAnew(): void {
    for (const turn of this.#byTarget.values()) turn.claim = 0
  }
}
