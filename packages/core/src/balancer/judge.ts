import { failureRules, type Failure } from '../errors/failure.ts'
import { defined } from '../options/defined.ts'
import { elapsedMs, endAttempt } from './active-attempt.ts'
import { endedByCaller } from './bounds.ts'
import { classifyError } from './classify-error.ts'
import { safely } from './emit.ts'
import { isFresh } from './hopes.ts'
import { settle } from './open-run.ts'
import type { ActiveAttempt, Cancellation, Run } from './state.ts'

/** Ends an attempt that failed by itself, writes it into the run's books, and says what it was. */
export function judge<Client>(attempt: ActiveAttempt<Client>, error: unknown): Failure {
  const { run, entry } = attempt
  const failure: Failure = attempt.isRuleFault
    ? { kind: 'bad-request', scope: 'request' }
    : classify(attempt, error)
  const { kind, scope, status, retryAfterMs } = failure
  const isHarmless = scope === 'caller' || scope === 'request'
  attempt.controller.abort(error)
  endAttempt(attempt, isHarmless ? { type: 'neutral' } : { ...failure, type: 'failure' }, error)
  run.errors.push(error)
  const { number } = attempt.record
  const durationMs = elapsedMs(attempt)
  run.failed.push(defined({ number, targetId: entry.view.id, kind, durationMs, status, retryAfterMs }))
  return failure
}

/** A classifier that throws, or gives no kind that there is, is passed over. */
function classify<Client>({ run, entry }: ActiveAttempt<Client>, error: unknown): Failure {
  const { engine } = run
  const now = engine.clock.now()
  let failure = classifyError(error, now)
  safely(engine, 'classify', () => {
    const judged = engine.classify?.(error, { target: entry.view, now }) ?? failure
    const kind = typeof judged === 'string' ? judged : judged.kind
    if (!Object.hasOwn(failureRules, kind)) throw new TypeError('"classify" gave an unknown kind of failure')
    failure = typeof judged === 'string' ? { ...failure, kind, scope: failureRules[kind].scope } : judged
  })
  return failure
}

/** Decides whether the run goes on after a failure. @throws the run's error when it does not */
export function goOnAfter<Client>({ run, entry }: ActiveAttempt<Client>, failure: Failure): void {
  const { then } = failureRules[failure.kind]
  const isTolerated = failure.kind === 'content-policy' && run.engine.retry.failoverOnContentPolicy
  if (then === 'stop' && !isTolerated) throw run.errors.at(-1)
  if (then !== 'larger-context') return
  run.largerThan = Math.max(run.largerThan ?? 0, entry.view.contextWindow ?? run.call.inputTokens)
  if (!run.engine.active.some((other) => isFresh(run, other))) throw run.errors.at(-1)
}

/**
 * Ends an attempt that was cut short from outside. It says nothing of the target, unless the deadline cut off one that had
 * had at least half of the run's time and had given nothing yet.
 */
export function cutShort<Client>(
  attempt: ActiveAttempt<Client>,
  cancellation: Cancellation,
  committed: boolean,
): void {
  const isTooSlow =
    cancellation.cause === 'deadline' &&
    !committed &&
    attempt.handle.remainingMs * 2 >= attempt.run.deadlineMs
  attempt.controller.abort(cancellation.reason)
  endAttempt(
    attempt,
    isTooSlow ? { type: 'failure', kind: 'timeout', scope: 'target' } : { type: 'neutral' },
    cancellation.reason,
  )
}

/** Ends an attempt that has served its run, and with it the run. */
export function succeed<Client>(attempt: ActiveAttempt<Client>): void {
  endAttempt(attempt, { type: 'success' })
  settle(attempt.run, 'succeeded', { targetId: attempt.entry.view.id })
}

/** Settles a run that ended with an error, and gives the error to throw. */
export function settleFailed<Client>(run: Run<Client>, error: unknown): unknown {
  const { reason: thrown } = run.cancelled ?? { reason: error }
  if (endedByCaller(run)) settle(run, 'cancelled', {})
  else settle(run, 'failed', { error: thrown })
  return thrown
}
