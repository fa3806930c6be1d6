import type { LimitReport } from '@llm-balancer/core'

/** How a vendor enforces its limits. */
export interface VendorRules {
  readonly requestsPerMinute?: number
  readonly tokensPerMinute?: number
  /** A bucket fills evenly; a fixed minute begins at every full minute of the clock. */
  readonly kind: 'bucket' | 'fixed-minute'
  /** The share of the limit that a bucket holds. */
  readonly burstRatio?: number
  /** True when refused requests count as well. */
  readonly countsRefused?: boolean
  /** True when answers say what is left. */
  readonly hasHeaders?: boolean
  /** True when refusals say when to come back. */
  readonly hasRetryAfter?: boolean
}

const minuteMs = 60_000

/** One limit, as the vendor itself counts it. */
class VendorLimit {
  readonly limit: number
  readonly #rules: VendorRules
  #left: number
  #at = 0

  constructor(limit: number, rules: VendorRules) {
    this.limit = limit
    this.#rules = rules
    this.#left = this.#most
  }

  get #most(): number {
    return this.#rules.kind === 'bucket' ? this.limit * (this.#rules.burstRatio ?? 1) : this.limit
  }

  left(now: number): number {
    if (this.#rules.kind === 'fixed-minute') {
      if (Math.floor(now / minuteMs) > Math.floor(this.#at / minuteMs)) this.#left = this.limit
    } else this.#left = Math.min(this.#most, this.#left + ((now - this.#at) * this.limit) / minuteMs)
    this.#at = now
    return this.#left
  }

  take(amount: number): void {
    this.#left -= amount
  }

  /** Time in ms until so much is left. */
  waitMs(amount: number, now: number): number {
    const missing = amount - this.left(now)
    if (missing <= 0) return 0
    if (this.#rules.kind === 'fixed-minute') return minuteMs - (now % minuteMs)
    return (missing * minuteMs) / this.limit
  }

  /** Time in ms until all of it is left. */
  resetMs(now: number): number {
    if (this.#rules.kind === 'fixed-minute') return minuteMs - (now % minuteMs)
    return ((this.#most - this.left(now)) * minuteMs) / this.limit
  }
}

/** What a vendor answers at once: it serves a call, or refuses it. */
export type Answer =
  | { readonly isServed: true; readonly limits: readonly LimitReport[] }
  | { readonly isServed: false; readonly retryAfterMs: number | undefined }

/** A vendor that enforces limits on one key, and counts what it serves. */
export class Vendor {
  readonly #rules: VendorRules
  readonly #requests: VendorLimit | undefined
  readonly #tokens: VendorLimit | undefined
  served = 0
  servedTokens = 0
  refused = 0

  constructor(rules: VendorRules) {
    const { requestsPerMinute, tokensPerMinute } = rules
    this.#rules = rules
    this.#requests = requestsPerMinute === undefined ? undefined : new VendorLimit(requestsPerMinute, rules)
    this.#tokens = tokensPerMinute === undefined ? undefined : new VendorLimit(tokensPerMinute, rules)
  }

  /** Counts anew what it serves and refuses. */
  countAnew(): void {
    this.served = 0
    this.servedTokens = 0
    this.refused = 0
  }

  /** A call of so many tokens arrives. */
  answer(tokens: number, now: number): Answer {
    const { countsRefused = false, hasRetryAfter = false, hasHeaders = false } = this.#rules
    const waitMs = Math.max(this.#requests?.waitMs(1, now) ?? 0, this.#tokens?.waitMs(tokens, now) ?? 0)
    if (waitMs > 0) {
      this.refused += 1
      if (countsRefused) this.#requests?.take(Math.min(1, Math.max(0, this.#requests.left(now))))
      return { isServed: false, retryAfterMs: hasRetryAfter ? waitMs : undefined }
    }
    this.#requests?.take(1)
    this.#tokens?.take(tokens)
    this.served += 1
    this.servedTokens += tokens
    return { isServed: true, limits: hasHeaders ? this.#reports(now) : [] }
  }

  #reports(now: number): LimitReport[] {
    const units = [['requests', this.#requests] as const, ['tokens', this.#tokens] as const]
    return units.flatMap(([unit, limit]) => {
      if (limit === undefined) return []
      const remaining = Math.max(0, Math.floor(limit.left(now)))
      return { unit, limit: limit.limit, remaining, resetMs: Math.ceil(limit.resetMs(now)) }
    })
  }
}
