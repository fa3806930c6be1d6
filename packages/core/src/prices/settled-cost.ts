import type { Outcome } from '../contracts/outcome.ts'
import type { FailureKind } from '../errors/failure.ts'

/** After these the vendor may have worked on the call, and charge for it, although it did not say how many tokens that took. */
const mayCost: readonly (FailureKind | undefined)[] = [
  'aborted',
  'timeout',
  'invalid-response',
  'stream-interrupted',
  undefined,
]

/**
 * What an attempt that has ended cost, as far as can be told: in micro-dollars. Where its usage is not known it is what was reserved,
 * unless the call was refused or never sent.
 */
export function settledCost(outcome: Outcome, reservedMicroUsd: number): number {
  if (outcome.costMicroUsd !== undefined) return outcome.costMicroUsd
  if (outcome.type === 'success' || outcome.usage !== undefined) return reservedMicroUsd
  if (outcome.type === 'neutral' && outcome.unsent === true) return 0
  return mayCost.includes(outcome.kind) ? reservedMicroUsd : 0
}
