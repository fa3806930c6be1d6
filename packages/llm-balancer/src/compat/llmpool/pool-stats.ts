import type { LLMBalancer } from '../../index.ts'
import type { CompleteProvider } from './options.ts'
import type { PoolHealth, PoolProviderStats } from './types.ts'

/** Statistics of each provider in the documented shape, by name. */
export function poolStats(
  balancer: LLMBalancer,
  providers: Iterable<CompleteProvider>,
): Record<string, PoolProviderStats> {
  const stats = balancer.getStats()
  const targets = new Map(balancer.exportState().targets.map((target) => [target.id, target]))
  return Object.fromEntries(
    [...providers].flatMap(({ name, type, model, priority }) => {
      const known = stats[name]
      if (known === undefined) return []
      const { successes, failures, usage, costMicroUsd, meanLatencyMs = 0, lastAttemptAt, state } = known
      const { limits, circuit } = targets.get(name) ?? {}
      const ofRequests = limits?.limits.filter(({ unit }) => unit === 'requests')
      const leftOf = (window: number): number => {
        const { left = Infinity } = ofRequests?.find(({ windowMs }) => windowMs === window) ?? {}
        return Math.max(0, Math.floor(left))
      }
      const totalRequests = successes + failures
      const one: PoolProviderStats = {
        ...{ type, model, priority },
        usage: {
          ...{ totalRequests, successfulRequests: successes, errors: failures },
          totalTokensUsed: usage.inputTokens + usage.outputTokens,
          totalCost: costMicroUsd / 1_000_000,
          requestsRemaining: leftOf(60_000),
          dailyRequestsRemaining: leftOf(86_400_000),
        },
        performance: {
          successRate: totalRequests === 0 ? 100 : (successes / totalRequests) * 100,
          averageResponseTime: meanLatencyMs,
          circuitBreakerOpen: circuit !== undefined && circuit.state !== 'closed',
        },
        health: {
          available: state === 'ready',
          lastUsed: lastAttemptAt === undefined ? null : new Date(lastAttemptAt),
        },
      }
      return [[name, one]]
    }),
  )
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
