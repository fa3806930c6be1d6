import type { Outcome } from '../contracts/outcome.ts'
import { defined } from '../options/defined.ts'
import type { EndedAttempt } from './learn-from.ts'

/**
 * What the guards of a target hear of an outcome: one run counts at most once per target and kind against them; and a target that
 * says "too much" is first asked less, before its circuit hears of it.
 */
export function heardByGuards<Client>(
  { target, run, isCurrent }: EndedAttempt<Client>,
  outcome: Outcome,
): Outcome {
  if (outcome.type !== 'failure') return outcome
  const isRepeated = run.tried.get(target)?.some((one) => one.kind === outcome.kind) === true
  const isAskedLess =
    outcome.kind === 'overloaded' && isCurrent && target.window.canShrinkFrom(target.inFlight)
  if (!isRepeated && !isAskedLess) return outcome
  const { kind, durationMs, usage, costMicroUsd } = outcome
  return { type: 'neutral', kind, durationMs, ...defined({ usage, costMicroUsd }) }
}
