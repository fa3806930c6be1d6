/** A rejection reason may be any value; it is passed on unchanged. */
export function asError(reason: unknown): Error {
  return reason as Error
}
