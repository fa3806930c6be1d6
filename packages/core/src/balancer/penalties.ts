import { failureRules, type Failure } from '../errors/failure.ts'
import { notePool } from './availability-events.ts'
import { emit } from './emit.ts'
import type { Engine } from './state.ts'
import type { TargetEntry } from './target-entry.ts'

/** A rate limit without a hint never cools a target for longer than this, in ms. */
const longestThrottleMs = 30_000

/** Blocks a target, or every target that shares its key, for as long as the failure says. */
export function penalise<Client>(engine: Engine<Client>, entry: TargetEntry<Client>, failure: Failure): void {
  const { kind, retryAfterMs } = failure
  const { penalty } = failureRules[kind]
  // A server's hint blocks the target until then, whatever the kind of the failure.
  if (entry.group !== undefined || (penalty === 'none' && retryAfterMs === undefined)) return
  const { throttleMs, quarantineMs, maxRetryAfterMs } = engine.cooling
  const cooldown = failure.scope === 'key' ? entry.key : entry.own
  const throttledMs = Math.min(throttleMs * 2 ** cooldown.streak, Math.max(longestThrottleMs, throttleMs))
  const isLong = penalty === 'quarantine'
  const usualMs = isLong ? quarantineMs : throttledMs
  const blockedMs = retryAfterMs === undefined ? usualMs : Math.min(retryAfterMs, maxRetryAfterMs)
  const until = engine.clock.now() + blockedMs
  cooldown.streak += 1
  // A shorter hint never shortens a longer cooldown.
  if (until <= cooldown.until) return
  const state = isLong ? 'quarantined' : 'cooling'
  Object.assign(cooldown, { until, state, reason: `${state}: ${kind}` })
  engine.clearAt = Math.max(engine.clearAt, until)
  const facts = { targetId: entry.view.id, kind, scope: failure.scope, until }
  emit(engine, `target-${isLong ? 'quarantined' : 'cooled'}`, facts)
  notePool(engine, entry)
}
