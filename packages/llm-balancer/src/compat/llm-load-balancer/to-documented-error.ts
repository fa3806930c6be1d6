import {
  AllTargetsFailedError,
  DeadlineExceededError,
  NoTargetAvailableError,
  ProviderError,
  StreamInterruptedError,
} from '@llm-balancer/core'
import { LLMError } from './llm-error.ts'
import { LoadBalancerError } from './load-balancer-error.ts'

/**
 * What `request` throws for an error of the balancer: an {@link LLMError} for one failed attempt, a {@link LoadBalancerError}
 * for several, for none, or when the time is up. Anything else (an abort's reason, a strategy's error, a closed balancer) is
 * thrown as it is.
 *
 * @param nameOf the provider entry in which a single error happened, as far as known
 */
export function toDocumentedError(error: unknown, nameOf: (error: unknown) => string | undefined): unknown {
  if (AllTargetsFailedError.isInstance(error)) {
    const { message, attempts, retryAfterMs } = error
    return new LoadBalancerError(message, errorsOf(error), { attempts, retryAfterMs, cause: error })
  }
  if (DeadlineExceededError.isInstance(error)) {
    const { message, code, attempts, deadlineMs } = error
    return new LoadBalancerError(message, errorsOf(error), {
      code: code as 'deadline-exceeded',
      attempts,
      deadlineMs,
      cause: error,
    })
  }
  if (NoTargetAvailableError.isInstance(error)) {
    const { message, code, considered, retryAfterMs } = error
    return new LoadBalancerError(message, [], {
      code: code as 'no-target-available',
      considered,
      retryAfterMs,
      cause: error,
    })
  }
  if (StreamInterruptedError.isInstance(error)) return toLLMError(error, error.targetId)
  return ProviderError.isInstance(error) ? toLLMError(error, nameOf(error) ?? error.provider) : error
}

/** The error of one failed attempt at a provider. */
export function toLLMError(error: unknown, provider = 'unknown'): LLMError {
  if (LLMError.isInstance(error)) return error
  return new LLMError(error instanceof Error ? error.message : 'failed', provider, undefined, error)
}

/** One error per attempt, in the same order. */
function errorsOf({ errors, attempts }: AllTargetsFailedError | DeadlineExceededError): LLMError[] {
  return attempts.map(({ targetId }, index) => toLLMError(errors[index], targetId))
}
