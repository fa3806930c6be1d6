export { systemClock, type Clock } from './clock.ts'
export { randomIndex, seededRandom, systemRandom, type Random } from './random.ts'
export { BalancerError, type BalancerErrorCode } from './errors/balancer-error.ts'
export {
  failureKinds,
  failureRules,
  type Failure,
  type FailureKind,
  type FailureRule,
  type FailureScope,
} from './errors/failure.ts'
export { CircuitOpenError, RateLimitedError } from './errors/policy-errors.ts'
export { ProviderError, type ProviderErrorOptions } from './errors/provider-error.ts'
export {
  AllTargetsFailedError,
  BalancerClosedError,
  DeadlineExceededError,
  NoTargetAvailableError,
  StrategyError,
  StreamInterruptedError,
  type ConsideredTarget,
  type FailedAttempt,
} from './errors/run-errors.ts'
export type { Attempt, AttemptFacts, CallFacts, Operation, StreamOperation } from './contracts/call.ts'
export type { Guard, Permit } from './contracts/guard.ts'
export type { Outcome, OutcomeMeasures } from './contracts/outcome.ts'
export type { Backoff, RetryBudget } from './contracts/retry.ts'
export type { Candidates, LoadMeter, Strategy, StrategyEnvironment } from './contracts/strategy.ts'
export type { TargetOptions, TargetState, TargetUpdate, TargetView } from './contracts/target.ts'
export type { AttemptRecord, PickReason, RunResult } from './contracts/trail.ts'
export type { HeadersLike, LimitReport, TokenPrice, TokenUsage } from './contracts/usage.ts'
