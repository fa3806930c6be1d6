import type { AttemptFacts } from '../contracts/call.ts'
import type { Permit } from '../contracts/guard.ts'
import type { AttemptTimeouts } from '../contracts/timeouts.ts'
import type { CandidateView } from '../strategies/candidate-view.ts'
import { defined } from '../options/defined.ts'
import { remainingMs } from './bounds.ts'
import { emitOf, safely } from './emit.ts'
import { explainPick } from './explain.ts'
import { eligibleTargets, isUntried } from './eligible-targets.ts'
import type { ActiveAttempt, Run } from './state.ts'
import type { TargetEntry } from './target-entry.ts'

/**
 * Begins the run's next attempt on a target, unless a guard gives no permit after all. Without a view the target is not
 * the strategy's choice but the least bad: it is called although its guards refuse it.
 */
export function beginAttempt<Client>(
  run: Run<Client>,
  entry: TargetEntry<Client>,
  view?: CandidateView,
): ActiveAttempt<Client> | undefined {
  const { call } = run
  const { attempt: number, startedAt } = call
  const target = entry.view
  const permits = acquire(run, entry, view === undefined)
  if (permits === undefined) return undefined
  const picked = explainPick(run, view)
  const controller = new AbortController()
  const attempt: ActiveAttempt<Client> = {
    run,
    entry,
    handle: {
      number,
      target,
      signal: controller.signal,
      remainingMs: remainingMs(run),
      report(facts) {
        report(attempt, facts)
      },
    },
    permits,
    controller,
    timeouts: timeoutsOf(run, entry),
    record: { number, targetId: target.id, startedAt, picked },
  }
  run.records.push(attempt.record)
  emitOf(attempt, 'target-picked', picked)
  target.inFlight += 1
  entry.counters.attempts += 1
  const { name, meter } = run.engine.strategy
  safely(run.engine, name, () => meter?.started(target, call, startedAt))
  emitOf(attempt, 'attempt-started', {})
  return attempt
}

/**
 * Acquires a permit of every guard. Undefined when a guard refuses; the permits acquired before are then released as neutral.
 * With `ignoresRefusals`, a guard that refuses is skipped: the other guards still get the outcome of the attempt.
 */
function acquire<Client>(
  { call, engine }: Run<Client>,
  entry: TargetEntry<Client>,
  ignoresRefusals: boolean,
): readonly Permit[] | undefined {
  const permits: Permit[] = []
  const now = call.startedAt
  for (const guard of entry.guards) {
    const permit = guard.acquire(now, call)
    if (permit !== null) permits.push(permit)
    else if (!ignoresRefusals) {
      for (const held of permits)
        safely(engine, 'guard', () => held.release({ type: 'neutral', durationMs: 0 }, now))
      return undefined
    }
  }
  return permits
}

/** The clocks of an attempt: the call's, then the target's, then the balancer's. A group keeps its own clocks inside. */
function timeoutsOf<Client>(run: Run<Client>, entry: TargetEntry<Client>): AttemptTimeouts {
  if (entry.group !== undefined) return entry.timeouts
  const { attemptMs, firstContentMs, idleMs, failoverReserveRatio } = run.engine.timeouts
  // The share of the time that an attempt may take so that another target, where there is one, still has its part of it.
  const another =
    failoverReserveRatio > 0 &&
    run.failed.length + 1 < run.maxAttempts &&
    eligibleTargets(run, isUntried).some((other) => other.delayMs === 0 && other.entry !== entry)
  const share = another ? 1 - failoverReserveRatio : 1
  const leftMs = remainingMs(run)
  const shareMs = share === 1 ? Infinity : leftMs * share
  return {
    attemptMs: Math.min(attemptMs, shareMs),
    firstContentMs: Math.min(leftMs === Infinity ? firstContentMs * share : firstContentMs, shareMs),
    idleMs,
    ...defined(entry.timeouts),
    ...(run.options.timeouts === undefined ? {} : defined(run.options.timeouts)),
  }
}

function report<Client>(attempt: ActiveAttempt<Client>, facts: AttemptFacts): void {
  if (attempt.ended) return
  const { view, guards } = attempt.entry
  const { limits = [] } = facts
  const limitsAt = attempt.run.engine.clock.now()
  if (facts.usage !== undefined) attempt.usage = { ...attempt.usage, ...facts.usage }
  if (limits.length > 0) Object.assign(view, { limits, limitsAt })
  for (const guard of guards) guard.observe?.(facts, limitsAt)
}
