import { failureRules, type Failure } from '../errors/failure.ts'
import { emit } from './emit.ts'
import type { Engine } from './state.ts'
import type { TargetEntry } from './target-entry.ts'

/** A rate limit without a hint never cools a target for longer than this, in ms. */
const longestThrottleMs = 30_000

/** Takes a target, or everything that shares its key, out for as long as the failure says. */
export function penalise<Client>(engine: Engine<Client>, entry: TargetEntry<Client>, failure: Failure): void {
  const { kind, retryAfterMs } = failure
  const { penalty } = failureRules[kind]
  // A server that says when to come back is left alone until then, whatever went wrong.
  if (entry.group !== undefined || (penalty === 'none' && retryAfterMs === undefined)) return
  const { throttleMs, quarantineMs, maxRetryAfterMs } = engine.cooling
  const outage = failure.scope === 'key' ? entry.key : entry.own
  const throttledMs = Math.min(throttleMs * 2 ** outage.streak, Math.max(longestThrottleMs, throttleMs))
  const isLong = penalty === 'quarantine'
  const usualMs = isLong ? quarantineMs : throttledMs
  const outMs = retryAfterMs === undefined ? usualMs : Math.min(retryAfterMs, maxRetryAfterMs)
  const until = engine.clock.now() + outMs
  outage.streak += 1
  // A shorter hint never cuts a longer one.
  if (until <= outage.until) return
  const state = isLong ? 'quarantined' : 'cooling'
  Object.assign(outage, { until, state, reason: `${state}: ${kind}` })
  engine.clearAt = Math.max(engine.clearAt, until)
  const facts = { targetId: entry.view.id, kind, scope: failure.scope, until }
  emit(engine, `target-${isLong ? 'quarantined' : 'cooled'}`, facts)
}
