import type { CallFacts } from '../contracts/call.ts'
import type { Outcome } from '../contracts/outcome.ts'
import type { Measurement } from '../contracts/strategy.ts'
import type { TargetState } from '../contracts/target.ts'
import type { LimitReport, TokenUsage } from '../contracts/usage.ts'
import { defined } from '../options/defined.ts'

/** The load of a target whose limits are not known: half used, so that it ranks between fuller and emptier ones. */
const unknownLoad = 0.5

/** Length in ms of a window whose length is not known. */
const usualWindowMs = 60_000

/** One limit, as reported, with what has been sent since. Amounts are in the limit's own unit. */
class Limit {
  readonly unit: LimitReport['unit']
  /** False where the report lacks what a share needs. */
  readonly isKnown: boolean
  readonly #limit: number
  /** Used at the report, and how much of it comes back per ms. */
  readonly #used: number
  readonly #usedPerMs: number
  /** How much of what is sent comes back per ms. */
  readonly #sentPerMs: number
  /** Sent and not yet made up for, at clock time `#sentAt`. */
  #sent = 0
  #sentAt = 0

  constructor({ unit, limit = 0, windowMs = usualWindowMs, ...report }: LimitReport, isKnown: boolean) {
    const used = Math.max(0, limit - (report.remaining ?? limit))
    const refillMs = report.resetMs ?? (used / limit) * windowMs
    this.unit = unit
    this.isKnown = isKnown
    this.#limit = limit
    this.#used = refillMs > 0 ? used : 0
    this.#usedPerMs = refillMs > 0 ? used / refillMs : 0
    this.#sentPerMs = limit / windowMs
  }

  /** The most by which its used share falls per ms. */
  get fallPerMs(): number {
    return this.isKnown && this.#limit > 0 ? (this.#usedPerMs + this.#sentPerMs) / this.#limit : 0
  }

  /** The used share, `elapsedMs` after the report. */
  load(elapsedMs: number, now: number): number {
    if (this.#limit <= 0) return 1
    const used = this.#used - this.#usedPerMs * elapsedMs
    const sent = this.#sent === 0 ? 0 : this.#sentUntil(now)
    return (used > 0 ? used + sent : sent) / this.#limit
  }

  send(amount: number, now: number): void {
    this.#sent = Math.max(0, this.#sentUntil(now) + amount)
    this.#sentAt = Math.max(this.#sentAt, now)
  }

  /** Takes back what was sent at `sentAt`. What has come back since is not given back a second time. */
  takeBack(amount: number, sentAt: number, now: number): void {
    this.send(-Math.max(0, amount - this.#sentPerMs * Math.max(0, now - sentAt)), now)
  }

  #sentUntil(now: number): number {
    return Math.max(0, this.#sent - this.#sentPerMs * Math.max(0, now - this.#sentAt))
  }
}

/** The limits of one target by its latest report, with what has been sent to it since. */
export class Quota {
  readonly target: TargetState
  #report: readonly LimitReport[] = []
  #reportedAt = 0
  #limits: readonly Limit[] = []
  #fallPerMs = 0
  /** A load that was not above the real one at clock time `#seenAt`; NaN when something has changed since. */
  #seen = Number.NaN
  #seenAt = 0

  constructor(target: TargetState) {
    this.target = target
  }

  /**
   * The used share of the tightest limit, whether the vendor reported it or a guard keeps it. Where it is above `most`, any number above
   * `most`.
   */
  load(now: number, most: number = Infinity): number {
    const left = this.target.headroomRatio(now)
    const guarded = left === undefined ? -1 : 1 - left
    if (guarded > most) return guarded
    const load = Math.max(guarded, this.#reported(now, most))
    return load < 0 ? unknownLoad : load
  }

  /**
   * The used share of the tightest reported limit, below 0 when none is. Where it is above `most`, any number above `most`: it only falls
   * until something is sent or reported, and not faster than its limits come back, so that most targets of a large list need not be
   * looked at closely.
   */
  #reported(now: number, most: number): number {
    const limits = this.#latest()
    const least = this.#seen - this.#fallPerMs * Math.max(0, now - this.#seenAt)
    if (least > most || this.#seen === 0) return Math.max(0, least)
    const elapsedMs = Math.max(0, now - this.#reportedAt)
    let load = -1
    for (const limit of limits) {
      if (limit.isKnown) load = Math.max(load, limit.load(elapsedMs, now))
      if (load > most) break
    }
    this.#seenAt = now
    return (this.#seen = load)
  }

  /** Counts an attempt that begins, by what is expected of it. */
  reserve({ inputTokens, outputTokens }: CallFacts, startedAt: number): Measurement | undefined {
    const limits = this.#latest()
    if (limits.length === 0) return undefined
    const expected = { inputTokens, outputTokens }
    this.#seen = Number.NaN
    for (const limit of limits) limit.send(amountOf(expected, limit.unit), startedAt)
    return {
      finished: (outcome, now) => {
        const used = usedBy(outcome, expected)
        // A newer report counts what was sent before it.
        if (used === expected || this.#latest() !== limits) return
        this.#seen = Number.NaN
        for (const limit of limits) {
          const more = amountOf(used, limit.unit) - amountOf(expected, limit.unit)
          if (more > 0) limit.send(more, now)
          else limit.takeBack(-more, startedAt, now)
        }
      },
    }
  }

  #latest(): readonly Limit[] {
    const { limits, limitsAt } = this.target
    if (limits !== this.#report || limitsAt !== this.#reportedAt) {
      this.#report = limits
      this.#reportedAt = limitsAt
      this.#limits = limits.map(
        (report) => new Limit(report, report.limit !== undefined && report.remaining !== undefined),
      )
      this.#fallPerMs = Math.max(0, ...this.#limits.map(({ fallPerMs }) => fallPerMs))
      this.#seen = Number.NaN
    }
    return this.#limits
  }
}

/** The tokens that an attempt used, as far as known: `expected` itself when nothing is known of them. */
function usedBy(
  { type, usage }: Outcome,
  expected: Required<Pick<TokenUsage, 'inputTokens' | 'outputTokens'>>,
): TokenUsage {
  if (usage === undefined) return type === 'failure' ? {} : expected
  const { inputTokens = expected.inputTokens, outputTokens = expected.outputTokens } = usage
  return defined({ inputTokens, outputTokens })
}

function amountOf({ inputTokens = 0, outputTokens = 0 }: TokenUsage, unit: LimitReport['unit']): number {
  if (unit === 'requests') return 1
  return (unit === 'output-tokens' ? 0 : inputTokens) + (unit === 'input-tokens' ? 0 : outputTokens)
}
