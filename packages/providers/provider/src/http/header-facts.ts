import type { AttemptFacts, LimitReport } from '@llm-balancer/core'
import { parseLimitHeaders, type LimitHeaders } from '../limits/limit-headers.ts'
import type { Endpoint } from './endpoint.ts'

/** What the headers of an answer say. The limits in them are parsed when they are looked at, which not every listener does. */
export function factsOf({ limitHeaders, now }: Endpoint, headers: Record<string, string>): AttemptFacts {
  const hasLimits = limitHeaders.some(
    ({ limit = '', remaining = '' }) => limit in headers || remaining in headers,
  )
  return hasLimits ? new HeaderFacts(headers, limitHeaders, now()) : { headers }
}

class HeaderFacts implements AttemptFacts {
  readonly headers: Record<string, string>
  declare readonly limits: readonly LimitReport[]
  readonly #table: readonly LimitHeaders[]
  /** Times in headers count from then. */
  readonly #receivedAt: number
  #limits: readonly LimitReport[] | undefined

  constructor(headers: Record<string, string>, table: readonly LimitHeaders[], receivedAt: number) {
    this.headers = headers
    this.#table = table
    this.#receivedAt = receivedAt
    // A property of its own, so that a copy has it, too.
    Object.defineProperty(this, 'limits', HeaderFacts.#parsed)
  }

  /** One getter for all: V8 keeps the getter of one object, and the headers with it, until the next full collection. */
  static readonly #parsed: PropertyDescriptor = {
    enumerable: true,
    get(this: HeaderFacts) {
      return (this.#limits ??= parseLimitHeaders(this.headers, this.#table, this.#receivedAt))
    },
  }
}
