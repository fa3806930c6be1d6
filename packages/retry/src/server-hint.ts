import { failureRules, type Failure, type HeadersLike } from '@llm-balancer/core'
import { headerHintMs } from '@llm-balancer/core/retry-after'
import { parseRetryAfter } from './parse-retry-after.ts'

/**
 * When the server says a failed call may work again, in ms; Infinity when it says never, undefined when it says nothing.
 * Bodies and resets of limits count only where the failure is about too many calls: any response may carry them.
 */
export function serverHintMs(error: unknown, failure: Failure, now: number): number | undefined {
  const { retryAfterMs } = failure
  if (retryAfterMs !== undefined && retryAfterMs >= 0) return retryAfterMs
  const throttled = failureRules[failure.kind].retry === 'throttled'
  for (const { headers, bodies } of linksOf(error)) {
    const hints = throttled
      ? bodies.map((body) => parseRetryAfter(headers, body, now))
      : [headerHintMs(headers, now)]
    const hint = hints.find((ms) => ms !== undefined)
    if (hint !== undefined) return hint
  }
  return undefined
}

/** What one error of a chain of causes knows of the response it is about. */
interface ErrorLink {
  readonly headers: HeadersLike | undefined
  readonly bodies: readonly unknown[]
}

const longestChain = 5

/** Reads the shapes of the official SDKs', the AI SDK's and axios' errors, and whatever else calls its parts so. */
function linksOf(error: unknown): ErrorLink[] {
  const links: ErrorLink[] = []
  let link = error
  while (isRecord(link) && links.length < longestChain) {
    const response = isRecord(link['response']) ? link['response'] : {}
    const headers = link['headers'] ?? link['responseHeaders'] ?? response['headers']
    links.push({
      headers: isRecord(headers) ? (headers as HeadersLike) : undefined,
      bodies: [
        link['body'],
        link['responseBody'],
        link['error'],
        link['data'],
        response['data'],
        link['message'],
      ],
    })
    link = link['cause']
  }
  return links
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}
