import type { WallFault } from './faults.ts'
import type { Interrupted } from './run-fault.ts'
import type { Judgement, Verdict } from './verdict.ts'

/** What came of one fault, with either answer to a stream that breaks. */
export type WallResult = Pick<WallFault, 'id' | 'title'> & Readonly<Record<Interrupted, Judgement>>

const verdicts: readonly Verdict[] = ['pass', 'partial', 'safe', 'fail']

/** How many of each verdict: `10 pass, 2 partial`. */
export function summary(results: readonly WallResult[], interrupted: Interrupted): string {
  return verdicts
    .map((one) => [results.filter((result) => result[interrupted].verdict === one).length, one] as const)
    .filter(([count]) => count > 0)
    .map((entry) => entry.join(' '))
    .join(', ')
}
