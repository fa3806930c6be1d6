/** What a call wants to set aside. */
export interface Wanted {
  /** Undefined for a call that the budget does not count. */
  readonly key: string | undefined
  /** Infinity when its price is not known. */
  readonly microUsd: number
  /** True when nothing is known of the call: then all that is left is enough. */
  readonly isVague: boolean
}
