import { classifyError } from '@llm-balancer/core'

/**
 * What a custom provider threw. A programming error, mostly over a reply that is not what its code expects, is
 * marked as `invalid-response`, so that the next provider is asked; by its shape alone it would be the request's fault.
 * Errors that say what they are (`status`, `kind`, the words of a network) and the reason of an abort stay as they are.
 */
export function replyFault(error: unknown, signal: AbortSignal): unknown {
  if (signal.aborted && error === signal.reason) return error
  try {
    return isProgrammingFault(error) ? faultOf(`a ${error.name} was thrown: ${error.message}`, error) : error
  } catch (cause) {
    return faultOf('what was thrown cannot be read', cause)
  }
}

function faultOf(message: string, cause: unknown): Error {
  return Object.assign(new Error(message, { cause }), { kind: 'invalid-response', scope: 'target' })
}

/** @throws what a proxy or a getter throws */
function isProgrammingFault(error: unknown): error is Error {
  const isFault = error instanceof TypeError || error instanceof RangeError || error instanceof ReferenceError
  if (!isFault || 'kind' in error) return false
  const { kind, status } = classifyError(error, 0)
  return kind === 'bad-request' && status === undefined
}
