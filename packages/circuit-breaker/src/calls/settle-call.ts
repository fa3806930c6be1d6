import type { CircuitVerdict, Judgement } from '../contracts/verdict.ts'
import { judgeAs, judgeError, judgeResult } from '../judge/judge-call.ts'
import type { Admission } from '../machine/circuit-machine.ts'
import type { CallSettings } from './call-settings.ts'

/** What a call came to. */
export interface CallEnd {
  readonly errorOrResult: unknown
  readonly isError: boolean
  /** Given when it is known without asking: an abort, a time limit. */
  readonly verdict?: CircuitVerdict
  readonly isTimeout?: boolean
}

/** Judges an ended call and tells the circuit and whoever observes it. Never throws. */
export function settleCall(settings: CallSettings, admission: Admission, end: CallEnd): void {
  const now = settings.clock.now()
  const judgement = judgementOf(settings, end, now)
  settings.machine.settle(admission, judgement, now)
  settings.observer?.settled({
    judgement,
    errorOrResult: end.errorOrResult,
    isTimeout: end.isTimeout === true,
    durationMs: now - admission.startedAt,
  })
}

function judgementOf(settings: CallSettings, end: CallEnd, now: number): Judgement {
  const { errorOrResult, isError } = end
  const { classify } = settings
  const verdict =
    end.verdict ??
    (classify && settings.emitter.guard('classify', now, () => classify(errorOrResult, isError)))
  if (verdict === 'success' || verdict === 'failure' || verdict === 'neutral')
    return judgeAs(verdict, errorOrResult, now)
  return isError ? judgeError(errorOrResult, now) : judgeResult(errorOrResult, now)
}
