/** A time for which a target, or all targets of one key, stays blocked after a failure that says so. */
export interface Cooldown {
  /** Clock time in ms until which it lasts; 0 when there is none. */
  until: number
  /** How many cooldowns came in a row without a success between them. */
  streak: number
  state: 'cooling' | 'quarantined'
  /** The reason as exclusions give it: `cooling: rate-limit`. */
  reason: string
}

/** No cooldown. Copy it: a cooldown is changed in place. */
export const noCooldown: Readonly<Cooldown> = { until: 0, streak: 0, state: 'cooling', reason: '' }
