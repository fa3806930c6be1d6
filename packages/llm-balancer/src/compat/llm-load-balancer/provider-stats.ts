import type { ProviderStats as RootStats } from '../../index.ts'

/** Statistics of one provider since it was added. They count attempts: a request that failed over counts at each provider. */
export interface ProviderStats {
  /** `successfulRequests` + `failedRequests`. Attempts that say nothing about the provider (an abort, a bad request) do not count. */
  readonly totalRequests: number
  readonly successfulRequests: number
  readonly failedRequests: number
  /** Mean time of the successful attempts in ms; 0 without any. */
  readonly averageResponseTime: number
  /** False while failures or a failed health check keep it out. */
  readonly isHealthy: boolean
  /** When the last attempt began; absent before the first. */
  readonly lastRequestTime?: Date
}

/** Statistics by provider name. */
export type LoadBalancerStats = Record<string, ProviderStats>

/** The root's statistics in the documented shape. */
export function toProviderStats(stats: RootStats): ProviderStats {
  const { successes, failures, meanLatencyMs = 0, isHealthy, lastAttemptAt } = stats
  return {
    totalRequests: successes + failures,
    successfulRequests: successes,
    failedRequests: failures,
    averageResponseTime: meanLatencyMs,
    isHealthy,
    ...(lastAttemptAt === undefined ? {} : { lastRequestTime: new Date(lastAttemptAt) }),
  }
}
