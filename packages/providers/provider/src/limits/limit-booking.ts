/** How a vendor counts calls and tokens against its limits: what `rateLimit` of `@llm-balancer/rate-limit` takes as `booking`. */
export interface LimitBooking {
  /**
   * `usage`: the tokens that a call really used. `arrival`: the tokens that are expected of it when it arrives, with the longest answer
   * that it allows. @default 'usage'
   */
  readonly tokens?: 'usage' | 'arrival'
  /** False where input tokens that the vendor read from its cache do not count. @default true */
  readonly cacheReads?: boolean
  /** True where calls count that the vendor refused because of a limit. @default false */
  readonly rejected?: boolean
}
