import { numberWithin, optionsOf, type Check, type OptionTable } from '@llm-balancer/core/options'

/** The limits a target enforces, over the last 60 s (sliding). A missing one is not enforced. */
export interface FakeLimits {
  /** Requests admitted per minute; a whole number ≥ 1. @default no limit */
  readonly requestsPerMinute?: number | undefined
  /** Input and output tokens per minute, charged when a request is admitted; ≥ 1. @default no limit */
  readonly tokensPerMinute?: number | undefined
}

/** One limit as the vendor's headers report it. */
export interface LimitStatus {
  readonly limit: number
  readonly remaining: number
  /** Milliseconds until all of it is available again. */
  readonly resetMs: number
}

/** Both limits as they are now; a limit that is not enforced is absent. */
export interface LimitStatuses {
  readonly requests?: LimitStatus
  readonly tokens?: LimitStatus
}

/** Why a request was not admitted. */
export interface LimitRefusal {
  readonly unit: 'requests' | 'tokens'
  readonly limit: number
  readonly used: number
  readonly requested: number
  /** Milliseconds until the same request would be admitted. */
  readonly retryAfterMs: number
}

const windowMs = 60_000

const table: OptionTable<FakeLimits> = {
  requestsPerMinute: [numberWithin({ min: 1, max: Infinity, integer: true })],
  tokensPerMinute: [numberWithin({ min: 1, max: Infinity })],
}

/** {@link FakeLimits}. */
export const checkLimits: Check = optionsOf(table)

/** What a target admitted within the last minute. Exact: it remembers every admission until it is a minute old. */
export class LimitWindow {
  limits: FakeLimits
  #admissions: { readonly at: number; readonly tokens: number }[] = []
  #oldest = 0
  #tokens = 0

  constructor(limits: FakeLimits) {
    this.limits = limits
  }

  /** Counts a request of `tokens` in, or says why not. */
  admit(tokens: number, now: number): LimitRefusal | undefined {
    this.#forget(now)
    const { requestsPerMinute, tokensPerMinute } = this.limits
    if (requestsPerMinute === undefined && tokensPerMinute === undefined) return undefined
    const used = this.#admissions.length - this.#oldest
    if (requestsPerMinute !== undefined && used >= requestsPerMinute) {
      return this.#refusal({ unit: 'requests', limit: requestsPerMinute, used, requested: 1 }, now)
    }
    if (tokensPerMinute !== undefined && this.#tokens + tokens > tokensPerMinute) {
      return this.#refusal(
        { unit: 'tokens', limit: tokensPerMinute, used: this.#tokens, requested: tokens },
        now,
      )
    }
    this.#admissions.push({ at: now, tokens })
    this.#tokens += tokens
    return undefined
  }

  /** Forgets what was admitted. */
  clear(): void {
    this.#admissions = []
    this.#oldest = 0
    this.#tokens = 0
  }

  /** The limits as they are now. */
  statuses(now: number): LimitStatuses {
    this.#forget(now)
    const { requestsPerMinute, tokensPerMinute } = this.limits
    const last = this.#admissions.at(-1)
    const resetMs = last === undefined ? 0 : last.at + windowMs - now
    const status = (limit: number, used: number): LimitStatus => ({
      limit,
      remaining: Math.max(0, limit - used),
      resetMs,
    })
    return {
      ...(requestsPerMinute !== undefined && {
        requests: status(requestsPerMinute, this.#admissions.length - this.#oldest),
      }),
      ...(tokensPerMinute !== undefined && { tokens: status(tokensPerMinute, this.#tokens) }),
    }
  }

  #refusal(refusal: Omit<LimitRefusal, 'retryAfterMs'>, now: number): LimitRefusal {
    let free = refusal.limit - refusal.used
    let freeAt = now + windowMs
    for (let index = this.#oldest; index < this.#admissions.length && free < refusal.requested; index += 1) {
      const admission = this.#admissions[index]
      if (admission === undefined) break
      free += refusal.unit === 'requests' ? 1 : admission.tokens
      freeAt = admission.at + windowMs
    }
    return { ...refusal, retryAfterMs: freeAt - now }
  }

  #forget(now: number): void {
    for (;;) {
      const admission = this.#admissions[this.#oldest]
      if (admission === undefined || admission.at + windowMs > now) break
      this.#tokens -= admission.tokens
      this.#oldest += 1
    }
    if (this.#oldest === this.#admissions.length || this.#oldest > 1_000) {
      this.#admissions = this.#admissions.slice(this.#oldest)
      this.#oldest = 0
    }
  }
}
