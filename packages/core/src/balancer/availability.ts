import type { TargetSnapshot } from '../contracts/balancer.ts'
import type { CallFacts } from '../contracts/call.ts'
import type { ConsideredTarget } from '../errors/run-errors.ts'
import { failuresOn, isAllowed, mayServe } from './eligible-targets.ts'
import type { Run } from './state.ts'
import { availableAt, isActive, type TargetEntry } from './target-entry.ts'

/** Whether a target may be picked for a call now, why not, and from when on. */
export function availabilityOf<Client>(
  entry: TargetEntry<Client>,
  call: CallFacts,
  now: number,
): Pick<TargetSnapshot, 'state' | 'reason' | 'availableAt'> {
  if (!isActive(entry)) return { state: entry.removing ? 'removing' : 'drained' }
  const at = availableAt(entry, call, now)
  if (at <= now) return { state: 'ready', availableAt: at }

  const { until, state, reason } = entry.key.until >= entry.own.until ? entry.key : entry.own
  if (until > now) return { state, reason, availableAt: at }
  const guard = entry.guards.find((one) => one.availableAt(now, call) > now)
  return { state: 'blocked', reason: guard?.name ?? 'group unavailable', availableAt: at }
}

/** Every target that the run may not choose now, and why. */
export function consideredTargets<Client>(run: Run<Client>): readonly ConsideredTarget[] {
  const now = run.engine.clock.now()
  return run.engine.entries.flatMap((entry) => {
    const { id } = entry.view
    const { state, reason = state, availableAt: at = Infinity } = availabilityOf(entry, run.call, now)
    if (isActive(entry) && !isAllowed(run, entry)) return { id, reason: 'filtered', availableAt: Infinity }
    const failure = failuresOn(run, id).at(-1)
    if (failure !== undefined && (state === 'ready' || !mayServe(run, entry)))
      return { id, reason: `tried: ${failure.kind}`, availableAt: at }
    return state === 'ready' ? [] : { id, reason, availableAt: at }
  })
}
