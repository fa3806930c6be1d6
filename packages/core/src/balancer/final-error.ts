import { failureRules } from '../errors/failure.ts'
import { AllTargetsFailedError, NoTargetAvailableError, type FailedAttempt } from '../errors/run-errors.ts'
import { consideredTargets } from './availability.ts'
import { eligibleTargets, failuresOn, isAllowed } from './eligible-targets.ts'
import type { Run } from './state.ts'

/** What a run fails with when nothing is left to try: the one attempt's own error, or all of them with their reasons. */
export function finalError<Client>(run: Run<Client>): unknown {
  const { errors, failed, engine } = run
  const retryAfterMs = retryAfterOf(run)
  const hint = retryAfterMs === undefined ? '' : `, try again in ${Math.ceil(retryAfterMs)} ms`
  const considered = consideredTargets(run)
  const untried = considered.filter(({ id }) => failuresOn(run, id).length === 0)
  const reasons = untried.map(({ id, reason }) => `${id}: ${reason}`).join('; ')
  if (errors.length === 0) {
    const why = engine.present.length === 0 ? 'has no targets; add one' : 'no target may take the call now'
    const message = `balancer: ${why}${reasons && ` (${reasons})`}${hint}`
    return new NoTargetAvailableError(message, { considered, retryAfterMs })
  }
  const alone = run.options.pin !== undefined || run.maxAttempts === 1 || engine.entries.length === 1
  if (errors.length === 1 && alone) return errors[0]
  const list = failed.map(describeAttempt).join('; ')
  const what = errors.length === 1 ? 'the only attempt' : `all ${errors.length} attempts`
  const notTried = reasons && `, not tried: ${reasons}`
  return new AllTargetsFailedError(`balancer: ${what} failed (${list})${notTried}${hint}`, {
    errors: [...errors],
    attempts: [...failed],
    considered,
    retryAfterMs,
  })
}

/** `eu: network ECONNREFUSED`. */
function describeAttempt({ targetId, kind, status, code }: FailedAttempt): string {
  return [`${targetId}: ${kind}`, status, code].filter((part) => part !== undefined).join(' ')
}

/** Milliseconds until the first target that could serve this run is available again, as far as that is known. */
function retryAfterOf<Client>(run: Run<Client>): number | undefined {
  const [soonest] = eligibleTargets(run, (_, entry) => {
    const failures = failuresOn(run, entry.view.id)
    return isAllowed(run, entry) && failures.every((one) => failureRules[one.kind].then !== 'stop')
  })
  const delayMs = soonest?.delayMs
  return delayMs === 0 || delayMs === Infinity ? undefined : delayMs
}
