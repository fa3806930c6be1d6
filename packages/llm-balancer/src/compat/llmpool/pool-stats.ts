import type { ProviderStats as RootStats } from '../../index.ts'
import type { PoolProvider } from './pool-provider.ts'
import type { PoolHealth, PoolProviderStats } from './types.ts'

/** Statistics in the documented shape. */
export function toPoolStats(provider: PoolProvider, stats: RootStats): PoolProviderStats {
  const { type, model, priority } = provider.describe()
  const { successes, failures, usage, meanLatencyMs = 0, lastAttemptAt, state } = stats
  const totalRequests = successes + failures
  const [perMinute, perDay] = provider.left()
  return {
    ...{ type, model, priority },
    usage: {
      totalRequests,
      successfulRequests: successes,
      errors: failures,
      totalTokensUsed: usage.inputTokens + usage.outputTokens,
      totalCost: stats.costMicroUsd / 1_000_000,
      requestsRemaining: perMinute,
      dailyRequestsRemaining: perDay,
    },
    performance: {
      successRate: totalRequests === 0 ? 100 : (successes / totalRequests) * 100,
      averageResponseTime: meanLatencyMs,
      circuitBreakerOpen: provider.circuit.state !== 'closed',
    },
    health: {
      available: state === 'ready',
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
