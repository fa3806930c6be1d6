import type { AttemptRecord } from '../contracts/trail.ts'

/** How many targets have refused the request of a run as wrong; of a group, the targets inside it. */
export function countRefusals(records: readonly AttemptRecord[]): number {
  let count = 0
  for (const { group = [], outcome } of records) {
    if (group.length > 0) count += countRefusals(group)
    else if (outcome?.type === 'neutral' && outcome.kind === 'bad-request') count += 1
  }
  return count
}
