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
 * What `request` throws for an error of the core: an {@link LLMError} for one provider, a {@link LoadBalancerError} for
 * all of them. Whatever else it is (an abort's reason, a strategy's fault, a closed balancer) is thrown as it is.
 *
 * @param provider the provider that was asked last
 */
export function toRequestError(error: unknown, provider: string | undefined): unknown {
  if (LLMError.isInstance(error) || LoadBalancerError.isInstance(error)) return error
  if (AllTargetsFailedError.isInstance(error)) {
    const { attempts, retryAfterMs } = error
    return new LoadBalancerError(error.message, errorsOf(error), { attempts, retryAfterMs, cause: error })
  }
  if (NoTargetAvailableError.isInstance(error)) {
    const { considered, retryAfterMs } = error
    return new LoadBalancerError(error.message, [], {
      code: 'no-target-available',
      considered,
      retryAfterMs,
      cause: error,
    })
  }
  if (DeadlineExceededError.isInstance(error)) {
    const { attempts, deadlineMs } = error
    return new LoadBalancerError(error.message, errorsOf(error), {
      code: 'deadline-exceeded',
      attempts,
      deadlineMs,
      cause: error,
    })
  }
  if (StreamInterruptedError.isInstance(error)) return toLLMError(error, error.targetId)
  return ProviderError.isInstance(error) ? toLLMError(error, provider) : error
}

/** One error per attempt, in the same order. */
function errorsOf({ errors, attempts }: AllTargetsFailedError | DeadlineExceededError): LLMError[] {
  return attempts.map(({ targetId }, index) => toLLMError(errors[index], targetId))
}

function toLLMError(error: unknown, provider = 'unknown'): LLMError {
  if (LLMError.isInstance(error)) return error
  const { message } = error instanceof Error ? error : { message: 'failed' }
  return new LLMError(message, provider, undefined, error)
}
