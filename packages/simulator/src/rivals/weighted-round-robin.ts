import type { SimulatedTarget } from '../scenario/simulated-target.ts'
import { defineRival, type Rival } from './router/rival.ts'
import type { AttemptEnd, PolicyWorld, RoutedCall, RoutingPolicy } from './router/routing-policy.ts'

/** `max_fails=1 fail_timeout=10s`, the defaults. */
const failTimeoutMs = 10_000

interface Peer {
  readonly place: number
  readonly weight: number
  effectiveWeight: number
  currentWeight: number
  failedAt: number
}

/**
 * nginx's smooth weighted round robin with its passive health checks: a peer that fails once is left out for ten seconds, and a request
 * goes on to peers that it has not tried. Weights are the limits of the keys, as an operator who knows them would set them.
 */
export const smoothWeightedRoundRobin: Rival = defineRival(
  'nginx-weighted',
  'nginx, `ngx_http_upstream_round_robin.c` and the documentation of `max_fails`, `fail_timeout` and `proxy_next_upstream error timeout http_500 http_503 http_429 non_idempotent`.',
  (world) => new SmoothWeights(world),
)

/** The choice of `ngx_http_upstream_get_peer`. */
export class SmoothWeights implements RoutingPolicy {
  readonly maxAttempts: number
  readonly #peers: readonly Peer[]

  constructor({ targets }: PolicyWorld) {
    this.maxAttempts = targets.length
    this.#peers = targets.map((target, place) => {
      const weight = weightOf(target)
      return { place, weight, effectiveWeight: weight, currentWeight: 0, failedAt: -Infinity }
    })
  }

  pick({ tried }: RoutedCall, now: number): number | undefined {
    let [total, best] = [0, undefined as Peer | undefined]
    for (const peer of this.#peers) {
      if (now - peer.failedAt <= failTimeoutMs || tried.includes(peer.place)) continue
      peer.currentWeight += peer.effectiveWeight
      total += peer.effectiveWeight
      if (peer.effectiveWeight < peer.weight) peer.effectiveWeight += 1
      if (best === undefined || peer.currentWeight > best.currentWeight) best = peer
    }
    if (best !== undefined) best.currentWeight -= total
    return best?.place
  }

  ended(...[place, { kind }, , now]: [number, AttemptEnd, RoutedCall, number]): void {
    const peer = this.#peers[place]
    if (peer === undefined || kind === 'answered') return
    peer.failedAt = now
    peer.effectiveWeight = 0
  }
}

function weightOf({ weight, limits: { known = true, requestsPerMinute } = {} }: SimulatedTarget): number {
  return weight ?? (known ? requestsPerMinute : undefined) ?? 1
}
