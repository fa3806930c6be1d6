import type { ProviderStats } from '../../index.ts'
import type { CompleteProvider } from './options.ts'
import type { PoolHealth, PoolProviderStats } from './types.ts'

/** Statistics of a provider in the documented shape. */
export function toPoolStats(
  { type, model, priority }: CompleteProvider,
  known: ProviderStats,
): PoolProviderStats {
  const { successes: successfulRequests, failures: errors, usage, lastAttemptAt, headroom = [] } = known
  const totalRequests = successfulRequests + errors
  const leftOf = (length: number): number =>
    headroom.find(({ unit, windowMs }) => unit === 'requests' && windowMs === length)?.left ?? Infinity
  return {
    ...{ type, model, priority },
    usage: {
      ...{ totalRequests, successfulRequests, errors },
      totalTokensUsed: usage.inputTokens + usage.outputTokens,
      totalCost: known.costMicroUsd / 1_000_000,
      requestsRemaining: Math.max(0, leftOf(60_000)),
      dailyRequestsRemaining: Math.max(0, leftOf(86_400_000)),
    },
    performance: {
      successRate: totalRequests === 0 ? 100 : (successfulRequests / totalRequests) * 100,
      averageResponseTime: known.meanLatencyMs ?? 0,
      circuitBreakerOpen: known.circuit !== 'closed',
    },
    health: {
      available: known.state === 'ready',
      lastUsed: lastAttemptAt === undefined ? null : new Date(lastAttemptAt),
    },
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
