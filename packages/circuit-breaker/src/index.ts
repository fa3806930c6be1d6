export { CircuitOpenError, StreamInterruptedError } from '@llm-balancer/core/errors'
export { createCircuitBreaker } from './create-circuit-breaker.ts'
export type {
  CallContext,
  CircuitBreaker,
  CircuitPermit,
  ExecuteOptions,
  ExecuteStreamOptions,
} from './contracts/circuit-breaker.ts'
export type { CircuitEvent, CircuitEventOf, CircuitEventType } from './contracts/events.ts'
export type { CircuitFailure, CircuitReport } from './contracts/report.ts'
export type { CircuitSnapshot, CircuitState, ExportedCircuit } from './contracts/snapshot.ts'
export type { TripCounter, TripPolicy } from './contracts/trip-policy.ts'
export type { CircuitVerdict, ClassifyCall } from './contracts/verdict.ts'
export type {
  ResetBackoff,
  ResetBackoffContext,
  ResetDelay,
  ResetGrowth,
  ResetStep,
  ResetTimeout,
} from './machine/reset-timeout.ts'
export type { CircuitBreakerOptions } from './options/circuit-breaker-options.ts'
export { anyOf } from './trip/any-of.ts'
export { cockatielBreaker, type CockatielBreaker } from './trip/cockatiel-breaker.ts'
export { consecutiveFailures } from './trip/consecutive-failures.ts'
export { failureRatio, type FailureRatioOptions } from './trip/failure-ratio.ts'
export { failuresInWindow } from './trip/failures-in-window.ts'
export { slowCallRatio, type SlowCallRatioOptions } from './trip/slow-call-ratio.ts'
