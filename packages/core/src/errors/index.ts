export { BalancerError, type BalancerErrorCode } from './balancer-error.ts'
export { cancelBody } from './cancel-body.ts'
export { classifyError } from './classify-error.ts'
export { commonErrorRules } from './common-rules.ts'
export { errorChain } from './error-chain.ts'
export { fitsRule, type ErrorRule, type RuleFacts } from './error-rule.ts'
export {
  failureKinds,
  failureRules,
  type Failure,
  type FailureKind,
  type FailureRule,
  type FailureScope,
} from './failure.ts'
export { failedAttemptsOf, type FailedCall } from './failed-attempts.ts'
export { limitsBehind, type LimitedTarget, type LimitsBehind } from './limits-behind.ts'
export { judgeRefusal, type Refusal } from './judge-refusal.ts'
export { kindOfStatus } from './kind-of-status.ts'
export { BudgetExceededError, CircuitOpenError, RateLimitedError } from './policy-errors.ts'
export { ProviderError, type ProviderErrorOptions } from './provider-error.ts'
export { isResponse } from './is-response.ts'
export { readVerdict, type VerdictOptions } from './read-verdict.ts'
export { responseError } from './response-error.ts'
export { responseFailure } from './response-failure.ts'
export {
  AllTargetsFailedError,
  BalancerClosedError,
  DeadlineExceededError,
  NoTargetAvailableError,
  StrategyError,
  StreamInterruptedError,
  type ConsideredTarget,
  type FailedAttempt,
} from './run-errors.ts'
export { systemCode } from './system-code.ts'
export { readProperty } from '../options/read-property.ts'
export { readVendorError, type VendorError } from './vendor-error.ts'
