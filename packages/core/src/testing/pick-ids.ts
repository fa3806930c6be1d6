import type { CallFacts } from '../contracts/call.ts'
import type { Candidates, Strategy } from '../contracts/strategy.ts'
import { callFacts } from './call-facts.ts'

/** What {@link pickIds} asks, and how often. */
export interface PickIdsOptions {
  readonly strategy: Strategy
  readonly candidates: Candidates
  /** Number of picks. @default 1 */
  readonly count?: number
  /** @default callFacts() */
  readonly call?: CallFacts
  /** Clock time in ms of every pick. @default 0 */
  readonly now?: number
}

/** Asks a strategy under test several times, telling it of no start and no end; gives the ids of its choices. */
export function pickIds(options: PickIdsOptions): string[] {
  const { strategy, candidates, count = 1, call = callFacts(), now = 0 } = options
  return Array.from({ length: count }, () => strategy.pick(candidates, call, now).id)
}
