import { LatencyQuantile } from '../load/latency-quantile.ts'
import type { Target } from '../targets/target.ts'
import { HedgeBudget } from './hedge-budget.ts'
import { HedgePace } from './hedge-pace.ts'
import type { HedgeSettings } from './hedge-settings.ts'

/** For so many ms a target is left alone that has said that it had too much to do. */
const strainedMs = 30_000
/** So many targets are looked at to tell whether the slowdown is general. */
const mostLookedAt = 32

/** How long the calls of one sort take on one target. */
class Latencies {
  readonly pace: HedgePace = new HedgePace()
  /** Made when a run wants to know it. */
  p95: LatencyQuantile | undefined
}

/** What is known of a target: plain calls and streams apart, because one ends with an answer and the other with its first content. */
class TargetLatencies {
  readonly plain: Latencies = new Latencies()
  readonly streams: Latencies = new Latencies()
}

/** Of which calls a latency is, and when it was known. */
interface LatencyFacts {
  readonly settings: HedgeSettings
  readonly streaming: boolean
  /** Clock time in ms. */
  readonly now: number
}

/**
 * What the runs of a balancer that hedge know together: how long their targets take, and how many more hedges they may make. Learns
 * from those runs alone.
 */
export class Hedging {
  readonly budget: HedgeBudget = new HedgeBudget()
  readonly #byTarget = new WeakMap<object, TargetLatencies>()

  /**
   * An attempt has answered after so many ms, or has taken at least so long in vain. Not for hedges: of those only the fast ones
   * are seen to their end.
   */
  learn(target: object, latencyMs: number, { settings, streaming, now }: LatencyFacts): void {
    let known = this.#byTarget.get(target)
    if (known === undefined) {
      known = new TargetLatencies()
      this.#byTarget.set(target, known)
    }
    const latencies = streaming ? known.streams : known.plain
    latencies.pace.observe(latencyMs, now)
    if (settings.after !== 'p95') return
    latencies.p95 ??= new LatencyQuantile(0.95)
    latencies.p95.observe(latencyMs)
  }

  /** How long a call of a target is waited for before it is hedged, in ms; undefined while that is not known. */
  delayMs(target: object, { after }: HedgeSettings, streaming: boolean): number | undefined {
    if (after !== 'p95') return after
    const known = this.#byTarget.get(target)
    return (streaming ? known?.streams : known?.plain)?.p95?.read()
  }

  /**
   * True when a target takes longer than it used to, or has said of late that it had too much to do: no calls beyond those it must have.
   * That calls of it ran out of time does not count: those are what hedges are for.
   */
  isStrained<Client>(target: Target<Client>, now: number): boolean {
    if (now - target.window.refusedAt < strainedMs) return true
    const known = this.#byTarget.get(target)
    return known !== undefined && (known.plain.pace.isSlow || known.streams.pace.isSlow)
  }

  /** True when most targets are strained: the slowdown is general, and a hedge would add to it. Looks at the first of them. */
  isGeneralSlowdown<Client>(targets: Iterable<Target<Client>>, now: number): boolean {
    let looked = 0
    let strained = 0
    for (const target of targets) {
      looked += 1
      if (this.isStrained(target, now)) strained += 1
      if (looked === mostLookedAt) break
    }
    return strained * 2 > looked
  }
}
