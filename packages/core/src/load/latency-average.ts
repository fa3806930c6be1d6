import { defined } from '../options/defined.ts'

/** How a {@link LatencyAverage} learns; times in ms. */
export interface LatencySettings {
  readonly decayMs: number
  readonly defaultMs: number
  readonly failurePenalty: number
}

/** A {@link LatencyAverage} as plain data; durations in ms. */
export interface LatencyState {
  readonly averageMs: number
  readonly goodMs?: number | undefined
  /** Since the last observation. */
  readonly agoMs: number
}

/** No number of failures in a row makes a target look slower than this, in ms, so that it is tried again within some decay times. */
const longestPenaltyMs = 600_000

/**
 * A moving average of latencies in ms that jumps to a slower value at once and comes down with time. It fades towards 0 while
 * nothing is awaited.
 */
export class LatencyAverage {
  readonly #settings: LatencySettings
  /** Undefined before the first observation. */
  #averageMs: number | undefined
  /** What it was after the last success. */
  #goodMs: number | undefined
  #observedAt = 0
  #raisedAt = -Infinity
  /** Attempts that have begun and have neither answered nor ended. */
  #awaited = 0

  constructor(settings: LatencySettings) {
    this.#settings = settings
  }

  /** The latency to expect now. */
  read(now: number): number {
    if (this.#awaited > 0) return this.#averageMs ?? this.#settings.defaultMs
    return (this.#averageMs ?? 0) * this.#remainder(now)
  }

  /** An attempt begins: its answer is awaited. */
  await(): void {
    this.#awaited += 1
  }

  /** The answer of one attempt is no longer awaited. */
  settle(): void {
    this.#awaited -= 1
  }

  succeed(latencyMs: number, now: number): void {
    this.#goodMs = this.#observe(latencyMs, now)
  }

  /** An attempt was given up after `waitedMs` without an answer: its latency is not known, but it is not shorter than that. */
  exceed(waitedMs: number, now: number): void {
    if (waitedMs > (this.#averageMs ?? 0)) this.#observe(waitedMs, now)
  }

  /** An attempt that began at `startedAt` failed, after a wait of `waitedMs` for what this average measures. */
  fail(waitedMs: number, startedAt: number, now: number): void {
    const { defaultMs, failurePenalty } = this.#settings
    // Attempts that ran side by side fail for one reason: only the first of them raises the penalty.
    const isFirst = startedAt >= this.#raisedAt
    const presentMs = (this.#averageMs ?? 0) * this.#remainder(now)
    const raisedMs = Math.min(longestPenaltyMs, presentMs * (isFirst ? failurePenalty : 1))
    const leastMs = (this.#goodMs ?? defaultMs) * failurePenalty
    this.#observe(Math.max(waitedMs, leastMs, raisedMs), now)
    if (isFirst) this.#raisedAt = now
  }

  /** For `restore` of another one; undefined before the first observation. */
  export(now: number): LatencyState | undefined {
    if (this.#averageMs === undefined) return undefined
    const agoMs = Math.max(0, now - this.#observedAt)
    return { averageMs: this.#averageMs, ...defined({ goodMs: this.#goodMs }), agoMs }
  }

  /** Goes on from what another one has exported. @param at the clock time here of that moment */
  restore({ averageMs, goodMs, agoMs }: LatencyState, at: number): void {
    this.#averageMs = Math.min(longestPenaltyMs, averageMs)
    this.#goodMs = goodMs === undefined ? undefined : Math.min(longestPenaltyMs, goodMs)
    this.#observedAt = at - agoMs
  }

  /** The share of the average that is left after the time since the last observation. */
  #remainder(now: number): number {
    return Math.exp(-Math.max(0, now - this.#observedAt) / this.#settings.decayMs)
  }

  #observe(latencyMs: number, now: number): number {
    const averageMs = this.#averageMs ?? 0
    const kept = latencyMs > averageMs ? 0 : this.#remainder(now)
    this.#observedAt = now
    return (this.#averageMs = averageMs * kept + latencyMs * (1 - kept))
  }
}
