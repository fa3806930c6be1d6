import { BudgetExceededError } from '../errors/policy-errors.ts'
import { readProperty } from '../options/read-property.ts'
import type { Target } from '../targets/target.ts'
import { mostConsidered } from './considered.ts'
import type { Run } from './run.ts'

/**
 * The error of a run that no target may serve only because of what it may cost, or of guards that give an error of their own; of
 * several the one with the shortest wait. Undefined when something else is in the way.
 */
export function refusalOf<Client>(run: Run<Client>): Error | undefined {
  let refusal: Error | undefined
  let looked = 0
  for (const target of run.engine.targets.all) {
    if (looked === mostConsidered) break
    if (!target.isActive || !run.filter.accepts(target)) continue
    looked += 1
    const one = refusalBy(run, target)
    if (one === undefined) return undefined
    if (refusal === undefined || waitOf(one) < waitOf(refusal)) refusal = one
  }
  return refusal
}

function refusalBy<Client>(run: Run<Client>, target: Target<Client>): Error | undefined {
  const { call, engine, spending } = run
  if (spending?.affords(target, call) === false) {
    const message = `balancer: no target may serve the call for ${spending.limitUsd} US dollars`
    return new BudgetExceededError(message, { limitUsd: spending.limitUsd })
  }
  const now = engine.clock.now()
  const error: unknown = target.guards.find((guard) => guard.availableAt(now, call) > now)?.refusal(now, call)
  return error instanceof Error ? error : undefined
}

function waitOf(error: Error): number {
  const retryAfterMs = readProperty(error, 'retryAfterMs')
  return typeof retryAfterMs === 'number' ? retryAfterMs : Infinity
}
