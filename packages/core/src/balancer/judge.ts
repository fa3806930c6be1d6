import { ProviderError } from '../errors/provider-error.ts'
import { failureRules, type Failure } from '../errors/failure.ts'
import { BalancerClosedError, DeadlineExceededError } from '../errors/run-errors.ts'
import type { ActiveAttempt } from './active-attempt.ts'
import type { Engine } from './engine.ts'
import type { Run } from './run.ts'
import type { Cancellation } from './run-scope.ts'

/** The error of an attempt that one of its clocks ended. */
export function timeoutError(targetId: string, what: string, limitMs: number): ProviderError {
  return new ProviderError({
    provider: targetId,
    kind: 'timeout',
    message: `${what} within ${String(limitMs)} ms`,
  })
}

/** One of the caller's rules for reading a stream threw; `cause` is what it threw. Never leaves the balancer. */
export class RuleFault extends Error {
  override readonly name = 'RuleFault'
}

/** Ends an attempt that failed by itself, writes it into the run's books, and says what it was. */
export function judge<Client>(
  engine: Engine<Client>,
  attempt: ActiveAttempt<Client>,
  thrown: unknown,
): Failure {
  const { run, entry } = attempt
  const isFault = thrown instanceof RuleFault
  const error = isFault ? thrown.cause : thrown
  const failure: Failure = isFault ? { kind: 'bad-request', scope: 'request' } : engine.classify(error, entry)
  attempt.abort(error)
  attempt.end(
    failure.scope === 'caller' || failure.scope === 'request'
      ? { type: 'neutral' }
      : { type: 'failure', ...failure },
    error,
  )
  run.tried.set(entry, { times: (run.tried.get(entry)?.times ?? 0) + 1, failure })
  run.last = entry
  run.errors.push(error)
  run.failed.push({
    number: attempt.number,
    targetId: entry.view.id,
    kind: failure.kind,
    durationMs: attempt.elapsedMs,
    ...(failure.status === undefined ? {} : { status: failure.status }),
    ...(failure.retryAfterMs === undefined ? {} : { retryAfterMs: failure.retryAfterMs }),
  })
  return failure
}

/** Decides whether the run goes on after a failure. @throws the run's error when it does not */
export function goOnAfter<Client>(
  engine: Engine<Client>,
  attempt: ActiveAttempt<Client>,
  failure: Failure,
): void {
  const { run, entry } = attempt
  const error = run.errors.at(-1)
  if (engine.stops(failure.kind)) throw error
  if (failureRules[failure.kind].then !== 'larger-context') return
  run.largerThan = Math.max(run.largerThan ?? 0, entry.view.contextWindow ?? run.inputTokens)
  const larger = engine.registry.active.some((other) => !run.tried.has(other) && run.allows(other))
  if (!larger) throw error
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
  const { run } = attempt
  const reason =
    cancellation.cause === 'aborted'
      ? cancellation.reason
      : cancellation.cause === 'deadline'
        ? deadlineError(run)
        : new DOMException('the stream was left', 'AbortError')
  attempt.abort(reason)
  const tooSlow =
    cancellation.cause === 'deadline' && !committed && attempt.remainingMs * 2 >= run.scope.deadlineMs
  attempt.end(tooSlow ? { type: 'failure', kind: 'timeout', scope: 'target' } : { type: 'neutral' }, reason)
}

/** What a run that was ended from outside throws. */
export function cancellationError<Client>(run: Run<Client>, cancellation: Cancellation): unknown {
  if (cancellation.cause === 'aborted') return cancellation.reason
  if (cancellation.cause === 'balancer-closed') return new BalancerClosedError(run.errors.at(-1))
  return deadlineError(run)
}

function deadlineError<Client>(run: Run<Client>): DeadlineExceededError {
  const { deadlineMs } = run.scope
  const tried = run.failed.length === 0 ? '' : ` after ${String(run.failed.length)} failed attempts`
  return new DeadlineExceededError(
    `balancer: no answer within the deadline of ${String(deadlineMs)} ms${tried}`,
    {
      deadlineMs,
      errors: [...run.errors],
      attempts: [...run.failed],
      ...(run.errors.length === 0 ? {} : { cause: run.errors.at(-1) }),
    },
  )
}

/** Settles a run that ended with an error, and gives the error to throw. */
export function settleFailed<Client>(engine: Engine<Client>, run: Run<Client>, error: unknown): unknown {
  const { cancelled } = run.scope
  const byCaller = cancelled?.cause === 'aborted' || cancelled?.cause === 'left'
  const thrown = cancelled === undefined ? error : cancellationError(run, cancelled)
  engine.settle(run, byCaller ? 'cancelled' : 'failed', { error: thrown })
  return thrown
}
