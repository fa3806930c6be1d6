import type { AttemptEnd } from './routing-policy.ts'

/** How targets are ejected for failures in a row. */
export interface EjectionSettings {
  readonly failures: number
  /** Times the number of ejections so far. */
  readonly baseMs: number
  readonly longestMs: number
  /** No more than this share of the targets at a time, but always one. */
  readonly mostRatio: number
  /** How long after a 429 where the server does not say it. */
  readonly rateLimitedMs: number
}

/**
 * Outlier ejection by failures in a row, as Envoy has it (`consecutive_5xx`) and gRPC. Its other rules compare at least five hosts with
 * a hundred requests each in ten seconds, which keys of models hardly ever have.
 */
export class Ejections {
  readonly #settings: EjectionSettings
  readonly #targets: number
  readonly #until: number[] = []
  readonly #inARow: number[] = []
  readonly #times: number[] = []

  constructor(targets: number, settings: EjectionSettings) {
    this.#settings = settings
    this.#targets = targets
  }

  /** The places that are not ejected; all of them when those are fewer than `panicRatio`. */
  healthy(all: readonly number[], now: number, panicRatio = 0): readonly number[] {
    const healthy = all.filter((place) => (this.#until[place] ?? 0) <= now)
    return healthy.length === 0 || healthy.length < panicRatio * all.length ? all : healthy
  }

  ended(place: number, { kind, retryAfterMs }: AttemptEnd, now: number): void {
    if (kind === 'answered') this.#inARow[place] = 0
    else if (kind === 'rate-limited')
      this.#blockUntil(place, now + (retryAfterMs ?? this.#settings.rateLimitedMs))
    else this.#failed(place, now)
  }

  #failed(place: number, now: number): void {
    const { failures, baseMs, longestMs, mostRatio } = this.#settings
    this.#inARow[place] = (this.#inARow[place] ?? 0) + 1
    if (this.#inARow[place] < failures) return
    const ejected = this.#until.filter((until) => until > now).length
    if (ejected >= Math.max(1, mostRatio * this.#targets)) return
    this.#inARow[place] = 0
    this.#times[place] = (this.#times[place] ?? 0) + 1
    this.#blockUntil(place, now + Math.min(longestMs, baseMs * this.#times[place]))
  }

  #blockUntil(place: number, until: number): void {
    this.#until[place] = Math.max(this.#until[place] ?? 0, until)
  }
}
