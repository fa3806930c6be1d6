/** What a call wants to set aside. */
export interface Wanted {
  /** Undefined for a call that the budget does not count. */
  readonly key: string | undefined
  /** Infinity when its price is not known. */
  readonly microUsd: number
  /** It may begin when so much is left: less than that where a part of it is only what other calls used. */
  readonly needed: number
}
