import { noteFailedRun } from '../errors/failed-attempts.ts'
import { failureRules, type Failure } from '../errors/failure.ts'
import { readVerdict } from '../errors/read-verdict.ts'
import { BalancerClosedError, DeadlineExceededError } from '../errors/run-errors.ts'
import { systemCode } from '../errors/system-code.ts'
import { defined } from '../options/defined.ts'
import { abortReason } from '../time/abort-reason.ts'
import { mayAskAnother } from './admission.ts'
import type { ActiveAttempt } from './attempt.ts'
import { isByCaller, type Cancellation } from './cancellation.ts'
import type { Run } from './run.ts'
import { countRefusals } from './count-refusals.ts'
import { decisiveAttempt } from './decisive-attempt.ts'
import { hasUntried } from './servable.ts'

/** Why a stream whose reader left is stopped. */
export const wasLeft: () => DOMException = abortReason('the stream was left')
const wasBeaten = abortReason('another attempt of the run has answered first')
const wasInVain = abortReason('the run has ended')
const wasUnread = abortReason('the stream was no longer read')

/** A caller who is in a hurry says nothing of a target that had less than this many times the time that it usually takes. */
const patience = 3

/** Ends an attempt that failed by itself, records it in its run, and gives its classified failure. */
export function judge<Client>(attempt: ActiveAttempt<Client>, error: unknown): Failure {
  const { run, target } = attempt
  const failure = failureOf(attempt, error)
  const { kind, scope, status, retryAfterMs } = failure
  const isHarmless =
    scope === 'caller' || scope === 'request' || (kind === 'timeout' && isOutOfPatience(attempt))
  attempt.abort(error)
  const durationMs = attempt.elapsedMs
  attempt.end(isHarmless ? { type: 'neutral', kind } : { ...failure, type: 'failure' }, error)
  const code = systemCode(error)
  const { number } = attempt.record
  run.remember(
    target,
    defined({ number, targetId: target.id, kind, durationMs, status, code, retryAfterMs }),
    error,
  )
  return failure
}

/** True when the caller's own clock ended the attempt too early, here or inside the group that was called. */
function isOutOfPatience<Client>({ isImpatient, record }: ActiveAttempt<Client>): boolean {
  return isImpatient || decisiveAttempt(record.group)?.outcome?.type === 'neutral'
}

function failureOf<Client>({ run, target, isRuleFault }: ActiveAttempt<Client>, error: unknown): Failure {
  if (isRuleFault) return { kind: 'bad-request', scope: 'request' }
  const { classify, clock, reporter } = run.engine
  return readVerdict(error, {
    classify,
    context: { target: target.settings, now: clock.now() },
    report: reporter.report,
  })
}

/**
 * Decides whether the run continues after a failure.
 *
 * @param isHedged true while another attempt of the run may still answer
 * @throws the run's error when it does not continue
 */
export function continueAfter<Client>(
  { run, target }: ActiveAttempt<Client>,
  failure: Failure,
  isHedged: boolean = false,
): void {
  const { then } = failureRules[failure.kind]
  const isTolerated = failure.kind === 'content-policy' && run.engine.retry.failoverOnContentPolicy
  run.isInDoubt = false
  if (then === 'stop' && !isTolerated) {
    const isFirstGuess = failure.isGuess === true && countRefusals(run.records) === 1
    // The answer to the attempt that still runs shows whose fault it was.
    if (isFirstGuess && isHedged) return
    if (!isFirstGuess || !mayAskAnother(run)) throw run.errors.at(-1)
    run.isInDoubt = true
  }
  if (then !== 'larger-context') return
  run.overflow(target)
  if (!isHedged && !hasUntried(run)) throw run.errors.at(-1)
}

/**
 * True when an attempt was cut off by a time that its caller had made shorter than it is otherwise, before it had had three times
 * as long as its target usually takes: one caller in a hurry does not block the target for others.
 *
 * @param usualMs what the balancer itself would allow, for a target that has not answered yet
 */
export function isImpatient<Client>(
  { run, target, elapsedMs }: ActiveAttempt<Client>,
  usualMs: number,
): boolean {
  const learntMs = target.learnt.of(run.call.streaming)
  return elapsedMs < (learntMs === undefined ? usualMs : Math.min(usualMs, patience * learntMs))
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
  const { run } = attempt
  const hadItsTime = attempt.handle.remainingMs * 2 >= run.deadlineMs
  const isHurried = run.isHurried && isImpatient(attempt, run.engine.timeouts.attemptMs)
  const isTooSlow = cancellation.cause === 'deadline' && !committed && hadItsTime && !isHurried
  const reason = cancellationError(run, cancellation)
  attempt.abort(reason)
  attempt.end(isTooSlow ? { type: 'failure', kind: 'timeout', scope: 'target' } : { type: 'neutral' }, reason)
}

/**
 * Ends an attempt whose answer the run does not need any more, as neutral.
 *
 * @param beaten true when another attempt has answered first
 */
export function endBeside<Client>(attempt: ActiveAttempt<Client>, beaten: boolean): void {
  const reason = beaten ? wasBeaten() : wasInVain()
  attempt.abort(reason)
  attempt.end(beaten ? { type: 'neutral', beaten } : { type: 'neutral' }, reason)
}

/** The error of a run that was ended from outside. */
export function cancellationError<Client>(run: Run<Client>, cancellation: Cancellation): unknown {
  const { failed } = run
  switch (cancellation.cause) {
    case 'aborted':
      return cancellation.reason
    case 'left':
      return wasLeft()
    case 'unread':
      return wasUnread()
    case 'balancer-closed':
      return new BalancerClosedError(run.errors.at(-1))
    case 'deadline':
  }
  const count = failed.length
  const tried = count === 0 ? '' : ` after ${count} failed ${count === 1 ? 'attempt' : 'attempts'}`
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
  const thrown = cancelled === undefined ? error : cancellationError(run, cancelled)
  if (isByCaller(cancelled)) run.settle('cancelled', {})
  else {
    noteFailedRun(thrown, { attempts: run.failed, errors: run.errors })
    run.settle('failed', { error: thrown })
  }
  return thrown
}
