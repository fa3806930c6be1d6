import { defined } from '../options/defined.ts'
import { readProperty } from '../options/read-property.ts'
import { errorCodeOf } from './balancer-error.ts'
import { failureRules, type Failure, type FailureKind, type FailureScope } from './failure.ts'

/** What errors say that already know what they are: this family's, and whatever has the shape of a `Failure`. */
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

/** A group fails as its last target that was itself to blame; when only keys were, it is like an overloaded one. */
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

/** A number ≥ 0. Infinity is one: a circuit that is held open by hand says so. */
function numberOf(value: unknown, name: string): number | undefined {
  const number = readProperty(value, name)
  return typeof number === 'number' && number >= 0 ? number : undefined
}
