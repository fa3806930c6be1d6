import { failureRules, type Failure } from '../errors/failure.ts'
import type { Clock } from '../clock.ts'
import type { Emitter } from './emitter.ts'
import type { CoolingOptions } from './options.ts'
import type { TargetEntry } from './target-entry.ts'

/** A rate limit without a hint never cools a target for longer than this, in ms. */
const longestThrottleMs = 30_000

/** What penalties need of their balancer. */
interface PenaltyHost {
  readonly clock: Clock
  readonly emitter: Emitter
  readonly registry: { clearAt: number }
  readonly options: { readonly cooling: Required<CoolingOptions> }
}

/** Takes a target, or everything that shares its key, out for as long as the failure says. */
export function penalise<Client>(engine: PenaltyHost, entry: TargetEntry<Client>, failure: Failure): void {
  if (entry.group !== undefined) return
  const outage = failure.scope === 'key' ? entry.key : entry.own
  const penalty = penaltyOf(failure)
  if (penalty === 'none') return
  const now = engine.clock.now()
  const { cooling } = engine.options
  const until = now + (hintedMs(failure, cooling) ?? usualMs(penalty, outage.streak, cooling))
  outage.streak += 1
  if (!outage.extend(until, penalty, failure.kind)) return
  engine.registry.clearAt = Math.max(engine.registry.clearAt, until)
  engine.emitter.emit({
    type: penalty === 'cool' ? 'target-cooled' : 'target-quarantined',
    at: now,
    targetId: entry.view.id,
    kind: failure.kind,
    scope: failure.scope,
    until,
  })
}

/** A server that says when to come back is left alone until then, whatever went wrong. */
function penaltyOf({ kind, retryAfterMs }: Failure): 'none' | 'cool' | 'quarantine' {
  const { penalty } = failureRules[kind]
  if (penalty === 'quarantine' || kind === 'rate-limit') return penalty
  return retryAfterMs === undefined ? 'none' : 'cool'
}

function hintedMs({ retryAfterMs }: Failure, cooling: Required<CoolingOptions>): number | undefined {
  return retryAfterMs === undefined ? undefined : Math.min(retryAfterMs, cooling.maxRetryAfterMs)
}

function usualMs(penalty: 'cool' | 'quarantine', streak: number, cooling: Required<CoolingOptions>): number {
  if (penalty === 'quarantine') return cooling.quarantineMs
  return Math.min(cooling.throttleMs * 2 ** streak, Math.max(longestThrottleMs, cooling.throttleMs))
}
