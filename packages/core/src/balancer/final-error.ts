import { failureRules } from '../errors/failure.ts'
import { AllTargetsFailedError, NoTargetAvailableError } from '../errors/run-errors.ts'
import { consider } from './consider.ts'
import type { Engine } from './engine.ts'
import type { Run } from './run.ts'

/** What a run fails with when nothing is left to try: the one attempt's own error, or all of them with their reasons. */
export function finalError<Client>(engine: Engine<Client>, run: Run<Client>): unknown {
  const now = engine.clock.now()
  const retryAfterMs = retryAfterOf(engine, run, now)
  const hint = retryAfterMs === undefined ? '' : `, try again in ${String(Math.ceil(retryAfterMs))} ms`
  if (run.errors.length === 0) {
    const considered = consider(engine, run, now)
    const reasons = considered.map(({ id, reason }) => `${id}: ${reason}`).join('; ')
    return new NoTargetAvailableError(`balancer: no target may take the call now (${reasons})${hint}`, {
      considered,
      retryAfterMs,
    })
  }
  const alone = run.options.pin !== undefined || run.maxAttempts === 1 || engine.registry.entries.length === 1
  if (run.errors.length === 1 && alone) return run.errors[0]
  const list = run.failed.map(({ targetId, kind, status }) =>
    status === undefined ? `${targetId}: ${kind}` : `${targetId}: ${kind} ${String(status)}`,
  )
  return new AllTargetsFailedError(
    `balancer: all ${String(list.length)} attempts failed (${list.join('; ')})${hint}`,
    {
      errors: [...run.errors],
      attempts: [...run.failed],
      retryAfterMs,
    },
  )
}

/** Milliseconds until the first target that could serve this run is available again, as far as that is known. */
function retryAfterOf<Client>(engine: Engine<Client>, run: Run<Client>, now: number): number | undefined {
  let earliest = Infinity
  for (const entry of engine.registry.active) {
    const failure = run.tried.get(entry)?.failure
    if (!run.allows(entry) || (failure !== undefined && failureRules[failure.kind].then === 'stop')) continue
    earliest = Math.min(earliest, entry.availableAt(now, run))
  }
  return earliest > now && earliest !== Infinity ? earliest - now : undefined
}
