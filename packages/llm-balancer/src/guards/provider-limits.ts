import type { Clock, Guard } from '@llm-balancer/core'
import {
  checkText,
  defined,
  numberWithin,
  optionsOf,
  subjectOf,
  type Check,
  type OptionTable,
} from '@llm-balancer/core/options'
import { rateLimit } from '@llm-balancer/rate-limit'
import type { Booking, RateLimitOptions, RateLimiter, RateLimits } from '@llm-balancer/rate-limit'
import { withOwner } from '../options/with-owner.ts'

/**
 * How much may be asked of a provider, by each of its keys: whole numbers ≥ 0. What is too much goes elsewhere, or waits. The vendor's
 * own limits are learnt as well, from its headers and its refusals.
 */
export interface ProviderLimits extends RateLimits, Pick<RateLimitOptions, 'resetsAt'> {}

/** One of `limits`: of each key, or shared by all providers that name it. */
export interface ProviderLimit extends ProviderLimits {
  /** The name of a quota that several providers or keys use up together. The first to name it gives its numbers. */
  readonly shared?: string | undefined
}

const count = numberWithin({ min: 0, max: Infinity, integer: true, infinite: true })

/** What each limit of a provider entry may be. */
export const providerLimitTable: OptionTable<ProviderLimits> = {
  requestsPerMinute: [count],
  requestsPerDay: [count],
  tokensPerMinute: [count],
  inputTokensPerMinute: [count],
  outputTokensPerMinute: [count],
  tokensPerDay: [count],
  resetsAt: [
    (name, value, owner) => {
      const prefix = name.slice(0, name.lastIndexOf('.') + 1)
      withOwner({ owner: owner ?? 'createLLMBalancer', insteadOf: 'rateLimit', prefix }, () =>
        rateLimit({ resetsAt: value as string }),
      )
      return value
    },
  ],
}

const limitNames = Object.keys(providerLimitTable) as readonly (keyof ProviderLimits)[]

/** Names of limits in other libraries. */
export const limitHints: Readonly<Record<string, string>> = {
  rpm: 'requestsPerMinute',
  rpd: 'requestsPerDay',
  tpm: 'tokensPerMinute',
  tpd: 'tokensPerDay',
}

const checkLimit = optionsOf<ProviderLimit>(
  { ...providerLimitTable, shared: [checkText] },
  { hints: limitHints },
)

/** An array of limits; the message names a wrong one by its place. */
export const checkProviderLimits: Check = (name, value, owner) => {
  if (!Array.isArray(value)) throw new TypeError(`${subjectOf(name, owner)} must be an array of limits`)
  return value.map((limit, index) => checkLimit(`${name}[${String(index)}]`, limit, owner))
}

/** The limits of a provider's settings. */
export type GivenLimits = ProviderLimits & { readonly limits?: readonly ProviderLimit[] | undefined }

/** The limits among other settings. */
export function limitsOf(settings: GivenLimits): ProviderLimits {
  return defined(Object.fromEntries(limitNames.map((name) => [name, settings[name]])))
}

/** The other settings. */
export function withoutLimits<Settings extends GivenLimits>(
  settings: Settings,
): Omit<Settings, keyof GivenLimits> {
  const others = Object.entries(settings).filter(
    ([name]) => name !== 'limits' && !limitNames.includes(name as never),
  )
  return Object.fromEntries(others) as Omit<Settings, keyof GivenLimits>
}

/** True when both name the same limits. */
export function hasSameLimits(one: GivenLimits, other: GivenLimits): boolean {
  return one.limits === other.limits && limitNames.every((name) => one[name] === other[name])
}

/** The quotas of one balancer that providers share, by name. */
export class SharedLimits {
  readonly #clock: Clock
  readonly #byName = new Map<string, { readonly limits: ProviderLimits; readonly limiter: RateLimiter }>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** The quota of this name. @throws TypeError when it has other numbers, or none */
  get(name: string, limits: ProviderLimits): Guard {
    const known = this.#byName.get(name)
    const isGiven = Object.keys(limits).length > 0
    if (known !== undefined) {
      if (!isGiven || hasSameLimits(known.limits, limits)) return known.limiter
      throw new TypeError('"limits" names a shared quota that has other numbers already')
    }
    if (!isGiven)
      throw new TypeError('"limits" names a shared quota, and the first to name it must give its numbers')
    // What a vendor reports belongs to the key that was called.
    const limiter = rateLimit({ ...limits, label: name, learn: false, clock: this.#clock })
    this.#byName.set(name, { limits, limiter })
    return limiter
  }
}

/** The guards of one key: its own limits, which are learnt as well, and the quotas that it shares. */
export function providerLimits(
  settings: GivenLimits,
  {
    booking,
    clock,
    shared,
  }: {
    readonly booking: Booking | undefined
    readonly clock: Clock
    readonly shared: SharedLimits
  },
): readonly Guard[] {
  let own = limitsOf(settings)
  const quotas: Guard[] = []
  for (const { shared: name, ...limits } of settings.limits ?? [])
    if (name === undefined) own = { ...own, ...defined(limits) }
    else quotas.push(shared.get(name, defined(limits)))
  const limiter = rateLimit({ ...own, booking, clock })
  return [...quotas, limiter]
}
