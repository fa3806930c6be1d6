import { failureRules, type Failure } from '../errors/failure.ts'
import { ownFailure } from '../errors/own-failure.ts'
import { systemCode } from '../errors/system-code.ts'
import { BalancerClosedError, DeadlineExceededError } from '../errors/run-errors.ts'
import { defined } from '../options/defined.ts'
import { elapsedMs, endAttempt } from './active-attempt.ts'
import { classifyError } from '../errors/classify-error.ts'
import { safely } from './emit.ts'
import { isUntried } from './eligible-targets.ts'
import { settle } from './open-run.ts'
import type { ActiveAttempt, Cancellation, Run } from './state.ts'

/** Ends an attempt that failed by itself, records it in its run, and gives its classified failure. */
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
  const code = systemCode(error)
  run.failed.push(defined({ number, targetId: entry.view.id, kind, durationMs, status, code, retryAfterMs }))
  return failure
}

/** A classifier that throws, or gives an unknown kind, is ignored; so is every invalid field of the failure that it gives. */
function classify<Client>({ run, entry }: ActiveAttempt<Client>, error: unknown): Failure {
  const { engine } = run
  const now = engine.clock.now()
  let failure = classifyError(error, now)
  safely(engine, 'classify', () => {
    const judged = engine.classify?.(error, { target: entry.view, now }) ?? failure
    const kind = typeof judged === 'string' ? judged : judged.kind
    if (!Object.hasOwn(failureRules, kind)) throw new TypeError('"classify" gave an unknown kind of failure')
    const { scope } = failureRules[kind]
    failure =
      typeof judged === 'string'
        ? { ...failure, kind, scope }
        : (ownFailure(judged) ?? ownFailure({ ...judged, scope }) ?? failure)
  })
  return failure
}

/** Decides whether the run continues after a failure. @throws the run's error when it does not */
export function continueAfter<Client>({ run, entry }: ActiveAttempt<Client>, failure: Failure): void {
  const { then } = failureRules[failure.kind]
  const isTolerated = failure.kind === 'content-policy' && run.engine.retry.failoverOnContentPolicy
  if (then === 'stop' && !isTolerated) throw run.errors.at(-1)
  if (then !== 'larger-context') return
  run.largerThan = Math.max(run.largerThan ?? 0, entry.view.contextWindow ?? run.call.inputTokens)
  if (!run.engine.active.some((other) => isUntried(run, other))) throw run.errors.at(-1)
}

/**
 * Ends an attempt that was cut short from outside. It is neutral, unless the deadline cut off an attempt that had
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
  const reason = cancellationError(attempt.run, cancellation)
  attempt.controller.abort(reason)
  endAttempt(
    attempt,
    isTooSlow ? { type: 'failure', kind: 'timeout', scope: 'target' } : { type: 'neutral' },
    reason,
  )
}

/** The error of a run that was ended from outside. */
export function cancellationError<Client>(run: Run<Client>, cancellation: Cancellation): unknown {
  const { failed } = run
  switch (cancellation.cause) {
    case 'aborted':
      return cancellation.reason
    case 'left':
      return new DOMException('the stream was left', 'AbortError')
    case 'balancer-closed':
      return new BalancerClosedError(run.errors.at(-1))
    case 'deadline':
  }
  const tried = failed.length === 0 ? '' : ` after ${failed.length} failed attempts`
  return new DeadlineExceededError(
    `balancer: no answer within the deadline of ${Math.round(run.deadlineMs)} ms${tried}`,
    {
      deadlineMs: run.deadlineMs,
      errors: [...run.errors],
      attempts: [...failed],
      ...defined({ cause: run.errors.at(-1) }),
    },
  )
}

/** Settles a run that ended with an error, and gives the error to throw. */
export function settleFailed<Client>(run: Run<Client>, error: unknown): unknown {
  const { cancelled } = run
  const byCaller = cancelled?.cause === 'aborted' || cancelled?.cause === 'left'
  const thrown = cancelled === undefined ? error : cancellationError(run, cancelled)
  if (byCaller) settle(run, 'cancelled', {})
  else settle(run, 'failed', { error: thrown })
  return thrown
}
