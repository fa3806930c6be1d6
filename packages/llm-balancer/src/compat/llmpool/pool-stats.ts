import type { ProviderStats } from '../../index.ts'
import { requestCounts } from '../request-counts.ts'
import type { CompleteProvider } from './options.ts'
import type { PoolHealth, PoolProviderStats } from './types.ts'

/** Statistics of a provider in the documented shape. */
export function toPoolStats(provider: CompleteProvider, known: ProviderStats): PoolProviderStats {
  const { type, model, priority } = provider
  const { averageResponseTime, lastRequestTime: lastUsed = null, ...counts } = requestCounts(known)
  const { failures: errors, usage, headroom = [] } = known
  const leftOf = (length: number): number =>
    headroom.find(({ unit, windowMs }) => unit === 'requests' && windowMs === length)?.left ?? Infinity
  return {
    ...{ type, model, priority },
    usage: {
      ...{ ...counts, errors },
      totalTokensUsed: usage.inputTokens + usage.outputTokens,
      totalCost: known.costMicroUsd / 1_000_000,
      requestsRemaining: Math.max(0, leftOf(60_000)),
      dailyRequestsRemaining: Math.max(0, leftOf(86_400_000)),
    },
    performance: {
      ...{ averageResponseTime, circuitBreakerOpen: known.circuit !== 'closed' },
      successRate:
        counts.totalRequests === 0 ? 100 : (counts.successfulRequests / counts.totalRequests) * 100,
    },
    health: { available: known.state === 'ready', lastUsed },
  }
}

/** The health of a pool out of the statistics of its providers. */
export function toPoolHealth(providers: Readonly<Record<string, PoolProviderStats>>): PoolHealth {
  const all = Object.entries(providers)
  const available = all.filter(([, { health }]) => health.available)
  const [best] = available.toSorted(
    ([, one], [, other]) =>
      one.priority - other.priority ||
      other.performance.successRate - one.performance.successRate ||
      one.performance.averageResponseTime - other.performance.averageResponseTime,
  )
  return {
    totalProviders: all.length,
    availableProviders: available.length,
    healthy: available.length > 0,
    bestProvider: best?.[0] ?? null,
    providers,
  }
}
