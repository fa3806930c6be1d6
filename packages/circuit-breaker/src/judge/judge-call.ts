import type { HeadersLike } from '@llm-balancer/core'
import { classifyError } from '@llm-balancer/core/errors'
import { readProperty } from '@llm-balancer/core/options'
import type { CircuitVerdict, Judgement } from '../contracts/verdict.ts'
import { judgeFailure, plainJudgements } from './judge-outcome.ts'

/** What is read of a response of `fetch`, or of anything of its shape. */
interface FetchResponse {
  readonly ok: boolean
  readonly status: number
  readonly headers: HeadersLike
}

/**
 * What an error means by its shape: `server`, `overloaded`, `timeout`, `network` and broken answers are failures;
 * everything else (400, 401, 403, 404, 413, 422, 429 …) is neutral, because the same call would fail later as well.
 *
 * @param now Unix time in ms, for dates in headers
 */
export function judgeError(error: unknown, now: number): Judgement {
  return judgeFailure(classifyError(error, now))
}

/** What a returned value means. A response of `fetch` with an error status is judged like an error with that status. */
export function judgeResult(result: unknown, now: number): Judgement {
  const response = responseFacts(result)
  if (response === undefined || response.ok || response.status < 400) return plainJudgements.success
  return judgeError({ status: response.status, headers: response.headers }, now)
}

/** The user's own verdict, with what the service says about when to come back. */
export function judgeAs(verdict: CircuitVerdict, errorOrResult: unknown, now: number): Judgement {
  if (verdict !== 'failure') return plainJudgements[verdict]
  const { retryAfterMs } = classifyError(responseFacts(errorOrResult) ?? errorOrResult, now)
  return retryAfterMs === undefined ? plainJudgements.failure : { verdict, retryAfterMs }
}

// Also of a value that is no object: it has none of these properties.
function responseFacts(value: unknown): FetchResponse | undefined {
  const [ok, status, headers] = [
    readProperty(value, 'ok'),
    readProperty(value, 'status'),
    readProperty(value, 'headers'),
  ]
  if (typeof ok !== 'boolean' || typeof status !== 'number') return undefined
  return typeof headers === 'object' && headers !== null
    ? { ok, status, headers: headers as HeadersLike }
    : undefined
}
