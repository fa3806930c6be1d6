import type { SimulatedTarget } from '../scenario/simulated-target.ts'
import { anyOf, leastOf, places, untried, weightedOf } from './router/choices.ts'
import { defineRival, type Rival } from './router/rival.ts'
import type { AttemptEnd, PolicyWorld, RoutedCall, RoutingPolicy } from './router/routing-policy.ts'

const cooldownMs = 5000
const minuteMs = 60_000
const shortestPauseMs = 500
const longestPauseMs = 8000
/** How many answers the average of a deployment covers. */
const keptLatencies = 10
/** What a timeout counts for, in seconds. */
const timeoutPenalty = 1000
const source =
  'LiteLLM Router with its defaults: documentation of retries and cooldowns (docs.litellm.ai), `cooldown_handlers.py`'

/** LiteLLM's `simple-shuffle`, its default: at random, in proportion to the `rpm` of the deployments where they are given. */
export const litellmShuffle: Rival = defineRival(
  'litellm-shuffle',
  `${source}, \`simple_shuffle.py\`.`,
  (world) => new Shuffle(world),
)

/** LiteLLM's `latency-based-routing`: the deployment with the least average time per token, of those within their `rpm`. */
export const litellmLatency: Rival = defineRival(
  'litellm-latency',
  `${source}, \`lowest_latency.py\` (\`lowest_latency_buffer\` 0).`,
  (world) => new LowestLatency(world),
)

/** What is counted per deployment and minute. */
interface Minute {
  minute: number
  calls: number
  successes: number
  failures: number
}

/** The health of deployments: five seconds of cooldown after a 429, or when more than half of the calls of this minute have failed. */
abstract class Litellm implements RoutingPolicy {
  readonly maxAttempts = 3
  protected readonly world: PolicyWorld
  /** As configured, by place. */
  protected readonly rpm: readonly (number | undefined)[]
  readonly #all: readonly number[]
  readonly #until: number[] = []
  readonly #minutes: Minute[] = []

  constructor(world: PolicyWorld) {
    this.world = world
    this.rpm = world.targets.map((target) => rpmOf(target))
    this.#all = places(world.targets.length)
  }

  protected abstract choose(healthy: readonly number[], now: number, call: RoutedCall): number | undefined

  pick(call: RoutedCall, now: number): number | undefined {
    const healthy = this.#healthy(now)
    return healthy.length === 0 ? undefined : this.choose(untried(healthy, call.tried), now, call)
  }

  /** "Try again in …": until the first cooldown ends. */
  waitMs(_call: RoutedCall, now: number): number {
    const firstMs = Math.min(...this.#until.filter((until) => until > now)) - now
    return this.#jittered(Math.min(longestPauseMs, Math.max(shortestPauseMs, firstMs)))
  }

  /** Another deployment is asked at once; where there is none, after a pause that grows. */
  backoffMs({ retryAfterMs }: AttemptEnd, { attempts, tried }: RoutedCall, now: number): number {
    if (this.#healthy(now).some((place) => !tried.includes(place))) return 0
    if (retryAfterMs !== undefined && retryAfterMs <= minuteMs) return retryAfterMs
    return this.#jittered(Math.min(longestPauseMs, shortestPauseMs * 2 ** (attempts - 1)))
  }

  started(place: number, _call: RoutedCall, now: number): void {
    this.minuteOf(place, now).calls += 1
  }

  ended(...[place, end, , now]: [number, AttemptEnd, RoutedCall, number]): void {
    const minute = this.minuteOf(place, now)
    if (end.kind === 'answered') {
      minute.successes += 1
      return
    }
    minute.failures += 1
    const all = minute.successes + minute.failures
    // The first call of a minute says too little.
    const isFailing = all > 1 && minute.failures / all > 0.5
    if (end.kind === 'rate-limited' || isFailing) this.#until[place] = now + (end.retryAfterMs ?? cooldownMs)
  }

  protected minuteOf(place: number, now: number): Minute {
    const current = Math.floor(now / minuteMs)
    let minute = this.#minutes[place]
    if (minute?.minute !== current) {
      minute = { minute: current, calls: 0, successes: 0, failures: 0 }
      this.#minutes[place] = minute
    }
    return minute
  }

  #healthy(now: number): number[] {
    return this.#all.filter((place) => (this.#until[place] ?? 0) <= now)
  }

  #jittered(ms: number): number {
    return ms * (0.75 + 0.5 * this.world.random())
  }
}

/** `simple_shuffle.py`. */
export class Shuffle extends Litellm {
  protected choose(healthy: readonly number[]): number | undefined {
    const { random } = this.world
    // All are drawn by `rpm` as soon as the first deployment has one.
    if (this.rpm[0] === undefined) return anyOf(healthy, random)
    return weightedOf(healthy, (place) => this.rpm[place] ?? 0, random)
  }
}

/** `lowest_latency.py`. */
export class LowestLatency extends Litellm {
  readonly #latencies: readonly number[][]
  /** A deployment without answers has none, and so is asked first. */
  readonly #means: number[] = []

  constructor(world: PolicyWorld) {
    super(world)
    this.#latencies = world.targets.map(() => [])
  }

  protected choose(healthy: readonly number[], now: number): number | undefined {
    const within = healthy.filter((place) => this.minuteOf(place, now).calls < (this.rpm[place] ?? Infinity))
    return leastOf(within, (place) => this.#means[place] ?? 0, this.world.random)
  }

  override ended(...given: [number, AttemptEnd, RoutedCall, number]): void {
    super.ended(...given)
    const [place, { kind, ms, firstContentMs = ms }, { request, isStreaming }] = given
    const latencies = this.#latencies[place]
    // Other failures leave no trace in the averages.
    if (latencies === undefined || (kind !== 'answered' && kind !== 'timed-out')) return
    const seconds = (isStreaming ? firstContentMs : ms) / 1000
    latencies.push(kind === 'answered' ? seconds / Math.max(1, request.outputTokens) : timeoutPenalty)
    if (latencies.length > keptLatencies) latencies.shift()
    this.#means[place] = latencies.reduce((sum, each) => sum + each, 0) / latencies.length
  }
}

function rpmOf({ limits: { known = true, requestsPerMinute } = {} }: SimulatedTarget): number | undefined {
  return known ? requestsPerMinute : undefined
}
