import type { Outcome } from '../contracts/outcome.ts'
import type { Failure } from '../errors/failure.ts'
import { defined } from '../options/defined.ts'
import { emitOf, safely } from './emit.ts'
import { failuresOn } from './eligible-targets.ts'
import { noteAvailability } from './availability-events.ts'
import { penalise } from './penalties.ts'
import { admitWaiting } from './waiting-queue.ts'
import type { ActiveAttempt } from './state.ts'

/** How an attempt ended. */
export type Verdict =
  { readonly type: 'success' } | { readonly type: 'neutral' } | (Failure & { readonly type: 'failure' })

/** Milliseconds since the attempt began. */
export function elapsedMs<Client>(attempt: ActiveAttempt<Client>): number {
  return Math.max(0, attempt.run.engine.clock.now() - attempt.record.startedAt)
}

/** The first content of a stream has come. */
export function commit<Client>(attempt: ActiveAttempt<Client>): void {
  const { engine, call } = attempt.run
  const { name, meter } = engine.strategy
  const firstContentMs = elapsedMs(attempt)
  attempt.firstContentMs = firstContentMs
  safely(engine, name, () => meter?.firstContent(attempt.entry.view, call, engine.clock.now()))
  emitOf(attempt, 'stream-committed', { firstContentMs })
}

/** Ends the attempt, and gives back everything it holds. Only the first call counts. */
export function endAttempt<Client>(attempt: ActiveAttempt<Client>, verdict: Verdict, error?: unknown): void {
  if (attempt.ended) return
  attempt.ended = true
  const { entry, record } = attempt
  const { view, counters } = entry
  const { engine } = attempt.run
  const now = engine.clock.now()
  const durationMs = elapsedMs(attempt)
  const answeredMs = verdict.type === 'success' ? durationMs : undefined
  const measures = defined({
    durationMs,
    firstContentMs: attempt.firstContentMs ?? answeredMs,
    usage: attempt.usage,
  })
  const outcome: Outcome = { ...verdict, ...measures }
  record.outcome = outcome
  const inner = record.group?.at(-1)
  if (inner !== undefined) record.targetId += `/${inner.targetId}`
  if (verdict.type !== 'success') record.error = error
  // One run counts at most once per target and kind against its guards.
  const isRepeated =
    verdict.type === 'failure' && failuresOn(attempt.run, view.id).some((one) => one.kind === verdict.kind)
  const heard: Outcome = isRepeated ? { ...measures, type: 'neutral' } : outcome
  for (const permit of attempt.permits) {
    safely(engine, 'guard', () => {
      permit.release(heard, now)
    })
  }
  view.inFlight -= 1
  safely(engine, engine.strategy.name, () => engine.strategy.meter?.finished(view, outcome, now))
  for (const name of Object.keys(counters.usage) as (keyof typeof counters.usage)[]) {
    counters.usage[name] += outcome.usage?.[name] ?? 0
  }
  if (outcome.type === 'success') {
    counters.successes += 1
    entry.own.streak = 0
    entry.key.streak = 0
    emitOf(attempt, 'attempt-succeeded', { outcome })
  } else if (outcome.type === 'failure') {
    const { kind, status } = outcome
    counters.failures += 1
    counters.failuresByKind[kind] = (counters.failuresByKind[kind] ?? 0) + 1
    counters.lastFailure = defined({ kind, at: now, status })
    emitOf(attempt, 'attempt-failed', { outcome, error })
    penalise(engine, entry, outcome)
  } else {
    counters.neutral += 1
    emitOf(attempt, 'attempt-neutral', { outcome })
  }
  noteAvailability(engine, entry)
  if (entry.removing && view.inFlight === 0) for (const resolve of entry.onIdle) resolve()
  admitWaiting(engine)
}
