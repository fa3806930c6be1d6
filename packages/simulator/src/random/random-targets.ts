import type { TokenPrice } from '@llm-balancer/core'
import type { ServerChange, ServerConditions } from '../scenario/server-conditions.ts'
import type { ServerLimits } from '../scenario/server-limits.ts'
import type { SimulatedTarget } from '../scenario/simulated-target.ts'
import { round, type Draws } from './draws.ts'
import { randomEvent, randomOutage } from './random-events.ts'

/** Targets, and the runs per second that they have limits or room for together. */
export interface RandomTargets {
  readonly targets: readonly SimulatedTarget[]
  readonly perSecond: number
}

/** Calls are about this long when it comes to how many a limit of tokens allows. */
export const usualTokens = 1500
/** A server of one's own answers so many calls per second for each of its knee. */
const perKnee = 0.35

/** Keys of one to three vendors. Keys of a vendor have the same speed and prices, and quotas that differ. */
export function randomKeys(
  draws: Draws,
  { count, durationMs }: { readonly count: number; readonly durationMs: number },
): RandomTargets {
  const vendors = Array.from({ length: draws.whole(1, Math.min(3, count)) }, () =>
    randomVendor(draws, durationMs),
  )
  const quotas = Array.from({ length: count }, () => draws.scale(60, 3000))
  const targets = quotas.map((quota, place): SimulatedTarget => {
    const vendor = vendors[place % vendors.length] ?? randomVendor(draws, durationMs)
    const event = draws.happens(0.35) ? [randomEvent(draws, durationMs)] : []
    const { limits, ...shared } = vendor
    const own = vendor.isUnlimited ? {} : { limits: limitsOf(limits, quota) }
    return {
      name: `key-${place + 1}`,
      server: shared.server,
      cost: shared.cost,
      ...own,
      changes: [...vendor.outages, ...event],
    }
  })
  const perMinute = quotas.reduce((sum, quota) => sum + quota, 0)
  return { targets, perSecond: perMinute / 60 }
}

/** Servers of one's own: no limits, but with too many calls at a time everything takes longer. */
export function randomReplicas(
  draws: Draws,
  { count, durationMs }: { readonly count: number; readonly durationMs: number },
): RandomTargets {
  const server = {
    answerMs: Math.round(draws.between(150, 500)),
    spread: round(draws.between(0.2, 0.5)),
    tokensPerSecond: draws.whole(40, 100),
    promptTokensPerSecond: Math.round(draws.scale(3000, 20_000)),
    ...usualTrouble,
  }
  const knees = Array.from({ length: count }, () => draws.whole(3, 32))
  const targets = knees.map((knee, place) => ({
    name: `replica-${place + 1}`,
    server: { ...server, knee },
    cost: { inputPerMTok: 0, outputPerMTok: 0 },
    changes: draws.happens(0.35) ? [randomEvent(draws, durationMs)] : [],
  }))
  return { targets, perSecond: perKnee * knees.reduce((sum, knee) => sum + knee, 0) }
}

const usualTrouble = { tail: { ratio: 0.015, factor: 5 }, failureRatio: 0.003 } as const

interface Vendor {
  readonly server: ServerConditions
  readonly cost: TokenPrice
  readonly isUnlimited: boolean
  readonly limits: Omit<ServerLimits, 'requestsPerMinute' | 'tokensPerMinute'> & {
    readonly unit: 'requests' | 'tokens' | 'both'
  }
  readonly outages: readonly ServerChange[]
}

function randomVendor(draws: Draws, durationMs: number): Vendor {
  const inputPerMTok = round(draws.scale(0.1, 5))
  return {
    server: {
      answerMs: Math.round(draws.scale(300, 2000)),
      spread: round(draws.between(0.2, 0.7)),
      tokensPerSecond: draws.whole(40, 160),
      promptTokensPerSecond: Math.round(draws.scale(4000, 30_000)),
      tail: { ratio: round(draws.between(0.005, 0.03)), factor: draws.whole(3, 8) },
      failureRatio: round(draws.between(0.001, 0.01)),
    },
    cost: {
      inputPerMTok,
      outputPerMTok: round(draws.between(3, 5) * inputPerMTok),
      ...(draws.happens(0.6) ? { cacheReadPerMTok: round(0.1 * inputPerMTok) } : {}),
    },
    isUnlimited: draws.happens(0.1),
    limits: {
      unit: draws.oneOf(['requests', 'tokens', 'both']),
      window: draws.happens(0.3) ? 'fixed-minute' : 'bucket',
      burst: round(draws.between(0.1, 1)),
      known: draws.happens(0.6),
      headers: draws.happens(0.7),
      retryAfter: draws.happens(0.8),
      countsRefused: draws.happens(0.3),
    },
    outages: draws.happens(0.15) ? [randomOutage(draws, durationMs)] : [],
  }
}

function limitsOf({ unit, ...style }: Vendor['limits'], perMinute: number): ServerLimits {
  const requests = { requestsPerMinute: Math.round(perMinute) }
  const tokens = { tokensPerMinute: Math.round(perMinute * usualTokens) }
  return { ...style, ...(unit === 'tokens' ? {} : requests), ...(unit === 'requests' ? {} : tokens) }
}
