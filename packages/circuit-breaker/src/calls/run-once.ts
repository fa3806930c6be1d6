import { isThenable } from '@llm-balancer/core/streams'
import type { CallContext } from '../contracts/circuit-breaker.ts'
import { asError } from './as-error.ts'
import type { RunningCall } from './running-call.ts'

/** Does the work of a call with one answer. The first of answer, error, abort and time limit ends it. */
export function runOnce<Result>(
  call: RunningCall,
  work: (context: CallContext) => PromiseLike<Result> | Result,
): Promise<Awaited<Result>> {
  const answered = (result: Result): Result => {
    call.end({ errorOrResult: result, isError: false })
    return result
  }
  const failed = (error: unknown): never => {
    call.end({ errorOrResult: error, isError: true })
    throw error
  }
  try {
    const answer = work(call)
    if (!isThenable(answer)) return call.wait(answered(answer), atOnce)
    const limits = { what: 'no answer', limitMs: call.settings.timeoutMs }
    return call.wait(Promise.resolve(answer).then(answered, failed), limits)
  } catch (error) {
    call.end({ errorOrResult: error, isError: true })
    return call.wait(Promise.reject(asError(error)), atOnce)
  }
}

/** The limits of a wait for work that is done. */
const atOnce = { what: 'no answer', limitMs: 0 }
