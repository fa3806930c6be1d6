import type { Headroom, LimitReport } from '@llm-balancer/core'
import type { SavedLimit } from '../contracts/state.ts'
import { Limit } from './limit.ts'
import type { LimitShape } from './limit-shape.ts'
import type { Unit } from './unit.ts'
import { windowOf } from './window-of.ts'

const minuteMs = 60_000

/** So many limits are kept at most: a vendor has two or three of each unit. */
const mostLimits = 16

/** How limits are made. */
export interface LimitListSettings {
  /** Those of the user. */
  readonly limits: readonly LimitShape[]
  /** How much of a limit may be used at once while its vendor has said nothing. */
  readonly burstOf: (unit: Unit, limit: number, windowMs: number) => number
}

/** The limits of one limiter: the user's, those that the vendor reports, or a guess while nothing is known. */
export class LimitList {
  readonly #settings: LimitListSettings
  #all: readonly Limit[] = []
  /** What is left of each of them, as of the latest question. */
  #headroom: readonly Headroom[] = []

  constructor(settings: LimitListSettings, now: number) {
    this.#settings = settings
    this.reset(now)
  }

  get all(): readonly Limit[] {
    return this.#all
  }

  /** Leaves the user's own, unused. */
  reset(now: number): void {
    this.#change(
      this.#settings.limits.map((shape) => new Limit(shape, now)),
      now,
    )
  }

  /** What is left of each of them. */
  headroom(now: number): readonly Headroom[] {
    for (const limit of this.#all) limit.headroom(now)
    return this.#headroom
  }

  /** The one of which the smallest share is left; undefined without any. */
  tightest(now: number): Limit | undefined {
    let tightest: Limit | undefined
    for (const limit of this.#all)
      if (tightest === undefined || limit.leftRatio(now) < tightest.leftRatio(now)) tightest = limit
    return tightest
  }

  /** The limit that a report is about, new when it was not known; undefined when the vendor reports none. */
  reported(report: LimitReport, now: number): Limit | undefined {
    const hasWindow = report.windowMs !== undefined
    const windowMs = windowOf(report)
    let found: Limit | undefined
    for (const limit of this.#all) {
      if (limit.unit !== report.unit || limit.source === 'guessed') continue
      if (!hasWindow && limit.limit === report.limit) return limit
      if (limit.windowMs === windowMs) found ??= limit
    }
    return found ?? this.#add(report, now)
  }

  /** What was sent lately was too much: a limit of so many calls per minute, which is used up. */
  guess(perMinute: number, now: number): void {
    const limit = Math.max(1, Math.round(perMinute))
    const guess = this.#made({ unit: 'requests', limit, windowMs: minuteMs, source: 'guessed' }, now)
    guess.exhaust(1, undefined, now)
    this.#change([...this.#all, guess], now)
  }

  /** Those that were known at clock time `at`, as plain data. */
  export(now: number): readonly SavedLimit[] {
    return this.#all.map((limit) => limit.export(now))
  }

  /** Goes on from them. @param learns whether what their vendor said counts */
  import(saved: readonly SavedLimit[], times: { at: number; now: number; learns: boolean }): void {
    for (const one of saved) {
      const isSame = ({ unit, windowMs }: Limit): boolean => unit === one.unit && windowMs === one.windowMs
      const found = this.#all.find(isSame) ?? (times.learns ? this.#restored(one, times.now) : undefined)
      found?.import(one, times)
    }
  }

  /** A limit that is not the user's. */
  #restored({ unit, limit, windowMs, source }: SavedLimit, now: number): Limit | undefined {
    if (source === 'configured' || limit < 1 || this.#all.length >= mostLimits) return undefined
    const restored = this.#made({ unit, limit: Math.floor(limit), windowMs, source }, now)
    this.#change([...this.#all, restored], now)
    return restored
  }

  #add(report: LimitReport, now: number): Limit | undefined {
    const { unit, limit = 0 } = report
    if (limit < 1 || this.#all.length >= mostLimits) return undefined
    const shape = { unit, limit: Math.floor(limit), windowMs: windowOf(report), source: 'reported' } as const
    const added = this.#made(shape, now)
    this.#change([...this.#all.filter(({ source }) => source !== 'guessed'), added], now)
    return added
  }

  #change(all: readonly Limit[], now: number): void {
    this.#all = all
    this.#headroom = all.map((limit) => limit.headroom(now))
  }

  #made(shape: Omit<LimitShape, 'burst'>, now: number): Limit {
    const { unit, limit, windowMs } = shape
    return new Limit({ ...shape, burst: this.#settings.burstOf(unit, limit, windowMs) }, now)
  }
}
