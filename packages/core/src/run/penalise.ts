import type { Failure } from '../errors/failure.ts'
import type { EndedAttempt } from './learn-from.ts'

/** Blocks the target of an attempt that has failed, or every target that shares its key, for as long as the failure says. */
export function penalise<Client>(attempt: EndedAttempt<Client>, failure: Failure, now: number): void {
  const { target, run, isCurrent } = attempt
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
  if (isCurrent && target.guardedUntil(now, run.call) > now) target.window.block(target.inFlight, now)
}
