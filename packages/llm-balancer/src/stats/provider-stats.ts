import type { TargetSnapshot } from '@llm-balancer/core'
import type { Recorder } from './recorder.ts'

/** What has happened at one provider since it was added. Counts attempts: a request that failed over counts at each provider. */
export interface ProviderStats {
  /**
   * Attempts begun. Those that are neither successful nor failed are still running, or say nothing of the provider: the
   * caller went away, or asked for something impossible.
   */
  readonly totalRequests: number
  readonly successfulRequests: number
  readonly failedRequests: number
  /** Mean time of the successful ones in ms; 0 without any. */
  readonly averageResponseTime: number
  /** False while it is out: its circuit is open or being probed, or it is cooling, or in quarantine. A used-up own limit is no illness. */
  readonly isHealthy: boolean
  /** When the last attempt began; absent before the first. */
  readonly lastRequestTime?: Date
}

/** The statistics of one provider, as an object of their own. */
export function statsOf(target: TargetSnapshot, recorder: Recorder): ProviderStats {
  const { lastAt } = recorder
  return {
    totalRequests: target.attempts,
    successfulRequests: target.successes,
    failedRequests: target.failures,
    averageResponseTime: recorder.averageMs,
    isHealthy: isHealthy(target),
    ...(lastAt === undefined ? {} : { lastRequestTime: new Date(lastAt) }),
  }
}

/** False while something speaks against the target itself or its key. */
export function isHealthy({ state, reason }: TargetSnapshot): boolean {
  if (state === 'cooling' || state === 'quarantined') return false
  return state !== 'blocked' || reason !== 'circuit-open'
}
