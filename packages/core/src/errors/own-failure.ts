import { defined } from '../options/defined.ts'
import { readProperty } from '../options/read-property.ts'
import { errorCodeOf } from './balancer-error.ts'
import { failureRules, type Failure, type FailureKind, type FailureScope } from './failure.ts'
import { isFailureKind, isFailureScope, isHint, isStatus } from './failure-fields.ts'
import { kindOfStatus } from './kind-of-status.ts'

/** How many attempts of a group are looked at. */
const mostAttempts = 1000

/** The failure that an error itself describes: errors of this family, and any value with the shape of a `Failure`. */
export function ownFailure(error: unknown): Failure | undefined {
  const code = errorCodeOf(error)
  const kind = kindOf(error)
  const scope = scopeOf(error)
  if (code === undefined && (kind === undefined || scope === undefined)) return undefined
  if (code === 'strategy-failed') return { kind: 'bad-request', scope: 'request' }
  const retryAfterMs = hintOf(error)
  if (code === 'budget-exceeded') return { kind: 'quota', scope: 'request', ...defined({ retryAfterMs }) }
  const status = statusOf(error)
  return defined({
    kind:
      ownKind(code, error) ?? (status === undefined ? 'overloaded' : (kindOfStatus(status) ?? 'bad-request')),
    scope: scope ?? 'target',
    status,
    retryAfterMs,
    isGuess: readProperty(error, 'isGuess') === true ? true : undefined,
  })
}

function ownKind(code: string | undefined, error: unknown): FailureKind | undefined {
  if (code === 'deadline-exceeded') return 'timeout'
  return code === 'all-targets-failed' ? blamedKind(readProperty(error, 'attempts')) : kindOf(error)
}

/**
 * A group fails with the kind of its last attempt that is charged to a target; when only keys failed, it counts as
 * overloaded. Of a long list the end is read.
 */
function blamedKind(attempts: unknown): FailureKind | undefined {
  const count = readProperty(attempts, 'length')
  if (typeof count !== 'number' || !Number.isSafeInteger(count)) return undefined
  for (let place = count - 1; place >= Math.max(0, count - mostAttempts); place -= 1) {
    const kind = kindOf(readProperty(attempts, place))
    if (kind !== undefined && failureRules[kind].countsAgainstTarget) return kind
  }
  return undefined
}

function kindOf(value: unknown): FailureKind | undefined {
  const kind = readProperty(value, 'kind')
  return isFailureKind(kind) ? kind : undefined
}

function scopeOf(value: unknown): FailureScope | undefined {
  const scope = readProperty(value, 'scope')
  return isFailureScope(scope) ? scope : undefined
}

function hintOf(value: unknown): number | undefined {
  const hint = readProperty(value, 'retryAfterMs')
  return isHint(hint) ? hint : undefined
}

function statusOf(value: unknown): number | undefined {
  const status = readProperty(value, 'status')
  return isStatus(status) ? status : undefined
}
