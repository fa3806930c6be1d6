import type { Failure } from '@llm-balancer/core'
import { errorChain, failureRules, readProperty } from '@llm-balancer/core/errors'
import { headerHintMs, parseRetryAfter, type HeadersLike } from '@llm-balancer/core/retry-after'

/**
 * When the server says a failed call may work again, in ms; Infinity when it says never, undefined when it does not say.
 * Bodies and resets of limits count only where the failure is about too many calls: any response may carry them.
 */
export function serverHintMs(error: unknown, failure: Failure, now: number): number | undefined {
  const { retryAfterMs } = failure
  if (retryAfterMs !== undefined && retryAfterMs >= 0) return retryAfterMs
  const isThrottled = failureRules[failure.kind].retry === 'throttled'
  for (const link of errorChain(error)) {
    const { headers, bodies } = responseIn(link)
    const hints = isThrottled
      ? bodies.map((body) => parseRetryAfter(headers, body, now))
      : [headerHintMs(headers, now)]
    const hint = hints.find((ms) => ms !== undefined)
    if (hint !== undefined) return hint
  }
  return undefined
}

/** What an error knows of the response that it is about. */
interface ResponseParts {
  readonly headers: HeadersLike | undefined
  readonly bodies: readonly unknown[]
}

const bodyNames = ['body', 'responseBody', 'error', 'data']

/** Reads the shapes of the official SDKs', the AI SDK's and axios' errors, and of others that use the same names. */
function responseIn(error: object): ResponseParts {
  const response = readProperty(error, 'response')
  const headers =
    readProperty(error, 'headers') ??
    readProperty(error, 'responseHeaders') ??
    readProperty(response, 'headers')
  return {
    headers: headers as HeadersLike | undefined,
    bodies: [
      ...bodyNames.map((name) => readProperty(error, name)),
      readProperty(response, 'data'),
      readProperty(error, 'message'),
    ],
  }
}
