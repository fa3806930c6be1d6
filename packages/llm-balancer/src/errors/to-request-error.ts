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
    const errors = error.errors.map((one, index) =>
      toLLMError(one, error.attempts[index]?.targetId ?? provider),
    )
    const { attempts, retryAfterMs } = error
    return new LoadBalancerError(error.message, errors, { attempts, retryAfterMs, cause: error })
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
    const { attempts, deadlineMs, cause } = error
    const last = cause === undefined ? [] : [toLLMError(cause, attempts.at(-1)?.targetId ?? provider)]
    return new LoadBalancerError(error.message, last, {
      code: 'deadline-exceeded',
      attempts,
      deadlineMs,
      cause: error,
    })
  }
  if (StreamInterruptedError.isInstance(error)) return toLLMError(error, error.targetId)
  return ProviderError.isInstance(error) ? toLLMError(error, provider) : error
}

function toLLMError(error: unknown, provider = 'unknown'): LLMError {
  if (LLMError.isInstance(error)) return error
  const { message } = error instanceof Error ? error : { message: 'failed' }
  return new LLMError(message, provider, undefined, error)
}
