import type { ProviderStats as RootStats } from '../../index.ts'
import type { PoolProviderType } from './pool-config.ts'
import type { PoolProvider } from './pool-provider.ts'

/** Statistics of one provider of a pool, over its whole life; a reload keeps them. They count attempts. */
export interface PoolProviderStats {
  readonly type: PoolProviderType
  readonly model: string
  readonly priority: number
  readonly usage: {
    /** Successes and errors. Attempts that say nothing of the provider (an abort, a bad request) do not count. */
    readonly totalRequests: number
    readonly successfulRequests: number
    readonly errors: number
    readonly totalTokensUsed: number
    /** In US dollars, as far as prices are given. */
    readonly totalCost: number
    /** What is left of `requests_per_minute`. */
    readonly requestsRemaining: number
    readonly dailyRequestsRemaining: number
  }
  readonly performance: {
    /** 0–100; 100 without requests. */
    readonly successRate: number
    /** Mean time of the successes in ms; 0 without any. */
    readonly averageResponseTime: number
    readonly circuitBreakerOpen: boolean
  }
  readonly health: {
    /** True when it may be asked now. */
    readonly available: boolean
    /** When it was asked last; null before that. */
    readonly lastUsed: Date | null
  }
}

/** The state of a whole pool. */
export interface PoolHealth {
  readonly totalProviders: number
  readonly availableProviders: number
  /** True when at least one is available. */
  readonly healthy: boolean
  /** The available one that would be asked first: by priority, then by success rate and response time. */
  readonly bestProvider: string | null
  readonly providers: Readonly<Record<string, PoolProviderStats>>
}

/** Statistics in the documented shape. */
export function toPoolStats(provider: PoolProvider, stats: RootStats): PoolProviderStats {
  const { type, model, priority } = provider.describe()
  const { successes, failures, usage, meanLatencyMs = 0, lastAttemptAt, state } = stats
  const totalRequests = successes + failures
  const left = (limits: PoolProvider['perDay']): number =>
    Math.max(0, limits.toJSON().limits[0]?.left ?? Infinity)
  return {
    ...{ type, model, priority },
    usage: {
      totalRequests,
      successfulRequests: successes,
      errors: failures,
      totalTokensUsed: usage.inputTokens + usage.outputTokens,
      totalCost: stats.costMicroUsd / 1_000_000,
      requestsRemaining: left(provider.perMinute),
      dailyRequestsRemaining: left(provider.perDay),
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
