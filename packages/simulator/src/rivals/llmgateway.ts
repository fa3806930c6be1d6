import { anyOf, leastOf, places, untried } from './router/choices.ts'
import { MetricsWindow, type RecentMetrics } from './router/metrics-window.ts'
import { defineRival, type Rival } from './router/rival.ts'
import type { AttemptEnd, PolicyWorld, RoutedCall, RoutingPolicy } from './router/routing-policy.ts'

const weights = { price: 0.6, uptime: 0.5, throughput: 0.05, latency: 0.025 }
/** Without measurements a provider counts as this good. */
const unknown: RecentMetrics = { uptime: 100, latencyMs: 1000, tokensPerSecond: 50 }
const penaltyBelow = 95
const switchBelow = 85
const margin = 0.15
const preferredMs = 3_600_000
const exploration = 0.01

/**
 * LLM Gateway's weighted score: price and uptime above all, throughput and latency as tie-breakers, an exponential penalty below 95 %
 * uptime; it stays with the provider it has chosen for an hour, or until that falls below 85 % or another is 0.15 better. Conversations
 * stay where they began and are not tried elsewhere; other calls are, twice. Each target is taken for a provider of its own.
 */
export const llmgatewayScore: Rival = defineRival(
  'llmgateway',
  'llmgateway documentation, "Routing" (theopenco/llmgateway, `apps/docs/content/features/routing.mdx`): weights, window, penalty, preference, sticky sessions, two retries.',
  (world) => new Score(world),
)

/** The scores, the preference and the sessions of the documentation. */
export class Score implements RoutingPolicy {
  readonly maxAttempts = 3
  readonly #world: PolicyWorld
  readonly #all: readonly number[]
  readonly #windows: readonly MetricsWindow[]
  /** Sums of the prices of input and output, of which only ratios count. */
  readonly #prices: readonly number[]
  readonly #sessions = new Map<string, number>()
  #preferred: { readonly place: number; readonly until: number } | undefined

  constructor(world: PolicyWorld) {
    this.#world = world
    this.#all = places(world.targets.length)
    this.#windows = this.#all.map(() => new MetricsWindow(unknown))
    this.#prices = world.targets.map(
      ({ cost: { inputPerMTok = 0, outputPerMTok = 0 } = {} }) => inputPerMTok + outputPerMTok,
    )
  }

  pick({ request: { session }, tried }: RoutedCall, now: number): number | undefined {
    const { random } = this.#world
    if (session !== undefined) return this.#pinned(session, now)
    if (tried.length > 0) return this.#best(untried(this.#all, tried), now)
    return random() < exploration ? anyOf(this.#all, random) : this.#stable(now)
  }

  ended(...[place, end, { request }, now]: [number, AttemptEnd, RoutedCall, number]): void {
    this.#windows[place]?.add({ ...end, outputTokens: request.outputTokens }, now)
  }

  #pinned(session: string, now: number): number | undefined {
    const pinned = this.#sessions.get(session)
    if (pinned !== undefined && this.#metrics(pinned, now).uptime >= switchBelow) return pinned
    const chosen = this.#best(this.#all, now)
    if (chosen !== undefined) this.#sessions.set(session, chosen)
    return chosen
  }

  /** The provider of the last calls, unless it has become much worse than the best. */
  #stable(now: number): number | undefined {
    const preferred = this.#preferred
    if (
      preferred !== undefined &&
      preferred.until > now &&
      this.#metrics(preferred.place, now).uptime >= switchBelow
    ) {
      const scores = this.#scores(this.#all, now)
      if ((scores[preferred.place] ?? Infinity) - Math.min(...scores) <= margin) return preferred.place
    }
    const place = this.#best(this.#all, now)
    if (place !== undefined) this.#preferred = { place, until: now + preferredMs }
    return place
  }

  #best(candidates: readonly number[], now: number): number | undefined {
    const scores = this.#scores(candidates, now)
    return leastOf(candidates, (place) => scores[candidates.indexOf(place)] ?? Infinity, this.#world.random)
  }

  #scores(candidates: readonly number[], now: number): number[] {
    const metrics = candidates.map((place) => this.#metrics(place, now))
    const prices = candidates.map((place) => this.#prices[place] ?? 0)
    const best = {
      price: Math.min(...prices),
      uptime: Math.max(...metrics.map(({ uptime }) => uptime)),
      throughput: Math.max(...metrics.map(({ tokensPerSecond }) => tokensPerSecond)),
      latency: Math.min(...metrics.map(({ latencyMs }) => latencyMs)),
    }
    const whole = Object.values(weights).reduce((sum, weight) => sum + weight, 0)
    return metrics.map(({ uptime, tokensPerSecond, latencyMs }, index) => {
      const score =
        weights.price * excess(prices[index] ?? 0, best.price) +
        weights.uptime * excess(best.uptime, uptime) +
        weights.throughput * excess(best.throughput, tokensPerSecond) +
        weights.latency * excess(latencyMs, best.latency)
      return score / whole + penaltyOf(uptime)
    })
  }

  #metrics(place: number, now: number): RecentMetrics {
    return this.#windows[place]?.read(now) ?? unknown
  }
}

/** How many times more than the best, less one: twice as much is 1. */
function excess(value: number, best: number): number {
  return best > 0 ? value / best - 1 : 0
}

/** 0.07 at 90 %, 0.62 at 80 %, 5.61 at 50 %: the quadratic curve through the values that are documented. */
function penaltyOf(uptime: number): number {
  return 25 * (Math.max(0, penaltyBelow - uptime) / penaltyBelow) ** 2
}
