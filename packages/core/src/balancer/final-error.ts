import { failureRules } from '../errors/failure.ts'
import { AllTargetsFailedError, NoTargetAvailableError, type ConsideredTarget } from '../errors/run-errors.ts'
import { consider } from './consider.ts'
import type { Engine } from './engine.ts'
import type { Run } from './run.ts'

/** What a run fails with when nothing is left to try: the one attempt's own error, or all of them with their reasons. */
export function finalError<Client>(engine: Engine<Client>, run: Run<Client>): unknown {
  const now = engine.clock.now()
  const retryAfterMs = retryAfterOf(engine, run, now)
  const hint = retryAfterMs === undefined ? '' : `, try again in ${String(Math.ceil(retryAfterMs))} ms`
  const considered = consider(engine, run, now)
  if (run.errors.length === 0) {
    return new NoTargetAvailableError(
      `balancer: no target may take the call now (${reasonsOf(considered)})${hint}`,
      { considered, retryAfterMs },
    )
  }
  const alone = run.options.pin !== undefined || run.maxAttempts === 1 || engine.registry.entries.length === 1
  if (run.errors.length === 1 && alone) return run.errors[0]
  const list = run.failed.map(({ targetId, kind, status }) =>
    status === undefined ? `${targetId}: ${kind}` : `${targetId}: ${kind} ${String(status)}`,
  )
  const what = list.length === 1 ? 'the only attempt' : `all ${String(list.length)} attempts`
  const tried = new Set(run.failed.map(({ targetId }) => targetId))
  const others = considered.filter(({ id }) => !tried.has(id))
  const passedOver = others.length === 0 ? '' : `, not tried: ${reasonsOf(others)}`
  return new AllTargetsFailedError(`balancer: ${what} failed (${list.join('; ')})${passedOver}${hint}`, {
    errors: [...run.errors],
    attempts: [...run.failed],
    considered,
    retryAfterMs,
  })
}

function reasonsOf(considered: readonly ConsideredTarget[]): string {
  return considered.map(({ id, reason }) => `${id}: ${reason}`).join('; ')
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
