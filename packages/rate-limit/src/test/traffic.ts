import type { RateLimitOptions } from '../options/rate-limit-options.ts'
import type { Vendor, VendorRules } from './vendor.ts'

/** Calls over four keys of one vendor. */
export interface Traffic {
  readonly seed: number
  readonly rules: VendorRules
  /** What each key's limiter is told. */
  readonly options: RateLimitOptions
  /** Offered load, as a share of what the vendor serves. */
  readonly demand: number
  readonly lastsMs: number
  /** What comes before is not counted. @default 0 */
  readonly fromMs?: number
  /** Callers that do not know of each other, each with limiters of its own. @default 1 */
  readonly balancers?: number
}

/** What became of the calls, as the vendor counts them. */
export interface TrafficResult {
  /** Served share of what the vendor serves in this time. */
  readonly quotaUsed: number
  readonly refusedPer1000: number
}

export const keys: readonly string[] = ['a', 'b', 'c', 'd']
/** At the beginning of a minute. */
export const startAt = 1_795_000_020_000
const minuteMs = 60_000
/** Tokens of a call on average, where tokens are limited. */
const perCall = 1000

/** Calls per ms that all keys serve together. */
export function servedPerMs({ requestsPerMinute, tokensPerMinute }: VendorRules): number {
  const perKey = tokensPerMinute === undefined ? (requestsPerMinute ?? 0) : tokensPerMinute / perCall
  return (keys.length * perKey) / minuteMs
}

/** Draws how many tokens a call takes. */
export function drawTokens(random: () => number): number {
  return Math.ceil(perCall * (0.2 + 1.6 * random()))
}

export function resultOf(vendors: readonly Vendor[], rules: VendorRules, lastsMs: number): TrafficResult {
  const sum = (of: (vendor: Vendor) => number): number =>
    vendors.reduce((total, vendor) => total + of(vendor), 0)
  const served = sum((vendor) =>
    rules.tokensPerMinute === undefined ? vendor.served : vendor.servedTokens / perCall,
  )
  const refused = sum((vendor) => vendor.refused)
  return {
    quotaUsed: served / (servedPerMs(rules) * lastsMs),
    refusedPer1000: (1000 * refused) / sum((vendor) => vendor.served + vendor.refused),
  }
}
