/**
 * What one call says about the service it went to. `success`: it did its work. `failure`: it did not, and that counts
 * against it. `neutral`: nothing can be said, because the caller went away or asked for something impossible; a neutral
 * call gives its place back and changes nothing else.
 */
export type CircuitVerdict = 'success' | 'failure' | 'neutral'

/**
 * Judges how a call ended. `errorOrResult` is what was thrown when `isError` is true, and what was returned otherwise.
 * Gives undefined to leave it to the built-in judgement.
 */
export type ClassifyCall = (errorOrResult: unknown, isError: boolean) => CircuitVerdict | undefined

/** A verdict with what the service said of when to come back. */
export interface Judgement {
  readonly verdict: CircuitVerdict
  /** Milliseconds after which the service says a call may work again. */
  readonly retryAfterMs?: number
}
