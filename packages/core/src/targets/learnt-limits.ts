import type { AttemptFacts } from '../contracts/call.ts'
import type { LimitReport } from '../contracts/usage.ts'

/** Where limits are read. */
type LimitSource = Pick<AttemptFacts, 'limits'>

/** What the vendor of a target said last of its limits. A report is looked at when something asks: to parse one costs more than the rest of it. */
export class LearntLimits {
  #reports: readonly LimitReport[] = []
  #at = 0
  /** The latest one, and when it came, until it is looked at. */
  #source: LimitSource | undefined
  #sourceAt = 0

  /** A report has come, at clock time `now`. */
  learn(source: LimitSource, now: number): void {
    this.#source = source
    this.#sourceAt = now
  }

  get reports(): readonly LimitReport[] {
    this.#look()
    return this.#reports
  }

  /** Clock time in ms at which they came; 0 before the first. */
  get at(): number {
    this.#look()
    return this.#at
  }

  /** A report that says nothing of limits leaves the earlier one. */
  #look(): void {
    const source = this.#source
    if (source === undefined) return
    this.#source = undefined
    const { limits = [] } = source
    if (limits.length === 0) return
    this.#reports = limits
    this.#at = this.#sourceAt
  }
}
