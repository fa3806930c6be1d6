import { describeValue } from '@llm-balancer/core/options'
import type { CircuitVerdict, Judgement } from '../contracts/verdict.ts'
import { judgeAs, judgeError, judgeResult } from '../judge/judge-call.ts'
import { isVerdict } from '../judge/is-verdict.ts'
import type { Admission } from '../machine/circuit-machine.ts'
import type { CallSettings } from './call-settings.ts'

/** How a call ended. */
export interface CallEnd {
  readonly errorOrResult: unknown
  readonly isError: boolean
  /** Given when it does not depend on the error or result: an abort, a time limit. */
  readonly verdict?: CircuitVerdict
  readonly isTimeout?: boolean
  /** Milliseconds until a stream's first chunk came. */
  readonly answerMs?: number | undefined
}

/** Judges a call that has ended, and tells the circuit and the observer. Never throws. */
export function settleCall(settings: CallSettings, admission: Admission, end: CallEnd): void {
  const now = settings.clock.now()
  const judgement = withAnswerTime(judgementOf(settings, end, now), end.answerMs)
  settings.machine.settle(admission, judgement, now, end.isError ? end.errorOrResult : undefined)
  settings.observer?.settled({
    judgement,
    errorOrResult: end.errorOrResult,
    isTimeout: end.isTimeout === true,
    durationMs: now - admission.startedAt,
  })
}

function judgementOf(settings: CallSettings, end: CallEnd, now: number): Judgement {
  const { errorOrResult, isError } = end
  const verdict = end.verdict ?? ownVerdict(settings, end, now)
  if (verdict !== undefined) return judgeAs(verdict, errorOrResult, now)
  return isError ? judgeError(errorOrResult, now) : judgeResult(errorOrResult, now)
}

function withAnswerTime(judgement: Judgement, answerMs: number | undefined): Judgement {
  return answerMs === undefined ? judgement : { ...judgement, answerMs }
}

/** What the option `classify` says; undefined when it leaves the call to the built-in judgement, throws, or is wrong. */
function ownVerdict(
  { classify, emitter }: CallSettings,
  { errorOrResult, isError }: CallEnd,
  now: number,
): CircuitVerdict | undefined {
  if (classify === undefined) return undefined
  return emitter.guard('classify', now, () => {
    const verdict = classify(errorOrResult, isError)
    if (verdict === undefined || isVerdict(verdict)) return verdict
    throw new TypeError(`"classify" must give a verdict or undefined, got ${describeValue(verdict)}`)
  })
}
