import { defined } from '../options/defined.ts'
import { readProperty } from '../options/read-property.ts'
import { errorCodeOf } from './balancer-error.ts'
import { failureRules, type Failure, type FailureKind, type FailureScope } from './failure.ts'

/** The failure that an error itself describes: errors of this family, and any value with the shape of a `Failure`. */
export function ownFailure(error: unknown): Failure | undefined {
  const code = errorCodeOf(error)
  const kind = kindOf(error)
  const scope = scopeOf(error)
  if (code === undefined && (kind === undefined || scope === undefined)) return undefined
  if (code === 'strategy-failed') return { kind: 'bad-request', scope: 'request' }
  return defined({
    kind: ownKind(code, error) ?? 'overloaded',
    scope: scope ?? 'target',
    status: numberOf(error, 'status'),
    retryAfterMs: numberOf(error, 'retryAfterMs'),
  })
}

function ownKind(code: string | undefined, error: unknown): FailureKind | undefined {
  if (code === 'deadline-exceeded') return 'timeout'
  return code === 'all-targets-failed' ? blamedKind(readProperty(error, 'attempts')) : kindOf(error)
}

/** A group fails with the kind of its last attempt that is charged to a target; when only keys failed, it counts as overloaded. */
function blamedKind(attempts: unknown): FailureKind | undefined {
  if (!Array.isArray(attempts)) return undefined
  return attempts.map(kindOf).findLast((kind) => kind !== undefined && failureRules[kind].countsAgainstTarget)
}

/** Another release may know other kinds. */
function kindOf(value: unknown): FailureKind | undefined {
  const kind = readProperty(value, 'kind')
  return typeof kind === 'string' && Object.hasOwn(failureRules, kind) ? (kind as FailureKind) : undefined
}

const scopes: readonly unknown[] = ['caller', 'request', 'key', 'target'] satisfies FailureScope[]

function scopeOf(value: unknown): FailureScope | undefined {
  const scope = readProperty(value, 'scope')
  return scopes.includes(scope) ? (scope as FailureScope) : undefined
}

/** A number ≥ 0. Infinity included: that is the hint of a circuit that is isolated by hand. */
function numberOf(value: unknown, name: string): number | undefined {
  const number = readProperty(value, name)
  return typeof number === 'number' && number >= 0 ? number : undefined
}
