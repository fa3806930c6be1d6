export { systemClock, type Clock } from './time/clock.ts'
export { randomIndex, seededRandom, systemRandom, type Random } from './time/random.ts'
export { BalancerError, type BalancerErrorCode } from './errors/balancer-error.ts'
export { failedAttemptsOf, type FailedCall } from './errors/failed-attempts.ts'
export { limitsBehind, type LimitedTarget, type LimitsBehind } from './errors/limits-behind.ts'
export {
  failureKinds,
  failureRules,
  type Failure,
  type FailureKind,
  type FailureRule,
  type FailureScope,
} from './errors/failure.ts'
export { BudgetExceededError, CircuitOpenError, RateLimitedError } from './errors/policy-errors.ts'
export { ProviderError, type ProviderErrorOptions } from './errors/provider-error.ts'
export {
  AllTargetsFailedError,
  BalancerClosedError,
  DeadlineExceededError,
  NoTargetAvailableError,
  StateUnavailableError,
  StrategyError,
  StreamInterruptedError,
  type ConsideredTarget,
  type FailedAttempt,
} from './errors/run-errors.ts'
export type {
  BalancerState,
  ExportedCooldown,
  ExportedCounters,
  ExportedTarget,
  ExportedTimes,
} from './contracts/balancer-state.ts'
export type { Acceptable } from './contracts/acceptable.ts'
export type { Classify, ClassifyContext } from './contracts/classify.ts'
export type {
  Attempt,
  AttemptFacts,
  CallFacts,
  Operation,
  ResumableAnswer,
  StreamOperation,
} from './contracts/call.ts'
export type { TargetGroup } from './contracts/target-group.ts'
export type { Guard, Permit } from './contracts/guard.ts'
export type { BalancerHedgeOptions, HedgeAfterLatency, HedgeAfterTime } from './contracts/hedge.ts'
export type { Outcome, OutcomeMeasures } from './contracts/outcome.ts'
export type {
  Backoff,
  BackoffContext,
  BackoffFunction,
  BackoffSequence,
  BackoffStep,
  ExponentialWaitSettings,
  RetryBudget,
  RetryBudgetOptions,
  RetryCharge,
} from './contracts/retry.ts'
export type {
  Candidates,
  LoadMeter,
  Measurement,
  Strategy,
  StrategyEnvironment,
} from './contracts/strategy.ts'
export type { TargetState, TargetView } from './contracts/target.ts'
export type { AttemptTimeouts } from './contracts/timeouts.ts'
export type { TargetOptions, TargetUpdate } from './contracts/target-options.ts'
export type { PoolOptions } from './contracts/pool-options.ts'
export type { AttemptRecord, ExplainedCandidate, PickReason, RunResult } from './contracts/trail.ts'
export type {
  Headroom,
  LimitReport,
  LongInputPrice,
  TokenPrice,
  TokenRates,
  TokenUsage,
} from './contracts/usage.ts'
export type { BalancedStream, RestartChunk, StreamDisposal } from './contracts/balanced-stream.ts'
export type {
  Balancer,
  BalancerSnapshot,
  CloseOptions,
  GuardHeadroom,
  PoolSnapshot,
  ReinstateOptions,
  TargetSnapshot,
} from './contracts/balancer.ts'
export type {
  BalancerRetryOptions,
  BalancerSettings,
  CoolingOptions,
  TimeoutOptions,
  WhenUnavailable,
} from './contracts/balancer-settings.ts'
export type { BalancerEvent, BalancerEventType } from './contracts/events.ts'
export type { RunOptions, StreamOptions } from './contracts/run-options.ts'
export { classifyError } from './errors/classify-error.ts'
export { createBalancer } from './balancer/create-balancer.ts'
export type { BalancerOptions } from './balancer/options.ts'
export { createRetryBudget } from './budget/create-retry-budget.ts'
export type { HeadersLike } from './retry-after/header-of.ts'
export { headroom } from './load/headroom.ts'
export { inFlight } from './load/in-flight.ts'
export { peakEwmaLatency, type PeakEwmaOptions } from './load/peak-ewma-latency.ts'
export { affinity, type AffinityKey, type AffinityOptions } from './strategies/affinity.ts'
export { custom, type Choose, type CustomOptions } from './strategies/custom.ts'
export { defineStrategy, type MakeStrategy } from './strategies/define-strategy.ts'
export { failover, type FailoverOptions } from './strategies/failover.ts'
export { leastInFlight } from './strategies/least-in-flight.ts'
export { leastLoaded, type LeastLoadedOptions, type TieBreak } from './strategies/least-loaded.ts'
export { lowestCost, type LowestCostOptions } from './strategies/lowest-cost.ts'
export { mostHeadroom } from './strategies/most-headroom.ts'
export { peakEwma } from './strategies/peak-ewma.ts'
export { adaptive, type AdaptiveOptions, type Objective } from './strategies/adaptive/adaptive.ts'
export { powerOfTwoChoices, type PowerOfTwoChoicesOptions } from './strategies/power-of-two-choices.ts'
export { roundRobin } from './strategies/round-robin.ts'
export { tiers, type TierStrategies } from './strategies/tiers.ts'
export { weightedRandom } from './strategies/weighted-random.ts'
export { weightedRoundRobin } from './strategies/weighted-round-robin.ts'
