import type { Failure } from '../errors/failure.ts'
import type { EndedAttempt } from './learn-from.ts'

/**
 * Blocks the target of an attempt that has failed, or every target that shares its key, for as long as the failure says. A target whose
 * guards blocked it until `guardedBefore` all the same (a limit that is used up) is not blocked by the failure.
 */
export function penalise<Client>(
  attempt: EndedAttempt<Client> & { readonly guardedBefore: number },
  failure: Failure,
  now: number,
): void {
  const { target, run, isCurrent, guardedBefore } = attempt
  const { targets, reporter, cooling } = run.engine
  if (target.group !== undefined) return
  const isOfKey = failure.scope === 'key'
  const cooldown = isOfKey ? target.key.cooldown : target.own
  if (cooldown.impose(failure, cooling, now)) {
    const { kind, scope } = failure
    const type = cooldown.state === 'cooling' ? 'target-cooled' : 'target-quarantined'
    reporter.emit(type, { targetId: target.id, kind, scope, until: cooldown.until })
    if (isOfKey) {
      for (const other of target.key.targets) if (other !== target) other.window.block(other.inFlight, now)
      targets.askKey(target)
    }
  }
  if (isCurrent && target.guardedUntil(now, run.call) > Math.max(now, guardedBefore))
    target.window.block(target.inFlight, now)
}
