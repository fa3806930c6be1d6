import type { CallFacts } from '../contracts/call.ts'

/** Facts of a first, plain call of unknown size that began at 0 ms, but for those given. */
export function callFacts(facts: Partial<CallFacts> = {}): CallFacts {
  return {
    inputTokens: 0,
    outputTokens: 0,
    affinityKey: undefined,
    attempt: 1,
    startedAt: 0,
    streaming: false,
    ...facts,
  }
}
