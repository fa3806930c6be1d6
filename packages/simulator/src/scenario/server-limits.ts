/** What a vendor allows one key. */
export interface ServerLimits {
  /** @default Infinity */
  readonly requestsPerMinute?: number
  /** Input and output tokens of the calls that are let in. @default Infinity */
  readonly tokensPerMinute?: number
  /** A level that refills all the time, or a count that begins anew with every minute. @default 'bucket' */
  readonly window?: 'bucket' | 'fixed-minute'
  /** How much of a minute's quota may be used at once: the size of the bucket, within (0, 1]. @default 1 */
  readonly burst?: number
  /** Whether the balancer is told the limits; otherwise it has to learn them. @default true */
  readonly known?: boolean
  /** Whether answers say how much is left. @default true */
  readonly headers?: boolean
  /** Whether a refusal says when to come back. @default true */
  readonly retryAfter?: boolean
  /** Whether refused calls use up quota, too. @default false */
  readonly countsRefused?: boolean
  /** Until a refusal arrives, in ms. @default 60 */
  readonly refusalMs?: number
}
