import type { ProviderStats } from '../index.ts'

/** What several documents tell of the requests of a provider. */
export interface RequestCounts {
  /** Attempts that say nothing of the provider do not count. */
  readonly totalRequests: number
  readonly successfulRequests: number
  /** Of the successful ones, in ms; 0 without any. */
  readonly averageResponseTime: number
  /** When the last one began. */
  readonly lastRequestTime: Date | undefined
}

/** The root's statistics of a provider in the words that documents share. */
export function requestCounts(stats: ProviderStats): RequestCounts {
  const { successes: successfulRequests, failures, meanLatencyMs = 0, lastAttemptAt } = stats
  const lastRequestTime = lastAttemptAt === undefined ? undefined : new Date(lastAttemptAt)
  const totalRequests = successfulRequests + failures
  return { totalRequests, successfulRequests, averageResponseTime: meanLatencyMs, lastRequestTime }
}
