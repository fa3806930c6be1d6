import type { Clock, Guard } from '@llm-balancer/core'
import {
  checkBoolean,
  checkText,
  defined,
  numberWithin,
  optionsOf,
  subjectOf,
  type Check,
  type OptionTable,
} from '@llm-balancer/core/options'
import { rateLimit } from '@llm-balancer/rate-limit'
import type {
  Booking,
  RateLimitOptions,
  RateLimiter,
  RateLimiterState,
  RateLimits,
} from '@llm-balancer/rate-limit'
import { isSameData } from '../options/same-data.ts'
import { withOwner } from '../options/with-owner.ts'

/**
 * How much may be asked of a provider, by each of its keys: whole numbers ≥ 0. What is too much goes elsewhere, or waits. The vendor's
 * own limits are learnt as well, from its headers and its refusals.
 */
export interface ProviderLimits extends RateLimits, Pick<RateLimitOptions, 'resetsAt' | 'exact'> {}

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
  exact: [checkBoolean],
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
function hasSameLimits(one: GivenLimits, other: GivenLimits): boolean {
  return isSameData(one.limits, other.limits) && limitNames.every((name) => one[name] === other[name])
}

/** A quota that providers share. */
type Quota = { readonly limits: ProviderLimits; readonly limiter: RateLimiter }

/** The quotas of one balancer that providers share, by name. */
export class SharedLimits {
  readonly #clock: Clock
  readonly #before: ReadonlyMap<string, Quota>
  readonly #saved: SharedStates
  readonly #byName = new Map<string, Quota>()

  /** @param before those of the same balancer so far: a quota with the same numbers is used on, one with others goes on from what is used */
  constructor(clock: Clock, { before, saved = {} }: { before?: SharedLimits; saved?: SharedStates } = {}) {
    this.#clock = clock
    this.#before = before === undefined ? new Map() : before.#byName
    this.#saved = saved
  }

  /** What has been used of each, by name. */
  exportState(): SharedStates {
    const all = [...this.#byName].map(([name, { limiter }]) => [name, limiter.exportState()] as const)
    return Object.fromEntries(all)
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
    const before = this.#before.get(name)
    const quota =
      before !== undefined && hasSameLimits(before.limits, limits) ? before : this.#make(name, limits, before)
    this.#byName.set(name, quota)
    return quota.limiter
  }

  /** What a vendor reports belongs to the key that was called, and is not learnt here. */
  #make(name: string, limits: ProviderLimits, before: Quota | undefined): Quota {
    const saved = Object.hasOwn(this.#saved, name) ? this.#saved[name] : undefined
    const initialState = before?.limiter.exportState() ?? saved
    const options = { ...limits, label: name, learn: false, clock: this.#clock, ...defined({ initialState }) }
    return { limits, limiter: rateLimit(options) }
  }
}

/** What has been used of shared quotas, by name. */
type SharedStates = Readonly<Record<string, RateLimiterState>>

/** The guards of one key: its own limits, which are learnt as well, and the quotas that it shares. */
export type LimitGuards = {
  readonly limits: ProviderLimits
  readonly own: RateLimiter
  readonly quotas: readonly Guard[]
}

/** How the guards of a key are made. */
export type LimitContext = {
  readonly booking: Booking | undefined
  readonly clock: Clock
  readonly shared: SharedLimits
  /** False for a group: what is reported, or refused, is about one of the keys inside. @default true */
  readonly learn?: boolean | undefined
  /** Those of the key so far: its own limits with the same numbers are used on, others go on from what is used. */
  readonly before?: LimitGuards | undefined
  /** What was used of its own limits before a restart. */
  readonly initialState?: RateLimiterState | undefined
}

/** The guards of one key. @throws TypeError or RangeError for a shared quota that does not fit */
export function providerLimits(
  settings: GivenLimits,
  { booking, clock, shared, learn, before, initialState: saved }: LimitContext,
): LimitGuards {
  let limits = limitsOf(settings)
  const quotas: Guard[] = []
  for (const { shared: name, ...further } of settings.limits ?? [])
    if (name === undefined) limits = { ...limits, ...defined(further) }
    else quotas.push(shared.get(name, defined(further)))
  if (before !== undefined && hasSameLimits(before.limits, limits)) return { limits, quotas, own: before.own }
  const initialState = before?.own.exportState() ?? saved
  return { limits, quotas, own: rateLimit({ ...limits, booking, learn, clock, initialState }) }
}
