import type { Candidates } from '../contracts/strategy.ts'
import type { TargetState } from '../contracts/target.ts'
import { CandidateView, type ListFacts } from './candidate-view.ts'
import { RevisionCache } from './revision-cache.ts'

interface Tier {
  readonly targets: readonly TargetState[]
  readonly facts: ListFacts
}

/** The candidates of the lowest priority number. O(1) where all have the same, else O(n) when the candidates have changed. */
export class FirstTier {
  readonly #kept = new RevisionCache(tierOf)
  readonly #view = new CandidateView()

  /** What is given is the same view every time. */
  of(candidates: Candidates): Candidates {
    if (candidates.hasOnePriority) return candidates
    const { targets, facts } = this.#kept.of(candidates) ?? tierOf(candidates)
    this.#view.show(targets, candidates.revision, facts)
    return this.#view
  }

  /** Holds on to no target. */
  clear(): void {
    this.#kept.clear()
    this.#view.show([], 0)
  }
}

function tierOf(candidates: Candidates): Tier {
  let targets: TargetState[] = []
  let first = Infinity
  let maxWeight = 0
  for (let place = 0; place < candidates.length; place += 1) {
    const target = candidates.at(place)
    const { priority, weight } = target
    if (priority > first) continue
    if (priority < first) {
      first = priority
      targets = []
      maxWeight = 0
    }
    targets.push(target)
    maxWeight = Math.max(maxWeight, weight)
  }
  return { targets, facts: { maxWeight, hasOnePriority: true } }
}
