import { AllTargetsFailedError, classifyError, NoTargetAvailableError } from '@llm-balancer/core'
import { ProviderError, StreamInterruptedError, type AttemptRecord, type Failure } from '@llm-balancer/core'
import { redact } from '../../errors/redact.ts'
import { safeError } from '../../errors/safe-error.ts'
import { isNamed } from '../failed-calls.ts'
import type { FailoverSettings, LoadBalancingProviderConfig, MemberFailure } from './types.ts'

/** What is known of the tries of a request that have all failed. */
type Tries = Partial<AllTargetsFailedError>

/** Every member that was tried has failed. */
export class LoadBalancerFailoverError extends AllTargetsFailedError {
  override readonly name = 'LoadBalancerFailoverError'
  readonly profileName: string
  /** The last failure of each member, in the order in which they were tried. */
  readonly failures: readonly MemberFailure[]

  /** @param tries what is known of the tries @default nothing */
  constructor(profileName: string, failures: readonly MemberFailure[], tries: Tries = {}) {
    const [first, ...others] = failures
    const isAlone = first !== undefined && others.length === 0
    const what = isAlone ? redact(first.error.message) : `${failures.length} backends failed`
    const names = failures.map(({ profile }) => profile).join(', ')
    const { errors = [], attempts = [], considered = [], retryAfterMs } = tries
    const message = `Load balancer "${profileName}" failover exhausted: ${what} (tried: ${names})`
    super(message, { errors, attempts, considered, retryAfterMs })
    this.profileName = profileName
    this.failures = failures
  }

  /** True for such an error of any copy of this package. */
  static override isInstance(error: unknown): error is LoadBalancerFailoverError {
    return isNamed(error, 'LoadBalancerFailoverError')
  }
}

/** Statuses and kinds of members that cannot serve: the next one is tried at once. */
const cannotServe: readonly unknown[] = [401, 402, 403, 429, 'auth', 'permission', 'quota', 'rate-limit']

/** True when a member's first chunk took longer than `timeout_ms`. */
export function isTimeout(error: unknown, member: string): boolean {
  return ProviderError.isInstance(error) && error.kind === 'timeout' && error.provider === member
}

/**
 * What the error of a try leads to, by kinds that the core treats so: `quota` to the next member, `server` to another try and then to
 * the next member, `bad-request` to the caller.
 */
export function judgeTry(error: unknown, member: string, settings: FailoverSettings): Failure {
  const { kind, scope, status } = classifyError(error, 0)
  if (cannotServe.includes(status) || cannotServe.includes(kind)) return { kind: 'quota', scope: 'target' }
  const isNetwork = (kind === 'network' || kind === 'timeout') && !isTimeout(error, member)
  const isListed = settings.failover_status_codes?.includes(status) ?? (status !== undefined && status >= 500)
  const movesOn = status === undefined ? settings.failover_on_network_errors || !isNetwork : isListed
  if (movesOn) return { kind: 'server', scope: 'target' }
  // A fault of the request counts against no member; any other counts against the member, although it is thrown.
  return { kind: 'bad-request', scope: scope === 'request' && !isNetwork ? 'request' : 'target' }
}

type Settings = LoadBalancingProviderConfig & FailoverSettings

const allOpen =
  'All backends are currently unhealthy (circuit breakers open). Please wait for recovery or check backend configurations.'

/** What a request throws for an error of the balancer: the member's own, unless all members have failed, or none may be asked. */
export function toThrownError(error: unknown, tries: readonly AttemptRecord[], settings: Settings): unknown {
  const { profileName, timeout_ms } = settings
  const ownOf = ({ targetId, error: own }: AttemptRecord): unknown =>
    isTimeout(own, targetId)
      ? new DOMException(`Request timeout after ${timeout_ms} ms`, 'TimeoutError')
      : own
  if (NoTargetAvailableError.isInstance(error)) return new NoTargetAvailableError(allOpen, error)
  const last = tries.at(-1)
  if (last === undefined) return error
  if (error === last.error || (StreamInterruptedError.isInstance(error) && error.cause === last.error))
    return ownOf(last)
  if (!AllTargetsFailedError.isInstance(error)) return error
  const lastOf = new Map(tries.map((one) => [one.targetId, ownOf(one)]))
  const failures = [...lastOf].map(([profile, own]) => {
    return { profile, error: own instanceof Error ? own : safeError(own) }
  })
  return new LoadBalancerFailoverError(profileName, failures, error)
}
