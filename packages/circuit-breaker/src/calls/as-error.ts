/** What calls are rejected with may be anything; it is passed on as it is. */
export function asError(reason: unknown): Error {
  return reason as Error
}
