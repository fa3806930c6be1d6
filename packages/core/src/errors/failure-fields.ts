import { failureRules, type FailureKind, type FailureScope } from './failure.ts'

/** True for a kind that this release knows; another one may know others. */
export function isFailureKind(value: unknown): value is FailureKind {
  return typeof value === 'string' && Object.hasOwn(failureRules, value)
}

const scopes: readonly unknown[] = ['caller', 'request', 'key', 'target'] satisfies FailureScope[]

export function isFailureScope(value: unknown): value is FailureScope {
  return scopes.includes(value)
}

/** True for an HTTP status. */
export function isStatus(value: unknown): value is number {
  return typeof value === 'number' && value >= 100 && value <= 599
}

/** True for milliseconds to wait, ≥ 0. Infinity included: that is the hint of a circuit that is isolated by hand. */
export function isHint(value: unknown): value is number {
  return typeof value === 'number' && value >= 0
}
