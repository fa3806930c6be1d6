import { createBalancer, roundRobin } from '@llm-balancer/core'
import { createFakeClock } from '@llm-balancer/core/testing'
import { seededRandom } from '@llm-balancer/core/time'
import { rateLimit } from '../rate-limit.ts'
import type { RateLimitOptions } from '../options/rate-limit-options.ts'
import { Vendor, type VendorRules } from './vendor.ts'

/** Calls over four keys of one vendor, in virtual time. */
export interface Traffic {
  readonly seed: number
  readonly rules: VendorRules
  /** What each key's limiter is told. */
  readonly options: RateLimitOptions
  /** Offered load, as a share of what the vendor serves. */
  readonly demand: number
  readonly lastsMs: number
  /** Balancers that do not know of each other. @default 1 */
  readonly balancers?: number
}

/** What became of the calls. */
export interface TrafficResult {
  /** Served share of what the vendor serves in this time. */
  readonly quotaUsed: number
  readonly refusedPer1000: number
  /** Share of the calls that were served. */
  readonly servedRatio: number
}

const keys = ['a', 'b', 'c', 'd']
const minuteMs = 60_000

/** Sends the calls, and counts at the vendor what became of them. */
export async function sendTraffic({
  seed,
  rules,
  options,
  demand,
  lastsMs,
  balancers: count = 1,
}: Traffic): Promise<TrafficResult> {
  const clock = createFakeClock(1_795_000_020_000)
  const random = seededRandom(seed)
  const vendors = new Map(keys.map((key) => [key, new Vendor(rules, clock)]))
  const balancers = Array.from({ length: count }, () =>
    createBalancer<Vendor>({
      clock,
      random: seededRandom(seed),
      strategy: roundRobin(),
      whenUnavailable: { maxWaitMs: 2000, maxWaiting: 10_000 },
      targets: [...vendors].map(([id, client]) => ({
        id,
        client,
        guards: [rateLimit({ ...options, clock })],
      })),
    }),
  )
  const { perCall, perMs } = loadOf(rules)
  const gapMs = 1 / (demand * keys.length * perMs)
  let offered = 0
  let succeeded = 0
  for (let at = 0; at < lastsMs;) {
    const waitMs = -Math.log(1 - random()) * gapMs
    at += waitMs
    await clock.advance(waitMs)
    offered += 1
    const tokens = Math.ceil(perCall * (0.2 + 1.6 * random()))
    const takesMs = 200 + random() * 1800
    const balancer = balancers[offered % count]
    void balancer
      ?.run((vendor, attempt) => answer(vendor, attempt, { tokens, takesMs }), {
        expectedTokens: { input: tokens / 2, output: tokens / 2 },
      })
      .then(() => (succeeded += 1))
      .catch(() => {})
  }
  const served = [...vendors.values()].reduce(
    (sum, one) => sum + (perCall > 0 ? one.servedTokens : one.served),
    0,
  )
  const calls = [...vendors.values()].reduce((sum, one) => sum + one.served + one.refused, 0)
  const refused = [...vendors.values()].reduce((sum, one) => sum + one.refused, 0)
  await clock.advance(minuteMs)
  await Promise.all(balancers.map((one) => one.close()))
  const quota = keys.length * (rules.tokensPerMinute ?? rules.requestsPerMinute ?? 0) * (lastsMs / minuteMs)
  return {
    quotaUsed: served / quota,
    refusedPer1000: (1000 * refused) / calls,
    servedRatio: succeeded / offered,
  }
}

async function answer(
  vendor: Vendor,
  attempt: Parameters<Parameters<ReturnType<typeof createBalancer<Vendor>>['run']>[0]>[1],
  { tokens, takesMs }: { readonly tokens: number; readonly takesMs: number },
): Promise<string> {
  const result = await vendor.call(tokens, takesMs, (limits) => {
    attempt.report({ limits })
  })
  attempt.report({ usage: { inputTokens: tokens / 2, outputTokens: tokens / 2 } })
  return result
}

/** Calls per ms that one key serves, and their mean size in tokens; 0 without a limit of tokens. */
function loadOf({ requestsPerMinute, tokensPerMinute }: VendorRules): { perCall: number; perMs: number } {
  if (tokensPerMinute === undefined) return { perCall: 0, perMs: (requestsPerMinute ?? 0) / minuteMs }
  return { perCall: 1000, perMs: tokensPerMinute / 1000 / minuteMs }
}
