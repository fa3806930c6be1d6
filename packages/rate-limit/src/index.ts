export { DeadlineExceededError, RateLimitedError } from '@llm-balancer/core/errors'
export type { Booking } from './contracts/booking.ts'
export type { CallCost } from './contracts/call-cost.ts'
export type { LimitState } from './contracts/limit-state.ts'
export type {
  RateLimiter,
  RateLimiterSnapshot,
  Reservation,
  ScheduledCall,
  ScheduleOptions,
} from './contracts/rate-limiter.ts'
export type { RateLimiterState, SavedLimit, SavedTokens } from './contracts/state.ts'
export type { RateLimitOptions, RateLimits } from './options/rate-limit-options.ts'
export { rateLimit } from './rate-limit.ts'
export { estimateTokens } from './tokens/estimate-tokens.ts'
