import { systemClock } from '@llm-balancer/core/time'

/** Calls `action` again and again, first after one interval. Gives back a function that ends it. */
export function every(intervalMs: number, action: () => void): () => void {
  let cancel = systemClock.schedule(turn, intervalMs)
  function turn(): void {
    cancel = systemClock.schedule(turn, intervalMs)
    action()
  }
  return () => {
    cancel()
  }
}
