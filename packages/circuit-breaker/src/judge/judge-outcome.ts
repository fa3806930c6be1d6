import type { Outcome } from '@llm-balancer/core'
import { failureRules, type Failure } from '@llm-balancer/core/errors'
import type { CircuitVerdict, Judgement } from '../contracts/verdict.ts'

const success: Judgement = { verdict: 'success' }
const neutral: Judgement = { verdict: 'neutral' }
const failure: Judgement = { verdict: 'failure' }

/** The judgements that say nothing about when to come back. */
export const plainJudgements: Readonly<Record<CircuitVerdict, Judgement>> = { success, neutral, failure }

/**
 * What an outcome of the core means to a circuit. A failure counts when it is of a kind that is the target's own fault and
 * was charged to the target (`failureRules`): a bad key, a used-up limit or a caller's bad request is neutral.
 */
export function judgeOutcome(outcome: Outcome | CircuitVerdict): Judgement {
  if (typeof outcome === 'string') return plainJudgements[outcome]
  const judgement = outcome.type === 'failure' ? judgeFailure(outcome) : plainJudgements[outcome.type]
  const { firstContentMs, durationMs } = outcome
  const isStream = firstContentMs !== undefined && firstContentMs < durationMs
  return isStream ? { ...judgement, answerMs: firstContentMs } : judgement
}

/** What a classified failure means to a circuit. */
export function judgeFailure({ kind, scope, retryAfterMs }: Failure): Judgement {
  // Another release of the core may know other kinds.
  if (scope !== 'target' || !Object.hasOwn(failureRules, kind)) return neutral
  if (!failureRules[kind].countsAgainstTarget) return neutral
  return retryAfterMs === undefined ? failure : { verdict: 'failure', retryAfterMs }
}
