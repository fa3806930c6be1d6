import type { LimitReport } from '@llm-balancer/core'
import type { ServerLimits } from '../scenario/server-limits.ts'
import { Quota } from './quota.ts'

const minuteMs = 60_000

/** What a vendor says to a call by its limits. */
export interface Admission {
  /** How long until the call would be let in, in ms; 0 = it is. */
  readonly waitMs: number
  /** What the response headers say of the limits. */
  readonly reports: readonly LimitReport[]
}

/** The limits of one key: of requests, and of the tokens of the calls that are let in. */
export class KeyLimits {
  readonly #settings: ServerLimits
  readonly #requests: Quota | undefined
  readonly #tokens: Quota | undefined

  constructor(settings: ServerLimits) {
    this.#settings = settings
    const { requestsPerMinute = Infinity, tokensPerMinute = Infinity } = settings
    this.#requests = requestsPerMinute < Infinity ? new Quota(requestsPerMinute, settings) : undefined
    this.#tokens = tokensPerMinute < Infinity ? new Quota(tokensPerMinute, settings) : undefined
  }

  /** How long until there is so much left of everything, in ms. */
  waitMs({ requests, tokens }: { readonly requests: number; readonly tokens: number }, now: number): number {
    return Math.max(this.#requests?.waitMs(requests, now) ?? 0, this.#tokens?.waitMs(tokens, now) ?? 0)
  }

  /** Takes a call in, or refuses it. */
  admit(tokens: number, now: number): Admission {
    const waitMs = this.waitMs({ requests: 1, tokens }, now)
    if (waitMs === 0) {
      this.#requests?.take(1, now)
      this.#tokens?.take(tokens, now)
    } else if (this.#settings.countsRefused === true) this.#requests?.take(1, now)
    return { waitMs, reports: this.#reports(now) }
  }

  #reports(now: number): readonly LimitReport[] {
    if (this.#settings.headers === false) return []
    return [report('requests', this.#requests, now), report('tokens', this.#tokens, now)].flat()
  }
}

function report(unit: LimitReport['unit'], quota: Quota | undefined, now: number): LimitReport[] {
  if (quota === undefined) return []
  const remaining = Math.floor(quota.left(now))
  return [{ unit, limit: quota.limit, remaining, resetMs: quota.untilResetMs(now), windowMs: minuteMs }]
}
