import type { FailureKind } from '@llm-balancer/core'
import { BalancerError } from '@llm-balancer/core/errors'

/**
 * Why a run failed, in one word of a closed set: the code of the balancer's error; for an error that a target's own call threw, the
 * kind of the attempt's failure.
 */
export function failureReason(error: unknown, lastKind: FailureKind | undefined): string {
  const code = BalancerError.isInstance(error) ? error.code : undefined
  return code === undefined || code === 'provider-failed' ? (lastKind ?? code ?? 'error') : code
}
