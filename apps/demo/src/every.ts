import type { Clock } from '@llm-balancer/core/time'

/** Calls `action` again and again, first after one interval. Gives back a function that ends it. */
export function every(clock: Clock, intervalMs: number, action: () => void): () => void {
  let cancel = clock.schedule(turn, intervalMs)
  function turn(): void {
    cancel = clock.schedule(turn, intervalMs)
    action()
  }
  return () => {
    cancel()
  }
}
