import { failureRules } from '../errors/failure.ts'
import { AllTargetsFailedError, NoTargetAvailableError } from '../errors/run-errors.ts'
import { allows, hopesOf, triesOf } from './hopes.ts'
import { consider } from './standing.ts'
import type { Run } from './state.ts'

/** What a run fails with when nothing is left to try: the one attempt's own error, or all of them with their reasons. */
export function finalError<Client>(run: Run<Client>): unknown {
  const { errors, failed } = run
  const retryAfterMs = retryAfterOf(run)
  const hint = retryAfterMs === undefined ? '' : `, try again in ${Math.ceil(retryAfterMs)} ms`
  const considered = consider(run)
  const others = considered.filter(({ id }) => triesOf(run, id).length === 0)
  const reasons = others.map(({ id, reason }) => `${id}: ${reason}`).join('; ')
  if (errors.length === 0) {
    const message = `balancer: no target may take the call now (${reasons})${hint}`
    return new NoTargetAvailableError(message, { considered, retryAfterMs })
  }
  const alone = run.options.pin !== undefined || run.maxAttempts === 1 || run.engine.entries.length === 1
  if (errors.length === 1 && alone) return errors[0]
  const list = failed
    .map(({ targetId, kind, status = '' }) => `${targetId}: ${kind} ${status}`.trim())
    .join('; ')
  const what = errors.length === 1 ? 'the only attempt' : `all ${errors.length} attempts`
  const passedOver = reasons && `, not tried: ${reasons}`
  return new AllTargetsFailedError(`balancer: ${what} failed (${list})${passedOver}${hint}`, {
    errors: [...errors],
    attempts: [...failed],
    considered,
    retryAfterMs,
  })
}

/** Milliseconds until the first target that could serve this run is available again, as far as that is known. */
function retryAfterOf<Client>(run: Run<Client>): number | undefined {
  const [hope] = hopesOf(run, (_, entry) => {
    const tries = triesOf(run, entry.view.id)
    return allows(run, entry) && tries.every((one) => failureRules[one.kind].then !== 'stop')
  })
  const delayMs = hope?.delayMs
  return delayMs === 0 || delayMs === Infinity ? undefined : delayMs
}
