import { errorChain, readProperty } from '@llm-balancer/core/errors'
import { isJsonRecord } from '@llm-balancer/provider'
import type { JsonRecord } from '@llm-balancer/provider'

/**
 * The error among an error and its causes that knows the answer's status, if one does: the last of them, since a gateway's
 * is caused by that of the call itself.
 */
export function answeredOf(error: unknown): JsonRecord | undefined {
  return errorChain(error)
    .filter(isJsonRecord)
    .findLast((link) => typeof readProperty(link, 'statusCode') === 'number')
}
