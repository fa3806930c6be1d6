import type { AttemptRecord } from '../contracts/trail.ts'

/** What the attempts inside a group cost together; undefined when that is not known of one of them that used tokens. */
export function costOfTrail(trail: readonly AttemptRecord[]): number | undefined {
  let sum: number | undefined
  for (const { outcome } of trail) {
    if (outcome?.costMicroUsd !== undefined) sum = (sum ?? 0) + outcome.costMicroUsd
    else if (outcome?.usage !== undefined) return undefined
  }
  return sum
}
