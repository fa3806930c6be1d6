import type { FailureKind, FailureRule } from '../errors/failure.ts'

/** A time for which a target, or all targets of one key, stays out. */
export class Outage {
  /** Clock time in ms until which it stays out; 0 when nothing speaks against it. */
  until = 0
  penalty: Exclude<FailureRule['penalty'], 'none'> = 'cool'
  kind: FailureKind | undefined
  /** How many penalties came in a row without a success between them. */
  streak = 0

  /** Stays out at least until `until`: a shorter hint never cuts a longer one. Gives true when it is out for longer now. */
  extend(until: number, penalty: 'cool' | 'quarantine', kind: FailureKind): boolean {
    if (until <= this.until) return false
    this.until = until
    this.penalty = penalty
    this.kind = kind
    return true
  }

  lift(): void {
    this.until = 0
    this.kind = undefined
    this.streak = 0
  }

  /** The reason as exclusions give it: `cooling: rate-limit`. */
  get reason(): string {
    return `${this.penalty === 'cool' ? 'cooling' : 'quarantined'}: ${this.kind ?? 'unknown'}`
  }
}
