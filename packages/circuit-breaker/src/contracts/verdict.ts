/**
 * What one call means for the service. `success`: the service did its work. `failure`: it did not, and that counts against
 * it. `neutral`: the call shows neither, because the caller aborted it or asked for something impossible; it gives its place
 * back and changes nothing else.
 */
export type CircuitVerdict = 'success' | 'failure' | 'neutral'

/**
 * Judges how a call ended. `errorOrResult` is what was thrown when `isError` is true, and what was returned otherwise.
 * Undefined leaves it to the built-in judgement.
 */
export type ClassifyCall = (errorOrResult: unknown, isError: boolean) => CircuitVerdict | undefined

/** A verdict, with what the service said about when to come back. */
export interface Judgement {
  readonly verdict: CircuitVerdict
  /** Milliseconds after which the service says a call may work again. */
  readonly retryAfterMs?: number
  /** Milliseconds until the answer, or a stream's first chunk, came. @default the time from the admission until now */
  readonly answerMs?: number
}
