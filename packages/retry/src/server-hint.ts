import type { Failure } from '@llm-balancer/core'
import { errorChain, failureRules, readProperty } from '@llm-balancer/core/errors'
import { bodyHintMs, headerHintMs, limitResetMs, type HeadersLike } from '@llm-balancer/core/retry-after'

const bodyNames = ['body', 'responseBody', 'error', 'data']

/**
 * When the server says a failed call may work again, in ms; Infinity when it says never, undefined when it does not say.
 * Bodies and resets of limits count only where the failure is about too many calls: any response may carry them. Reads the
 * shapes of the official SDKs', the AI SDK's and axios' errors, and of others that use the same names. Never throws.
 */
export function serverHintMs(error: unknown, failure: Failure, now: number): number | undefined {
  if (failure.retryAfterMs !== undefined) return failure.retryAfterMs
  const isThrottled = failureRules[failure.kind].retry === 'throttled'
  for (const link of errorChain(error)) {
    const response = readProperty(link, 'response')
    const headers = (readProperty(link, 'headers') ??
      readProperty(link, 'responseHeaders') ??
      readProperty(response, 'headers') ??
      undefined) as HeadersLike | undefined
    const hintMs =
      headerHintMs(headers, now) ??
      (isThrottled ? (bodiesHintMs(link, response) ?? limitResetMs(headers, now)) : undefined)
    if (hintMs !== undefined) return hintMs
  }
  return undefined
}

function bodiesHintMs(error: object, response: unknown): number | undefined {
  for (const name of bodyNames) {
    const hintMs = bodyHintMs(readProperty(error, name))
    if (hintMs !== undefined) return hintMs
  }
  return bodyHintMs(readProperty(response, 'data')) ?? bodyHintMs(readProperty(error, 'message'))
}
