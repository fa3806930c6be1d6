import { leastOf, places, untried } from './router/choices.ts'
import { Ejections } from './router/ejections.ts'
import { defineRival, type Rival } from './router/rival.ts'
import type { AttemptEnd, PolicyWorld, RoutedCall, RoutingPolicy } from './router/routing-policy.ts'

/** Requests in flight above this quantile make a replica hot: 2^−0.25, the paper's choice. */
const hotQuantile = 0.84
/** Replicas that are compared per call. */
const compared = 5
/** Latencies that are kept of each replica. */
const kept = 16

/**
 * Prequal's rule: of some replicas the fastest of those that are not hot (by requests in flight), or where all are, the one with the
 * fewest. Clouds cannot be probed, so a client goes by its own requests in flight and latencies. The paper has no rule for refusals;
 * here ejections by failures in a row and `Retry-After` are added, which can only help it.
 */
export const prequal: Rival = defineRival(
  'prequal',
  '"Load is not what you should balance: Introducing Prequal" (NSDI 2024, arXiv 2312.10172), the hot–cold lexicographic rule.',
  (world) => new HotCold(world),
)

/** The paper's rule. */
export class HotCold implements RoutingPolicy {
  readonly maxAttempts = 3
  readonly #world: PolicyWorld
  readonly #all: readonly number[]
  readonly #ejections: Ejections
  readonly #latencies: readonly number[][]
  readonly #medians: number[] = []

  constructor(world: PolicyWorld) {
    this.#world = world
    this.#all = places(world.targets.length)
    this.#latencies = this.#all.map(() => [])
    this.#ejections = new Ejections(world.targets.length, {
      ...{ failures: 5, baseMs: 30_000, longestMs: 300_000, mostRatio: 0.5, rateLimitedMs: 5000 },
    })
  }

  pick({ tried }: RoutedCall, now: number): number | undefined {
    const { random } = this.#world
    const drawn = this.#draw(untried(this.#ejections.healthy(this.#all, now), tried))
    const threshold = this.#hotThreshold()
    const cold = drawn.filter((place) => this.#inFlight(place) <= threshold)
    if (cold.length > 0) return leastOf(cold, (place) => this.#medians[place] ?? 0, random)
    return leastOf(drawn, (place) => this.#inFlight(place), random)
  }

  ended(...[place, end, , now]: [number, AttemptEnd, RoutedCall, number]): void {
    this.#ejections.ended(place, end, now)
    const latencies = this.#latencies[place]
    if (latencies === undefined || end.firstContentMs === undefined) return
    latencies.push(end.firstContentMs)
    if (latencies.length > kept) latencies.shift()
    this.#medians[place] = latencies.toSorted((a, b) => a - b)[latencies.length >> 1] ?? 0
  }

  #inFlight(place: number): number {
    return this.#world.inFlight[place] ?? 0
  }

  #hotThreshold(): number {
    const sorted = this.#world.inFlight.toSorted((a, b) => a - b)
    return sorted[Math.min(sorted.length - 1, Math.floor(hotQuantile * sorted.length))] ?? 0
  }

  #draw(candidates: readonly number[]): readonly number[] {
    if (candidates.length <= compared) return candidates
    const left = [...candidates]
    return Array.from({ length: compared }, () => {
      const [drawn = 0] = left.splice(Math.floor(this.#world.random() * left.length), 1)
      return drawn
    })
  }
}
