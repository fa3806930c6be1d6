import type { Candidates } from '../contracts/strategy.ts'
import type { TargetState } from '../contracts/target.ts'
import { CandidateView } from '../strategies/candidate-view.ts'

/**
 * Candidates for a strategy under test, in their `order`, as a balancer shows them. With a `revision` above 0 the strategy may
 * keep what it derives from them, so give each change of the targets a new one.
 *
 * @param revision 0 is a view for one pick. @default 0
 * @param maxWeight Infinity where no bound is known. @default the largest weight
 */
export function candidatesOf(
  targets: readonly TargetState[],
  revision = 0,
  maxWeight: number = Math.max(0, ...targets.map(({ weight }) => weight)),
): Candidates {
  const view = new CandidateView()
  const hasOnePriority = new Set(targets.map(({ priority }) => priority)).size < 2
  view.show(
    targets.toSorted((one, other) => one.order - other.order),
    revision,
    { maxWeight, hasOnePriority },
  )
  return view
}
