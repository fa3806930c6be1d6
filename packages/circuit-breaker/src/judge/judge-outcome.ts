import { failureRules, type Failure, type Outcome } from '@llm-balancer/core'
import type { CircuitVerdict, Judgement } from '../contracts/verdict.ts'

const success: Judgement = { verdict: 'success' }
const neutral: Judgement = { verdict: 'neutral' }
const failure: Judgement = { verdict: 'failure' }

/** The judgements without a hint of the service. */
export const plainJudgements: Readonly<Record<CircuitVerdict, Judgement>> = { success, neutral, failure }

/**
 * What an outcome of the core says about a circuit. Of failures only kinds count that are the target's own fault and are
 * charged to it (`failureRules`): a bad key, a limit or a caller's bad request are neutral.
 */
export function judgeOutcome(outcome: Outcome | CircuitVerdict): Judgement {
  if (typeof outcome === 'string') return plainJudgements[outcome]
  return outcome.type === 'failure' ? judgeFailure(outcome) : plainJudgements[outcome.type]
}

/** What a classified failure says about a circuit. */
export function judgeFailure({ kind, scope, retryAfterMs }: Failure): Judgement {
  // Another release of the core may know other kinds.
  if (scope !== 'target' || !Object.hasOwn(failureRules, kind)) return neutral
  if (!failureRules[kind].countsAgainstTarget) return neutral
  return retryAfterMs === undefined ? failure : { verdict: 'failure', retryAfterMs }
}
