import { classifyError, type HeadersLike } from '@llm-balancer/core'
import type { CircuitVerdict, Judgement } from '../contracts/verdict.ts'
import { judgeFailure, plainJudgements } from './judge-outcome.ts'

/** What is read of a response of `fetch`, or of anything of its shape. */
interface ResponseLike {
  readonly ok: boolean
  readonly status: number
  readonly headers: HeadersLike
}

/**
 * What an error says by its shape: `server`, `overloaded`, `timeout`, `network`, broken answers are failures; everything
 * else (400, 401, 403, 404, 413, 422, 429 …) is neutral, because asking the same service later would help no more.
 *
 * @param now Unix time in ms, for dates in headers
 */
export function judgeError(error: unknown, now: number): Judgement {
  return judgeFailure(classifyError(error, now))
}

/** What a returned value says. A response of `fetch` with an error status is judged like an error with that status. */
export function judgeResult(result: unknown, now: number): Judgement {
  if (!isResponse(result) || result.ok || result.status < 400) return plainJudgements.success
  return judgeError({ status: result.status, headers: result.headers }, now)
}

/** The user's own verdict, with what the service says of when to come back. */
export function judgeAs(verdict: CircuitVerdict, errorOrResult: unknown, now: number): Judgement {
  if (verdict !== 'failure') return plainJudgements[verdict]
  const facts = isResponse(errorOrResult)
    ? { status: errorOrResult.status, headers: errorOrResult.headers }
    : errorOrResult
  const { retryAfterMs } = classifyError(facts, now)
  return retryAfterMs === undefined ? plainJudgements.failure : { verdict, retryAfterMs }
}

function isResponse(value: unknown): value is ResponseLike {
  if (typeof value !== 'object' || value === null) return false
  const { ok, status, headers } = value as Partial<Record<keyof ResponseLike, unknown>>
  return (
    typeof ok === 'boolean' && typeof status === 'number' && typeof headers === 'object' && headers !== null
  )
}
