/** What one call has taken of the limits. Plain numbers, because one is made for each call. */
export interface ReservedCall {
  /** The tokens that its caller expected; 0 where it did not say. */
  expectedInput: number
  expectedOutput: number
  /** The tokens that were taken for it. */
  takenInput: number
  takenOutput: number
  /** Clock time at which it began. */
  at: number
  /** The pace at which it took them. */
  pace: number
  /** The calls of a limiter count from 1. */
  sequence: number
  /** All the calls and tokens that had been sent up to it, its own included. */
  sentCalls: number
  sentInput: number
  sentOutput: number
  /** True when it is known that its vendor has let it in. */
  isLetIn: boolean
}

/** A call that has taken nothing. */
export function emptyCall(): ReservedCall {
  return {
    expectedInput: 0,
    expectedOutput: 0,
    takenInput: 0,
    takenOutput: 0,
    at: 0,
    pace: 1,
    sequence: 0,
    sentCalls: 0,
    sentInput: 0,
    sentOutput: 0,
    isLetIn: false,
  }
}
