import { failureRules } from '../errors/failure.ts'
import { AllTargetsFailedError, NoTargetAvailableError } from '../errors/run-errors.ts'
import { allows, hopesOf, triesOf } from './hopes.ts'
import { consider } from './standing.ts'
import type { Run } from './state.ts'

/** What a run fails with when nothing is left to try: the one attempt's own error, or all of them with their reasons. */
export function finalError<Client>(run: Run<Client>): unknown {
  const { errors, failed } = run
  const retryAfterMs = retryAfterOf(run)
  const hint = retryAfterMs === undefined ? '' : `, retry in ${Math.ceil(retryAfterMs)} ms`
  if (errors.length === 0) {
    const considered = consider(run)
    const reasons = considered.map((one) => `${one.id}: ${one.reason}`).join('; ')
    const message = `balancer: no target may take the call now (${reasons})${hint}`
    return new NoTargetAvailableError(message, { considered, retryAfterMs })
  }
  const alone = run.options.pin !== undefined || run.maxAttempts === 1 || run.engine.entries.length === 1
  if (errors.length === 1 && alone) return errors[0]
  const reasons = failed.map(({ targetId, kind, status = '' }) => `${targetId}: ${kind} ${status}`.trim())
  const message = `balancer: all ${failed.length} attempts failed (${reasons.join('; ')})${hint}`
  return new AllTargetsFailedError(message, { errors: [...errors], attempts: [...failed], retryAfterMs })
}

/** Milliseconds until the first target that could serve this run is available again, as far as that is known. */
function retryAfterOf<Client>(run: Run<Client>): number | undefined {
  const [hope] = hopesOf(run, (entry) => {
    const tries = triesOf(run, entry.view.id)
    return allows(run, entry) && tries.every((one) => failureRules[one.kind].then !== 'stop')
  })
  const delayMs = hope?.delayMs
  return delayMs === 0 || delayMs === Infinity ? undefined : delayMs
}
