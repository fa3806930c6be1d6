import { betterOfTwo, places, untried } from './router/choices.ts'
import { Ejections } from './router/ejections.ts'
import { defineRival, type Rival } from './router/rival.ts'
import type { PolicyWorld, RoutingPolicy } from './router/routing-policy.ts'

const retryBaseMs = 25
const longestRetryMs = 250

/**
 * Envoy's least request: the one with fewer requests under way of two drawn at random, outlier detection with its defaults (five
 * failures in a row, 30 s times the number of ejections, a tenth of the hosts at most), the panic threshold of one half, and two retries
 * that go to another host. A 429 is retried, but ejects no host. Slow start is for hosts that are new: here none is.
 */
export const envoyLeastRequest: Rival = defineRival(
  'envoy-least-request',
  'Envoy documentation: load balancers (`LEAST_REQUEST`, `choice_count` 2), outlier detection, panic threshold, `retry_on: 5xx,reset,retriable-status-codes` with `previous_hosts`.',
  leastRequest,
)

/** Choice, retries and ejections. */
export function leastRequest({ random, targets, inFlight }: PolicyWorld): RoutingPolicy {
  const all = places(targets.length)
  const ejections = new Ejections(targets.length, {
    ...{ failures: 5, baseMs: 30_000, longestMs: 300_000, mostRatio: 0.1, rateLimitedMs: 0 },
  })
  return {
    maxAttempts: 3,
    pick: ({ tried }, now) =>
      betterOfTwo(untried(ejections.healthy(all, now, 0.5), tried), (place) => inFlight[place] ?? 0, random),
    backoffMs: (_end, { attempts }) => random() * Math.min(longestRetryMs, retryBaseMs * (2 ** attempts - 1)),
    ended(...[place, end, , now]) {
      if (end.kind !== 'rate-limited') ejections.ended(place, end, now)
    },
  }
}
