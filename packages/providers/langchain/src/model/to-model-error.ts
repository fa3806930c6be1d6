import { ContextOverflowError, stampRetryable } from '@langchain/core/errors'
import { AllTargetsFailedError } from '@llm-balancer/core'
import { ProviderError } from '@llm-balancer/provider'

/**
 * The error of a failed call: the balancer's own, marked so that LangChain's retries leave it alone, since the balancer has tried
 * the targets. A prompt that is too long is LangChain's `ContextOverflowError`, which its summarizing middleware knows, with the
 * error as its cause.
 */
export function toModelError(error: unknown): unknown {
  if (error instanceof Error && isTooLong(error)) return ContextOverflowError.fromError(error)
  return stampRetryable(error, false)
}

function isTooLong(error: unknown): boolean {
  if (AllTargetsFailedError.isInstance(error)) return error.errors.length > 0 && error.errors.every(isTooLong)
  return ProviderError.isInstance(error) && error.kind === 'context-length'
}
