import type { ExportedCooldown } from '../contracts/balancer-state.ts'
import { failureRules, type Failure, type FailureKind } from '../errors/failure.ts'

/** A rate limit without a hint never cools a target for longer than this, in ms. */
const longestThrottleMs = 30_000

/** For how long failures block, in ms. */
export interface CooldownTimes {
  readonly throttleMs: number
  readonly quarantineMs: number
  readonly maxRetryAfterMs: number
}

/** A time for which a target, or all targets of one key, stays blocked after a failure that says so. */
export class Cooldown {
  #until = 0
  #streak = 0
  #state: 'cooling' | 'quarantined' = 'cooling'
  #kind: FailureKind | '' = ''
  #isGuess = false

  /** Clock time in ms until which it lasts; 0 when there is none. */
  get until(): number {
    return this.#until
  }

  get state(): 'cooling' | 'quarantined' {
    return this.#state
  }

  /** As exclusions give it: `cooling: rate-limit`. */
  get reason(): string {
    return `${this.#state}: ${this.#kind}`
  }

  /** True when no server said how long: a short time of our own, which a run may as well wait. */
  get isGuess(): boolean {
    return this.#isGuess
  }

  /**
   * Blocks for as long as a failure says. False when the failure does not, and when it is blocked for longer already: a
   * shorter hint never shortens a longer cooldown.
   */
  impose({ kind, retryAfterMs }: Failure, times: CooldownTimes, now: number): boolean {
    const { penalty } = failureRules[kind]
    // A server's hint blocks the target until then, whatever the kind of the failure.
    if (penalty === 'none' && retryAfterMs === undefined) return false
    const { throttleMs, quarantineMs, maxRetryAfterMs } = times
    const throttledMs = Math.min(throttleMs * 2 ** this.#streak, Math.max(longestThrottleMs, throttleMs))
    const isLong = penalty === 'quarantine'
    const usualMs = isLong ? quarantineMs : throttledMs
    const until = now + (retryAfterMs === undefined ? usualMs : Math.min(retryAfterMs, maxRetryAfterMs))
    this.#streak += 1
    if (until <= this.#until) return false
    this.#until = until
    this.#state = isLong ? 'quarantined' : 'cooling'
    this.#kind = kind
    this.#isGuess = retryAfterMs === undefined && !isLong
    return true
  }

  /** What is left of it, for `restore` of another one; undefined when that is nothing, or a quarantine. */
  export(now: number): ExportedCooldown | undefined {
    if (this.#until <= now || this.#kind === '' || this.#state === 'quarantined') return undefined
    return {
      kind: this.#kind,
      remainingMs: this.#until - now,
      isGuess: this.#isGuess,
      streak: this.#streak,
    }
  }

  /** Goes on from what another one has exported, unless it lasts for longer already. @param at the clock time here of that moment */
  restore({ kind, remainingMs, isGuess, streak }: ExportedCooldown, at: number): void {
    if (at + remainingMs <= this.#until) return
    this.#until = at + remainingMs
    this.#state = 'cooling'
    this.#kind = kind
    this.#isGuess = isGuess
    this.#streak = streak
  }

  /** A call has succeeded: the next rate limit is the first in a row. */
  succeed(): void {
    this.#streak = 0
  }

  /** Ends it. */
  lift(): void {
    this.#until = 0
    this.#streak = 0
  }
}
