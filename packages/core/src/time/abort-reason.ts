import { readProperty } from '../options/read-property.ts'

/**
 * The `AbortError` of a stop that is always for the same reason. It is made once, when it is first needed: making a
 * `DOMException` costs more than most of what it stops.
 */
export function abortReason(message: string): () => DOMException {
  let reason: DOMException | undefined
  return () => {
    if (reason !== undefined) return reason
    reason = new DOMException(message, 'AbortError')
    // It lives as long as the module; until its stack is read, it would hold all that was being called when it was made.
    readProperty(reason, 'stack')
    return reason
  }
}
