import type { Outcome } from '../contracts/outcome.ts'
import type { Target } from '../targets/target.ts'
import type { Run } from './run.ts'

/** An attempt that has answered or ended. */
export interface EndedAttempt<Client> {
  readonly run: Run<Client>
  readonly target: Target<Client>
  /** Clock time in ms. */
  readonly startedAt: number
  /** False when its target was blocked since it began: what it says of it is out of date. */
  readonly isCurrent: boolean
  /** True when the first content of its stream has come, and was learnt from. */
  readonly hasAnswered: boolean
  /** True when it gave the rest of an answer: how long that took says nothing of the target. */
  readonly isRest: boolean
}

/** Kinds of failure by which a target says: this is too much. */
const refusals: readonly string[] = ['overloaded', 'rate-limit']
/** Kinds of failure that say it. */
const tooMuch: readonly string[] = [...refusals, 'timeout']

/** What an attempt that has ended says of its target: whether it fails, how long it takes, and how many calls it has room for. */
export function learnFrom<Client>(attempt: EndedAttempt<Client>, outcome: Outcome, now: number): void {
  const { target, run, isCurrent } = attempt
  if (outcome.type === 'neutral') return
  const isFailing = outcome.type === 'failure'
  if (target.isFailing !== isFailing) {
    target.isFailing = isFailing
    run.engine.targets.index.replace(target)
  }
  if (outcome.type === 'success') {
    target.own.succeed()
    target.key.cooldown.succeed()
    const { streaming } = run.call
    const answeredMs = streaming ? (outcome.firstContentMs ?? outcome.durationMs) : outcome.durationMs
    if (!attempt.hasAnswered) growWindow(attempt, answeredMs, now)
    if (!attempt.isRest) target.learnt.learn(answeredMs, streaming)
    return
  }
  if (refusals.includes(outcome.kind)) target.window.refusedAt = now
  if (isCurrent && tooMuch.includes(outcome.kind)) target.window.cut(target.inFlight, now)
}

/** The first content of a stream, or a whole answer, says that its target has room for more. */
export function growWindow<Client>(
  { target, run, isCurrent, startedAt, hasAnswered }: EndedAttempt<Client>,
  answeredMs: number,
  now: number,
): void {
  if (!isCurrent) return
  const isSlow = target.learnt.isSlow(answeredMs, run.call.streaming)
  // A stream that has answered still runs.
  target.window.grow({ startedAt, isSlow }, hasAnswered ? target.inFlight - 1 : target.inFlight, now)
}
