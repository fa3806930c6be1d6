/**
 * The `AbortError` of a stop that is always for the same reason. It is made once, when it is first needed: making a
 * `DOMException` costs more than most of what it stops.
 */
export function abortReason(message: string): () => DOMException {
  let reason: DOMException | undefined
  return () => (reason ??= new DOMException(message, 'AbortError'))
}
