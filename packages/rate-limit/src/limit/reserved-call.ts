import type { Tokens } from './unit.ts'

/** What one call has taken of the limits. */
export interface ReservedCall {
  /** The tokens that its caller expected; 0 where it did not say. */
  readonly expected: Tokens
  /** The tokens that were taken for it. */
  readonly taken: Tokens
  /** Clock time at which it began. */
  readonly at: number
  /** The pace at which it took them. */
  readonly pace: number
  /** The calls of a limiter count from 1. */
  readonly sequence: number
  /** All that had been sent up to it, itself included: calls = `sequence`. */
  readonly sentInput: number
  readonly sentOutput: number
}
