import { defineRival, type Rival } from './router/rival.ts'
import type { PolicyWorld, RoutingPolicy } from './router/routing-policy.ts'

/** Each target in turn, without retries or cooldowns: what a list of clients and a counter do. */
export const plainRoundRobin: Rival = defineRival(
  'round-robin',
  'A list of clients and a counter; nothing is tried twice.',
  inTurn,
)

/** The counter. */
export function inTurn({ random, targets }: PolicyWorld): RoutingPolicy {
  // Processes do not begin in step.
  let next = Math.floor(random() * targets.length)
  return {
    maxAttempts: 1,
    pick() {
      next = (next + 1) % targets.length
      return next
    },
  }
}
