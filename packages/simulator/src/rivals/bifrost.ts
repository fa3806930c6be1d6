import { anyOf, places, untried, weightedOf } from './router/choices.ts'
import { defineRival, type Rival } from './router/rival.ts'
import type { AttemptEnd, PolicyWorld, RoutedCall, RoutingPolicy } from './router/routing-policy.ts'

const everyMs = 5000
const rateLimitedMs = 5000
/** Share of the calls that are drawn without regard to weights. */
const exploration = 0.25
const largestWeight = 1000
/** Of an error's penalty so much is left after half a minute. */
const leftAfterHalfMinute = 0.1
const shares = { errors: 0.5, latency: 0.2, utilisation: 0.05 }

/** What a route did since the last computation, and what is kept of it. */
interface Route {
  calls: number
  answered: number
  failed: number
  contentMs: number
  contents: number
  penalty: number
  baselineMs: number
}

/**
 * Bifrost's adaptive load balancing, which is closed source, from its documentation: weights from 1 to 1000, computed every five seconds
 * from errors (half of the score, fading within half a minute), latency against the fastest (a fifth) and share of the traffic (a
 * twentieth); routes are drawn by weight, a quarter of the calls by chance. A failed call goes on to other keys.
 */
export const bifrostAdaptive: Rival = defineRival(
  'bifrost-adaptive',
  'Bifrost documentation, "Adaptive load balancing" (docs.getbifrost.ai/enterprise): factors, weights, interval, thresholds of 2 and 5 % errors.',
  (world) => new AdaptiveWeights(world),
)

/** What the documentation says of choices, weights and blocks. */
export class AdaptiveWeights implements RoutingPolicy {
  readonly maxAttempts = 3
  readonly tick: NonNullable<RoutingPolicy['tick']> = { everyMs, run: () => this.#compute() }
  readonly #random: PolicyWorld['random']
  readonly #all: readonly number[]
  readonly #routes: readonly Route[]
  readonly #weights: number[] = []
  readonly #blockedUntil: number[] = []

  constructor({ random, targets }: PolicyWorld) {
    this.#random = random
    this.#all = places(targets.length)
    this.#routes = targets.map(() => ({
      ...{ calls: 0, answered: 0, failed: 0, contentMs: 0, contents: 0 },
      ...{ penalty: 0, baselineMs: 0 },
    }))
  }

  pick({ tried }: RoutedCall, now: number): number | undefined {
    const open = this.#all.filter((place) => (this.#blockedUntil[place] ?? 0) <= now)
    const candidates = untried(open.length > 0 ? open : this.#all, tried)
    if (this.#random() < exploration) return anyOf(candidates, this.#random)
    return weightedOf(candidates, (place) => this.#weights[place] ?? largestWeight, this.#random)
  }

  started(place: number): void {
    const route = this.#routes[place]
    if (route !== undefined) route.calls += 1
  }

  ended(...[place, end, , now]: [number, AttemptEnd, RoutedCall, number]): void {
    const route = this.#routes[place]
    if (route === undefined) return
    if (end.kind === 'answered') route.answered += 1
    else route.failed += 1
    if (end.kind === 'rate-limited') this.#blockedUntil[place] = now + (end.retryAfterMs ?? rateLimitedMs)
    if (end.firstContentMs === undefined) return
    route.contentMs += end.firstContentMs
    route.contents += 1
  }

  #compute(): void {
    const calls = this.#routes.reduce((sum, route) => sum + route.calls, 0)
    for (const route of this.#routes) learnBaseline(route)
    const known = this.#routes.map(({ baselineMs }) => baselineMs).filter((ms) => ms > 0)
    const fastestMs = Math.min(...known)
    for (const [place, route] of this.#routes.entries()) {
      const latency = route.baselineMs > 0 ? Math.min(1, (route.baselineMs / fastestMs - 1) / 4) : 0
      const fairShare = calls > 0 ? (route.calls / calls) * this.#routes.length : 0
      const utilisation = Math.min(1, Math.max(0, fairShare - 1))
      const score =
        shares.errors * fadingPenalty(route) + shares.latency * latency + shares.utilisation * utilisation
      const whole = shares.errors + shares.latency + shares.utilisation
      this.#weights[place] = 1 + (1 - score / whole) * (largestWeight - 1)
      Object.assign(route, { calls: 0, answered: 0, failed: 0, contentMs: 0, contents: 0 })
    }
  }
}

function learnBaseline(route: Route): void {
  if (route.contents === 0) return
  const ms = route.contentMs / route.contents
  route.baselineMs = route.baselineMs === 0 ? ms : 0.7 * route.baselineMs + 0.3 * ms
}

function fadingPenalty(route: Route): number {
  const errors = route.failed / Math.max(1, route.answered + route.failed)
  const now = errors > 0.05 ? 1 : errors > 0.02 ? 0.5 : 0
  route.penalty = Math.max(now, route.penalty * leftAfterHalfMinute ** (everyMs / 30_000))
  return route.penalty
}
