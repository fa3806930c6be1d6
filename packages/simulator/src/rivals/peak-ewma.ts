import { betterOfTwo, places, untried } from './router/choices.ts'
import { defineRival, type Rival } from './router/rival.ts'
import type { AttemptEnd, PolicyWorld, RoutedCall, RoutingPolicy } from './router/routing-policy.ts'

/** tower: one second until there is a measurement, averages over ten. */
const tower = { unknownMs: 1000, memoryMs: 10_000 }
const helicone = { unknownMs: 250, memoryMs: 30_000 }
/** Helicone looks every five seconds at the errors of the last minute, and takes out who has too many. */
const monitor = { everyMs: 5000, windowMs: 60_000, fewestCalls: 20, errorRatio: 0.1 }
const rateLimitedMs = 60_000

/** tower's `p2c` over `PeakEwma`: the round-trip time, quick up and slow down, times requests under way. Failures count as answers. */
export const towerPeakEwma: Rival = defineRival(
  'tower-peak-ewma',
  'tower, `load/peak_ewma.rs` and `balance/p2c`, with `tower::retry` for two further attempts; after Finagle.',
  (world) => new PeakEwma(world),
)

/** Helicone's gateway: tower's balancer with monitors that take out providers that fail, or have refused with a 429. */
export const heliconePeakEwma: Rival = defineRival(
  'helicone',
  'Helicone ai-gateway, `discover/monitor` (health every 5 s over a rolling minute, `Retry-After` for rate limits) and its documentation of latency-based routing.',
  (world) => new Helicone(world),
)

interface Peak {
  ms: number
  at: number
}

/** tower's balancer. */
export class PeakEwma implements RoutingPolicy {
  readonly maxAttempts = 3
  protected readonly world: PolicyWorld
  readonly #all: readonly number[]
  readonly #memoryMs: number
  readonly #peaks: readonly Peak[]

  constructor(world: PolicyWorld, { unknownMs, memoryMs }: typeof tower = tower) {
    this.world = world
    this.#memoryMs = memoryMs
    this.#all = places(world.targets.length)
    this.#peaks = this.#all.map(() => ({ ms: unknownMs, at: 0 }))
  }

  protected available(all: readonly number[], _now: number): readonly number[] {
    return all
  }

  pick({ tried }: RoutedCall, now: number): number | undefined {
    const candidates = untried(this.available(this.#all, now), tried)
    return betterOfTwo(candidates, (place) => this.#cost(place, now), this.world.random)
  }

  ended(...[place, { ms, firstContentMs = ms }, , now]: [number, AttemptEnd, RoutedCall, number]): void {
    this.#observe(place, firstContentMs, now)
  }

  /** Without answers it decays towards 0. */
  #cost(place: number, now: number): number {
    return this.#observe(place, 0, now) * ((this.world.inFlight[place] ?? 0) + 1)
  }

  #observe(place: number, ms: number, now: number): number {
    const peak = this.#peaks[place]
    if (peak === undefined) return 0
    if (ms > peak.ms) peak.ms = ms
    else {
      const kept = Math.exp(-(now - peak.at) / this.#memoryMs)
      peak.ms = peak.ms * kept + ms * (1 - kept)
    }
    peak.at = now
    return peak.ms
  }
}

/** The same with Helicone's monitors. */
export class Helicone extends PeakEwma {
  readonly tick: NonNullable<RoutingPolicy['tick']>
  readonly #isOut: boolean[] = []
  readonly #limitedUntil: number[] = []
  readonly #ends: { readonly at: number; readonly isError: boolean }[][]

  constructor(world: PolicyWorld) {
    super(world, helicone)
    this.#ends = world.targets.map(() => [])
    this.tick = { everyMs: monitor.everyMs, run: (now) => this.#check(now) }
  }

  protected override available(all: readonly number[], now: number): readonly number[] {
    return all.filter((place) => this.#isOut[place] !== true && (this.#limitedUntil[place] ?? 0) <= now)
  }

  override ended(...given: [number, AttemptEnd, RoutedCall, number]): void {
    super.ended(...given)
    const [place, { kind, retryAfterMs }, , now] = given
    if (kind === 'rate-limited') this.#limitedUntil[place] = now + (retryAfterMs ?? rateLimitedMs)
    this.#ends[place]?.push({ at: now, isError: kind === 'failed' || kind === 'timed-out' })
  }

  #check(now: number): void {
    for (const [place, ends] of this.#ends.entries()) {
      const recent = ends.filter(({ at }) => at > now - monitor.windowMs)
      const errors = recent.filter(({ isError }) => isError).length
      this.#ends[place] = recent
      this.#isOut[place] = recent.length >= monitor.fewestCalls && errors / recent.length > monitor.errorRatio
    }
  }
}
