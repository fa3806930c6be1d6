import type { JsonRecord } from '@llm-balancer/provider'

/** True for an error where an answer should be. */
export function isFailure({ error, object, type, status }: JsonRecord): boolean {
  // A response object always has an `error`, which counts when it has failed.
  if (object === 'response') return status === 'failed'
  return (error !== undefined && error !== null) || object === 'error' || type === 'error'
}
