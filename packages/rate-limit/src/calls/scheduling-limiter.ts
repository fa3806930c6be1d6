import type { Clock } from '@llm-balancer/core/time'
import type { CallCost } from '../contracts/call-cost.ts'
import type { RateLimiter, ScheduleOptions } from '../contracts/rate-limiter.ts'
import type { RateLimitSettings } from '../options/rate-limit-options.ts'
import type { CallQueue } from '../queue/call-queue.ts'

/** What a scheduled call needs of its limiter. */
export interface SchedulingLimiter extends Pick<RateLimiter, 'name' | 'availableAt'> {
  readonly settings: RateLimitSettings
  readonly clock: Clock
  readonly queue: CallQueue
  /** True when no call may ever begin. */
  isEndless(now: number): boolean
  /** A cost with its text counted. */
  costOf(cost: NonNullable<ScheduleOptions['cost']>): CallCost
}
