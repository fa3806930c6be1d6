/** What the targets of one pool, that is of one key or account, may do together. */
export interface PoolOptions {
  /**
   * Most attempts on all of them together at a time, a whole number ≥ 1. Streams count until they end. What is too much goes
   * elsewhere, or waits. @default Infinity
   */
  readonly concurrency?: number | undefined
}
