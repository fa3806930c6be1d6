/** A time for which a target, or all targets of one key, stays out. */
export interface Outage {
  /** Clock time in ms until which it stays out; 0 when nothing speaks against it. */
  until: number
  /** How many penalties came in a row without a success between them. */
  streak: number
  state: 'cooling' | 'quarantined'
  /** The reason as exclusions give it: `cooling: rate-limit`. */
  reason: string
}

/** Nothing speaks against the target, or the key. */
export const noOutage: Outage = { until: 0, streak: 0, state: 'cooling', reason: '' }
