/** How a vendor counts calls and tokens against its limits. */
export interface Booking {
  /**
   * `usage`: the tokens that a call really used; those of a failed call are given back. `arrival`: the tokens that are expected of it,
   * with the longest answer that it allows, when it arrives; nothing is given back. @default 'usage'
   */
  readonly tokens?: 'usage' | 'arrival' | undefined
  /** False where input tokens that the vendor read from its cache do not count. @default true */
  readonly cacheReads?: boolean | undefined
  /** True where calls count that the vendor refused because of a limit. @default false */
  readonly rejected?: boolean | undefined
}
