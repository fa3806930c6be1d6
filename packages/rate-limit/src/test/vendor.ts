import type { LimitReport } from '@llm-balancer/core'
import { ProviderError } from '@llm-balancer/core/errors'
import type { FakeClock } from '@llm-balancer/core/testing'

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

/** A vendor that enforces limits on one key, by a clock of its own choice. */
export class Vendor {
  readonly #rules: VendorRules
  readonly #clock: FakeClock
  readonly #requests: VendorLimit | undefined
  readonly #tokens: VendorLimit | undefined
  served = 0
  servedTokens = 0
  refused = 0

  constructor(rules: VendorRules, clock: FakeClock) {
    const { requestsPerMinute, tokensPerMinute } = rules
    this.#rules = rules
    this.#clock = clock
    this.#requests = requestsPerMinute === undefined ? undefined : new VendorLimit(requestsPerMinute, rules)
    this.#tokens = tokensPerMinute === undefined ? undefined : new VendorLimit(tokensPerMinute, rules)
  }

  /**
   * Serves a request of so many tokens after `takesMs`, or refuses it at once.
   *
   * @throws ProviderError of the kind `rate-limit`
   */
  async call(
    tokens: number,
    takesMs: number,
    hears: (limits: readonly LimitReport[]) => void,
  ): Promise<string> {
    const now = this.#clock.now()
    const waitMs = Math.max(this.#requests?.waitMs(1, now) ?? 0, this.#tokens?.waitMs(tokens, now) ?? 0)
    if (waitMs > 0) {
      this.refused += 1
      if (this.#rules.countsRefused === true)
        this.#requests?.take(Math.min(1, Math.max(0, this.#requests.left(now))))
      await this.#pass(60)
      const retryAfterMs = this.#rules.hasRetryAfter === true ? { retryAfterMs: waitMs } : {}
      throw new ProviderError({
        provider: 'v',
        kind: 'rate-limit',
        message: 'too many',
        status: 429,
        ...retryAfterMs,
      })
    }
    this.#requests?.take(1)
    this.#tokens?.take(tokens)
    this.served += 1
    this.servedTokens += tokens
    const limits = this.#rules.hasHeaders === true ? this.#reports(now) : []
    await this.#pass(takesMs)
    if (limits.length > 0) hears(limits)
    return 'answer'
  }

  #reports(now: number): LimitReport[] {
    const reports: LimitReport[] = []
    for (const [unit, limit] of [
      ['requests', this.#requests],
      ['tokens', this.#tokens],
    ] as const)
      if (limit !== undefined) {
        const remaining = Math.max(0, Math.floor(limit.left(now)))
        reports.push({ unit, limit: limit.limit, remaining, resetMs: Math.ceil(limit.resetMs(now)) })
      }
    return reports
  }

  #pass(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.#clock.schedule(resolve, ms)
    })
  }
}
